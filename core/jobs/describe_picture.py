"""The job that measures one face, in a picture or before the camera, so that faces like it can be looked for."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import InputError
from core.events import CancelToken, Emit, Stage

if TYPE_CHECKING:
    from core.types import ByteArray

MAX_SIDE_PX = 1280
WARM_UP_FRAMES = 8
"""Of a camera: the first ones are often dark."""


def describe_picture(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Measure the largest face.

    Args:
        arguments: one of ``picture`` (a file), ``camera`` (a number) and ``stream`` (a file or FIFO of JPEGs); and the
            resting face to subtract: ``neutral`` (its JSON form), or ``bank``, a folder whose people's average is
            taken.
        emit: gets Stage.
        cancel: looked at between steps.
    Returns:
        ``descriptor`` [D], ``angles`` (yaw, pitch, roll in radians), ``thumbnail`` (a JPEG as base64), ``blur``.
    Raises:
        CaptureError: the picture or camera cannot be read, or shows no face.
        FormatError: the bank or the resting face cannot be read.
    """
    from core.bank.picture import describe_face
    from core.weights.store import WeightStore

    neutral = _neutral(arguments)
    emit(Stage("looking at the picture", 0, 1))
    image, name = _image(arguments, cancel)
    face = describe_face(image, neutral, store=WeightStore(), name=name, emit=emit, cancel=cancel)
    return {
        "descriptor": [float(v) for v in face.descriptor],
        "angles": [float(v) for v in face.angles],
        "thumbnail": base64.b64encode(face.thumbnail).decode("ascii"),
        "blur": face.blur,
    }


def _neutral(arguments: dict[str, Any]) -> Any:
    from core.bank.picture import average_neutral
    from core.bank.store import ExpressionBank
    from core.expression.neutral import Neutral

    if arguments.get("neutral"):
        return Neutral.from_dict(arguments["neutral"])
    with ExpressionBank.open(Path(str(arguments["bank"]))) as bank:
        if not bank.sources:
            raise InputError(f"The bank '{bank.path.name}' is empty", next_step="Add a video of a face to it.")
        first = {source.person: source.neutral for source in bank.sources}  # every person once
        return average_neutral(list(first.values()))


def _image(arguments: dict[str, Any], cancel: CancelToken) -> tuple[ByteArray, str]:
    from core.capture.images import read_picture
    from core.capture.live import open_camera, open_jpeg_stream

    if arguments.get("picture"):
        path = Path(str(arguments["picture"]))
        return read_picture(path, max_side_px=MAX_SIDE_PX), f"'{path.name}'"
    if arguments.get("stream"):
        source = open_jpeg_stream(Path(str(arguments["stream"])), max_side_px=MAX_SIDE_PX)
    else:
        source = open_camera(int(arguments.get("camera", 0)), max_side_px=MAX_SIDE_PX)
    with source:
        image = None
        for number, frame in enumerate(source):
            cancel.check()
            image = frame.image
            if number + 1 >= WARM_UP_FRAMES:
                break
    if image is None:
        raise InputError("The camera gave no picture", next_step="Check that it is plugged in and not used elsewhere.")
    return image, "The camera's picture"
