"""The Bank page."""
