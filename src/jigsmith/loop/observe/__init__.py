"""Observe: facts about a repository, its code, its history and its use. No opinions."""
