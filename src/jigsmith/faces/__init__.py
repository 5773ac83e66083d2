"""Faces: how people and agents come in. Each imports app, never one another."""
