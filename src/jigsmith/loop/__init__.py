"""Loop: the product, in the order of the circle. A stage uses only the records of the stages before it."""
