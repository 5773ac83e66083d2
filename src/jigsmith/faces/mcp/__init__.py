"""MCP: one file for each family of tools, and the server that offers them. It calls app and decides nothing."""
