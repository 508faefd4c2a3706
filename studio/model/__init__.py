"""State of the window as QObjects that emit when they change. No widgets here."""
