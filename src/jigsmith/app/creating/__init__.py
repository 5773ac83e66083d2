"""Creating: the steps that bring a new project to life, and those that are still to be gone on with."""
