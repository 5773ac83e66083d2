"""App: the use cases, one module for each. The only place that wires parts together; it prints nothing."""
