"""The routes: one module for each thing, found by workshop.app."""
