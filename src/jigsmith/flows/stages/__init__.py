"""What is done in each state of a ticket. A stage may be done again after a crash, and says where to go; it moves nothing."""
