"""Drawing splats with OpenGL 3.3 through moderngl. No Qt here: the caller makes the context current."""
