"""Small encoded pictures to QImages, on any thread."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QImage

from core.picture_size import picture_size


def decode_picture(data: bytes, *, most_px: int, height: int = 0) -> QImage:
    """Decode an untrusted JPEG or PNG; a null image where it is neither, or its header says that it is too large.

    Not by QImageReader on a QBuffer: Qt holds locks of its own while it reads from that, and a buffer made in Python
    wants the interpreter's to be read from. Two threads can then wait for one another for ever.

    Args:
        data: the file's bytes.
        most_px: the greatest width and height that is decoded.
        height: scale down to this; 0 leaves it.
    """
    size = picture_size(data)
    if size is None or not 0 < max(size) <= most_px:
        return QImage()
    image = QImage.fromData(QByteArray(data))
    if 0 < height < image.height():
        return image.scaledToHeight(height, Qt.TransformationMode.SmoothTransformation)
    return image
