"""Inject: puts a text into a file that is there already, at a place that is named, once. Text in, text out; no files.

One module for each kind of place. Each answers with the edits to make, so that nothing else in the file can change;
an empty answer means that the text is there already. What needs a syntax tree gets it through an argument.
"""
