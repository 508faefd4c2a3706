"""The frame of the window: side bar, top bar, job bar, notices, command palette, and what a page is."""
