"""Adopting: lines that are there become instances of a template, and what was adopted is recorded."""
