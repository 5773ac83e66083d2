"""Build: a template with its proof, from the instances of a family. It writes nothing."""
