"""Undoable changes."""
