"""Habits: which steps follow one another again and again, and which prompts and commits are alike."""
