"""What the window asks of the outside: the engine process, files, settings."""
