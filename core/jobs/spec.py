"""What to run: a job's name and its JSON-able arguments. The registry maps names to functions, imported late."""

from __future__ import annotations

import importlib
import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from core.errors import InputError

JobFunction: TypeAlias = Callable[..., "dict[str, Any] | None"]
"""``function(arguments, *, emit, cancel)``: runs in the engine process and returns the result of Finished."""

_NAMES = (
    "build_bank",
    "check_machine",
    "describe_picture",
    "drive_live",
    "export_video",
    "get_weights",
    "import_capture",
    "make_demo_project",
    "merge_banks",
    "perform_clip",
    "record_capture",
    "remove_from_bank",
    "retrieval_sheet",
    "train_run",
)
JOBS: Mapping[str, str] = MappingProxyType({name: f"core.jobs.{name}:{name}" for name in _NAMES})
"""Every job that the window may ask for, as ``module:function``. A name that is not here is never imported."""

MAX_SPEC_BYTES = 1 << 20


@dataclass(frozen=True)
class JobSpec:
    """One job to run.

    Args:
        name: a name of the registry, such as ``perform_clip``.
        arguments: JSON-able; at most 1 MiB as JSON.
        title: what the user reads while it runs.
        id: unique; made when absent.
    Raises:
        InputError: the name is malformed or the arguments are not JSON-able.
    """

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    title: str = ""
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", self.name):
            raise InputError("A job name must be lower-case letters, digits and _", got=repr(self.name))
        try:
            size = len(json.dumps(self.arguments, allow_nan=False))
        except (TypeError, ValueError) as error:
            raise InputError(f"The arguments of job '{self.name}' must be JSON-able", got=str(error)) from None
        if size > MAX_SPEC_BYTES:
            raise InputError(
                f"The arguments of job '{self.name}' are too large", got=f"{size} bytes", expected=f"{MAX_SPEC_BYTES}"
            )

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready form."""
        return {"name": self.name, "arguments": self.arguments, "title": self.title, "id": self.id}

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> JobSpec:
        """Read what ``to_dict`` wrote.

        Raises:
            InputError: a part is missing or of the wrong type.
        """
        try:
            spec = cls(facts["name"], dict(facts["arguments"]), str(facts.get("title", "")), str(facts["id"]))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError("This is not a job description", got=repr(error)) from None
        return spec


def job_function(name: str, jobs: Mapping[str, str] = JOBS) -> JobFunction:
    """Import the function that runs the job ``name``.

    Raises:
        InputError: the registry has no such job.
    """
    if name not in jobs:
        raise InputError(f"There is no job '{name}'", expected="one of " + ", ".join(sorted(jobs)))
    module, _, function = jobs[name].partition(":")
    found: JobFunction = getattr(importlib.import_module(module), function)
    return found
