"""Inside: what runs between the box and the command. Standard library alone: in a box there is nothing else."""
