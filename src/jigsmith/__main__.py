"""`python -m jigsmith` is `jig`."""

from jigsmith.faces.cli.main import main

main()
