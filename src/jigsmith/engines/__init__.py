"""Engines: strong, single-minded, strangers to each other. They know nothing of the loop."""
