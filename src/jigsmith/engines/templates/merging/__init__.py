"""Merging: what becomes of a file that the template changed and the user changed too.

Pure functions over bytes and text: base (as generated), ours (as it is now), theirs (as it would be generated now).
They read and write no files, ask nobody, and lose no line of the user's: what cannot be settled is a conflict.
"""
