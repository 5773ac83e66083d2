"""Setting an agent to work: its adapter, its box, the proxy that holds the key and the purse, and its log."""
