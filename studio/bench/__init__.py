"""Measuring the window: stalls of its event loop, memory, what pages cost. Not part of the program that users run."""
