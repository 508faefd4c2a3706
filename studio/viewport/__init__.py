"""The one place where Qt and OpenGL meet."""
