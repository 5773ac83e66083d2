"""The tool: its work is in `main`, everything else is around it."""

NAME = "{{ name | kebab }}"
DESCRIPTION = "{{ title }}"
__version__ = "0.1.0"
