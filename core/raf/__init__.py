"""Retrieval-augmented training: which foreign expressions stand in for the subject's own, and when."""
