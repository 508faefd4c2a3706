"""The wheel's build hook: compiles the native splat library, and gives the wheel its platform's tag.

A compiler is asked for as a build dependency (``ziglang``, from the package index) only where the machine has none.
"""

from __future__ import annotations

import importlib.util
import sysconfig
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    """Hatchling finds this class by its name."""

    def dependencies(self) -> list[str]:
        """What the build needs beyond hatchling."""
        return [] if self._builder().find_compiler() else ["ziglang>=0.13"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile into ``core/splats/_native`` and put the library into the wheel."""
        if self.target_name != "wheel":
            return
        builder = self._builder()
        try:
            library = builder.build()
        except builder.BuildError as error:
            if version != "editable":
                raise
            self.app.display_warning(f"{error}\nThe library will be built on first use, once there is a compiler.")
            return
        build_data["pure_python"] = False
        build_data["tag"] = "py3-none-" + sysconfig.get_platform().replace("-", "_").replace(".", "_")
        # ignored by git, so it must be named
        build_data["artifacts"].append("/" + library.relative_to(self.root).as_posix())

    def _builder(self) -> ModuleType:
        """``core/splats/build.py``, without importing the package: its dependencies are not there yet."""
        path = Path(self.root) / "core" / "splats" / "build.py"
        spec = importlib.util.spec_from_file_location("raf_native_build", path)
        if spec is None or spec.loader is None:
            raise FileNotFoundError(path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
