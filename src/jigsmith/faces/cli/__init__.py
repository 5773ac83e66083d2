"""Command line: one file for each verb. It reads arguments, calls app and shows what comes back; it decides nothing."""
