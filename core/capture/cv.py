"""The one place that imports OpenCV.

OpenCV's wheel for Linux points ``QT_QPA_PLATFORM_PLUGIN_PATH`` and ``QT_QPA_FONTDIR`` at its own Qt when it is
imported, which breaks PySide6 in the same process: here the environment is put back. Use
``from core.capture.cv import cv2``.
"""

from __future__ import annotations

import os

_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR", "QT_PLUGIN_PATH")
_before = {name: os.environ.get(name) for name in _VARIABLES}

import cv2  # noqa: E402 - the environment must be read first

for _name, _value in _before.items():
    if _value is None:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value

__all__ = ["cv2"]
