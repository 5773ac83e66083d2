"""The service of a bicycle workshop."""
