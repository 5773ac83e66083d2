"""App: the use cases, one module for each; the rooms hold what they are made of. It alone wires, and prints nothing."""
