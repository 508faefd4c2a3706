"""Files that the window carries: translations."""
