"""Frames in: readers for videos and image folders, live sources, and the clip prepared for training."""
