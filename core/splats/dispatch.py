"""Whether the native library's fused torch operations can be used on this machine."""

from __future__ import annotations

import functools
import importlib
import logging
from types import ModuleType

from core.errors import StudioError

_log = logging.getLogger(__name__)


@functools.cache
def native_ops() -> ModuleType | None:
    """``core.splats.native_torch``, or None (with one warning) where the native library cannot be loaded."""
    try:
        return importlib.import_module("core.splats.native_torch")
    except (ImportError, StudioError) as error:
        _log.warning("Training uses slower operations, since the native library cannot be loaded: %s", error)
        return None
