"""The engine of RAF Studio: everything but the window. No Qt and no OpenGL window is imported below this package."""

__version__ = "0.1.0"
