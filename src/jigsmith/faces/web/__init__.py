"""Web: the dashboard. Pages are made on the server and read without JavaScript; it asks only the use cases."""
