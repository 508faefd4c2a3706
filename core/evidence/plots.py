"""Plots of a summary, as SVG beside the report. Needs matplotlib (extra 'bench')."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import InputError
from core.project.atomic import atomic_write_bytes

COLOURS = {"landmark_share": "#4c78a8", "lpips": "#f58518"}
NAMES = {"landmark_share": "landmark error", "lpips": "LPIPS"}


def write_plots(summary: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write what can be drawn of a summary: gains of the arms, and of banks of several sizes.

    Returns:
        The files.
    Raises:
        InputError: matplotlib is not installed.
        StorageError: they cannot be written.
    """
    try:
        import matplotlib
    except ImportError as error:
        raise InputError(
            "Plots need matplotlib", next_step="Install the optional part 'bench', or leave out --write."
        ) from error
    matplotlib.use("Agg")
    matplotlib.rcParams.update({"svg.hashsalt": "raf-studio", "font.size": 9, "svg.fonttype": "none"})
    found = []
    for group in summary["groups"]:
        if group["main"] and (path := _gains_of_arms(group, folder)) is not None:
            found.append(path)
    first: Mapping[str, Any] = next(iter(summary["groups"]), {"arms": [], "tables": {}})
    sizes = [arm for arm in first["arms"] if arm == "raf" or re.fullmatch(r"raf @\d+k?", arm)]
    path = folder / "evidence_banks.svg"
    title = "Gain over training without RAF, by entries of the bank"
    if len(sizes) > 1 and _gains(first["tables"], sorted(sizes, key=_entries), title, path):
        found.append(path)
    return found


def _gains_of_arms(group: Mapping[str, Any], folder: Path) -> Path | None:
    arms = [arm for arm in group["arms"] if "@" not in arm and arm != "none"]
    path = folder / f"evidence_gains_{group['steps']}.svg"
    title = f"Gain over training without RAF, {group['steps']:,} steps"
    return path if _gains(group["tables"], arms, title, path) else None


def _entries(arm: str) -> float:
    match = re.search(r"@(\d+)(k?)", arm)
    return float("inf") if match is None else int(match.group(1)) * (1000 if match.group(2) else 1)


def _gains(tables: Mapping[str, Any], arms: list[str], title: str, path: Path) -> bool:
    from matplotlib.figure import Figure

    wanted = [n for n in ("S-self far", "S-cross all", "R-self far") if any(a in tables.get(n, {}) for a in arms)]
    if not wanted or not arms:
        return False
    figure = Figure(figsize=(3.4 * len(wanted) + 1.0, 0.34 * len(arms) + 1.3), layout="constrained")
    axes = figure.subplots(1, len(wanted), sharey=True, squeeze=False)[0]
    for axis, name in zip(axes, wanted, strict=True):
        for offset, metric in ((-0.14, "landmark_share"), (0.14, "lpips")):
            rows = [(i, g) for i, arm in enumerate(arms) if (g := _gain(tables[name], arm, metric)) is not None]
            if rows:
                y, mean = [i + offset for i, _ in rows], [100 * g["mean"] for _, g in rows]
                spread = [
                    [100 * (g["mean"] - g["low"]) for _, g in rows],
                    [100 * (g["high"] - g["mean"]) for _, g in rows],
                ]
                axis.errorbar(
                    mean, y, xerr=spread, fmt="o", ms=4, capsize=2, color=COLOURS[metric], label=NAMES[metric]
                )
        axis.axvline(0, color="#888888", lw=0.8)
        axis.set(title=name, xlabel="gain, %", yticks=range(len(arms)), yticklabels=arms)
        axis.grid(axis="x", color="#dddddd", lw=0.5)
    axes[0].invert_yaxis()
    axes[-1].legend(loc="best", fontsize=8)
    figure.suptitle(title)
    data = io.BytesIO()
    figure.savefig(data, format="svg", metadata={"Date": None})
    atomic_write_bytes(path, data.getvalue())
    return True


def _gain(rows: Mapping[str, Any], arm: str, metric: str) -> Mapping[str, float] | None:
    found = rows.get(arm, {}).get("against_none", {}).get(metric)
    return found if isinstance(found, Mapping) else None
