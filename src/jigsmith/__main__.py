"""`python -m jigsmith` is `jig`."""

from jigsmith.faces.cli.start import main

main()
