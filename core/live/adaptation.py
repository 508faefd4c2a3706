"""What stands between a measured expression and an avatar. Light: numpy only.

Another person's expression is translated into what the avatar's subject would show, and what the avatar never saw is
pulled back towards its range; the subject's own is taken as measured and pulled back only from twice as far.
"""

from __future__ import annotations

from core.avatar.runtime import Avatar
from core.expression.encoder import ExpressionEncoder
from core.expression.translation import translation_of
from core.live.projection import OWN_SLACK, Projected, RangeProjection
from core.types import FloatArray


class Adaptation:
    """Translation, then the pull into range; either may be left out.

    Args:
        avatar: to be driven.
        encoder: of the descriptors, the avatar's.
        own: the driver is the avatar's subject: nothing is translated, and the range is twice as wide.
        translate: whether others' expressions are translated.
        project: whether expressions are pulled into range.
    Raises:
        FormatError: the enclosed measurements behind the translation are damaged.
    """

    def __init__(
        self,
        avatar: Avatar,
        encoder: ExpressionEncoder,
        *,
        own: bool,
        translate: bool = True,
        project: bool = True,
    ) -> None:
        self._translation = translation_of(encoder) if translate and not own else None
        slack = OWN_SLACK if own else 1.0
        self._projection = RangeProjection(avatar.train_descriptors, slack=slack) if project else None

    def __call__(self, descriptors: FloatArray) -> FloatArray:
        """Both steps, [T, D] to [T, D]: what drives the avatar."""
        translated = self.translate(descriptors)
        pulled = self.pull(translated)
        return translated if pulled is None else pulled.descriptors

    def translate(self, descriptors: FloatArray) -> FloatArray:
        """The first step alone, [T, D] to [T, D]."""
        return descriptors if self._translation is None else descriptors @ self._translation

    def pull(self, descriptors: FloatArray) -> Projected | None:
        """The second step alone, [T, D] or one [D]; None where nothing is to be pulled."""
        return None if self._projection is None else self._projection.project(descriptors)
