"""Linting: what is wrong with a template, told from its text, before anything is made from it. It writes nothing and
runs nothing but the template language.
"""
