"""Built-in jobs: one module each, its Settings and one function. What cannot be measured here is "not measured"."""
