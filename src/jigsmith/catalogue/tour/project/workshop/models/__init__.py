"""What the workshop knows: one module for each thing."""
