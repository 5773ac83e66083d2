"""Scanning: what a scan is made of, from what is asked to the report. It reads, and writes nothing but the cache."""
