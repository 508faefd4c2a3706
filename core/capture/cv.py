"""The one place that imports OpenCV: ``from core.capture.cv import cv2``.

OpenCV's wheel for Linux changes the environment when it is imported: it points ``QT_QPA_PLATFORM_PLUGIN_PATH`` and
``QT_QPA_FONTDIR`` at its own Qt, which breaks PySide6 in the same process, and extends ``LD_LIBRARY_PATH``, which child
processes inherit. Here the environment is put back.
"""

from __future__ import annotations

import os

_before = dict(os.environ)

import cv2  # noqa: E402 - the environment must be read first

for _name in set(os.environ) - set(_before):
    del os.environ[_name]
os.environ.update(_before)

__all__ = ["cv2"]
