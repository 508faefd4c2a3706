"""The command line: ``raf-studio``. One file a command; each loads the engine's heavy parts only when it runs."""
