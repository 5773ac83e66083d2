"""Forge: issues, pull requests, comments and checks, on this machine or on GitHub. It decides nothing about them."""
