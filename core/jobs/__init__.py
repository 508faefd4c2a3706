"""Long work outside the window: job descriptions, the spawned engine process that runs them, their messages."""
