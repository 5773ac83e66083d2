"""Deploy: a template becomes a skill, a page and an MCP entry, and is taken back whole. It builds and runs nothing."""
