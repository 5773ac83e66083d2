"""What comes in as JSON: one module for each thing."""
