"""Gauges: read what tools report into one kind of record, a module for each format. They judge nothing."""
