"""What can be settled before anything is drawn: which renderer, and which kind of OpenGL. Imports nothing heavy."""

from __future__ import annotations

from enum import Enum

from PySide6.QtGui import QSurfaceFormat


class RendererChoice(Enum):
    """Which renderer the user asked for."""

    AUTO = "auto"
    OPENGL = "opengl"
    CPU = "cpu"


def surface_format() -> QSurfaceFormat:
    """OpenGL 3.3 core without depth or multisampling: splats are sorted and soft."""
    made = QSurfaceFormat()
    made.setVersion(3, 3)
    made.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    made.setDepthBufferSize(0)
    made.setSwapInterval(1)
    return made
