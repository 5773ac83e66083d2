"""Importing: templates of other tools become ours. What cannot be carried over is said; nothing of theirs is run."""
