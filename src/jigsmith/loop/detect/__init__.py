"""Detect: what repeats. It is handed facts and reads nothing itself."""
