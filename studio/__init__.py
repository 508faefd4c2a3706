"""The Qt application. Imports the engine's light modules only; long work runs in the engine process."""
