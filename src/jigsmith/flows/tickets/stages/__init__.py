"""What is done in each state of a ticket. A stage may be done twice, and says where to go; it moves nothing itself."""
