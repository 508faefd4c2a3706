"""Tables and plots from stored cells, and from nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.evidence.cells import CellResult
from core.evidence.people import SYNTHETIC
from core.evidence.statistics import Interval, paired_difference, paired_gain
from core.project.atomic import atomic_write_bytes

LOWER_IS_BETTER = ("landmark_share", "lpips", "descriptor_distance", "broken")
HIGHER_IS_BETTER = ("ssim", "psnr", "identity")
TARGET_GAIN, MAX_IDENTITY_LOSS = 0.10, 0.01
SETS = {"S-self": (True, "self"), "S-cross": (True, "cross"), "R-self": (False, "self")}
Values = dict[str, list[float]]
"""Person -> value of each seed."""


def group_of(result: CellResult) -> tuple[Any, ...]:
    """What two cells must share to be compared: everything but arm, person and seed."""
    cell = result.cell
    options = (*sorted(cell["options"].items()), ("test_frames", cell["test_frames"]))
    return (cell["steps"], cell["encoder"], cell["deformation"], cell["size"], options)


def values_of(results: Iterable[CellResult], *, arm: str, of: str, subset: str, figure: str, bank: str = "") -> Values:
    """Every person's figure of an arm.

    Args:
        results: of one group.
        arm: name.
        of: a name of ``SETS``.
        subset: 'all' or 'far'.
        figure: a name of a figure.
        bank: only cells with this bank; empty takes all.
    """
    synthetic, test = SETS[of]
    found: Values = defaultdict(list)
    for result in results:
        person = str(result.cell["person"])
        if result.arm != arm or person.startswith(SYNTHETIC) is not synthetic:
            continue
        if bank and result.cell["bank"] not in ("", bank):
            continue
        value = result.tests.get(test, {}).get(subset, {}).get(figure)
        if value is not None:
            found[person].append(value)
    return dict(found)


def compare(results: list[CellResult], *, arm: str, baseline: str, of: str, subset: str) -> dict[str, Interval | None]:
    """An arm against another: relative gains where lower is better, differences where higher is better."""
    table: dict[str, Interval | None] = {}
    for figure in (*LOWER_IS_BETTER, *HIGHER_IS_BETTER):
        ours, theirs = (values_of(results, arm=name, of=of, subset=subset, figure=figure) for name in (arm, baseline))
        better = paired_gain if figure in LOWER_IS_BETTER else paired_difference
        table[figure] = better(ours, theirs)
    return table


def summarise(results: Iterable[CellResult]) -> dict[str, Any]:
    """The whole of what is stored, JSON-ready: groups, arms, gains against ``none``, verdicts.

    Returns:
        ``summary`` with stable names such as ``landmark_gain_vs_none_far`` (S-self, largest group, arm ``raf``);
        ``groups`` with every table; and ``cells``, how many there are.
    """
    groups: dict[tuple[Any, ...], list[CellResult]] = defaultdict(list)
    for result in results:
        groups[group_of(result)].append(result)
    tables = [_group(key, cells) for key, cells in groups.items()]
    tables.sort(key=lambda t: -int(t["cells"]))
    main = max(groups.values(), key=len, default=[])
    return {"cells": sum(len(c) for c in groups.values()), "summary": _summary(main), "groups": tables}


def _group(key: tuple[Any, ...], cells: list[CellResult]) -> dict[str, Any]:
    arms = sorted({c.arm for c in cells})
    facts = dict(zip(("steps", "encoder", "deformation", "size", "options"), key, strict=True))
    tables: dict[str, Any] = {}
    for of in SETS:
        for subset in ("all", "far"):
            rows = {}
            for arm in arms:
                means = {f: _mean(values_of(cells, arm=arm, of=of, subset=subset, figure=f)) for f in _ALL}
                gains = compare(cells, arm=arm, baseline="none", of=of, subset=subset) if arm != "none" else {}
                if any(v is not None for v in means.values()):
                    rows[arm] = {"means": means, "against_none": {f: _plain(i) for f, i in gains.items()}}
            if rows:
                tables[f"{of} {subset}"] = rows
    return {**facts, "options": dict(facts["options"]), "cells": len(cells), "arms": arms, "tables": tables}


_ALL = (*LOWER_IS_BETTER, *HIGHER_IS_BETTER)


def _summary(cells: list[CellResult]) -> dict[str, Any]:
    """The claim, number by number."""
    found: dict[str, Any] = {}
    verdicts = []
    for of, subset in (("S-self", "far"), ("S-cross", "all"), ("R-self", "far")):
        prefix = "" if of == "S-self" else f"{of.lower().replace('-', '_')}_"
        against = {b: compare(cells, arm="raf", baseline=b, of=of, subset=subset) for b in ("none", "noise", "random")}
        for baseline, table in against.items():
            for figure, short in (("landmark_share", "landmark"), ("lpips", "lpips")):
                found[f"{prefix}{short}_gain_vs_{baseline}_{subset}"] = _plain(table[figure])
        found[f"{prefix}identity_change_{subset}"] = _plain(against["none"]["identity"])
        verdicts.append(_holds(against))
    known = [v for v in verdicts if v is not None]
    found["claim_holds"] = all(known) if known else None
    return found


def _holds(against: Mapping[str, Mapping[str, Interval | None]]) -> bool | None:
    """Whether the target is met on one set; None where something was not measured."""
    both = [against[b][f] for b in ("none", "noise", "random") for f in ("landmark_share", "lpips")]
    identity = against["none"]["identity"]
    if any(i is None for i in both):
        return None
    gains = [i for i in both if i is not None]
    enough = all(i.mean >= TARGET_GAIN for i in gains[:2])
    sure = all(i.low > 0 for i in gains[2:])
    return enough and sure and (identity is None or identity.mean >= -MAX_IDENTITY_LOSS)


def _mean(values: Values) -> float | None:
    people = [sum(v) / len(v) for v in values.values() if v]
    return sum(people) / len(people) if people else None


def _plain(interval: Interval | None) -> dict[str, float | int] | None:
    return None if interval is None else asdict(interval)


def write_markdown(summary: Mapping[str, Any], path: Path) -> None:
    """Write docs/evidence_results.md from a summary; StorageError when that fails."""
    lines = [
        "# Evidence: results",
        "",
        "Written by `raf-studio evidence report` from stored cells; the protocol stands in",
    ]
    lines += ["[evidence.md](evidence.md). Do not edit by hand.", "", f"Cells: {summary['cells']}.", ""]
    lines += ["## The claim", "", "| Figure | Mean | 95 % interval | People |", "|---|---|---|---|"]
    for name, value in summary["summary"].items():
        if isinstance(value, dict):
            mean, low, high = (f"{100 * value[k]:+.1f} %" for k in ("mean", "low", "high"))
            lines.append(f"| `{name}` | {mean} | {low} to {high} | {value['people']} |")
        else:
            shown = {True: "yes", False: "no", None: "not measured"}.get(value, str(value))
            lines.append(f"| `{name}` | {shown} | | |")
    for group in summary["groups"]:
        lines += _group_lines(group)
    atomic_write_bytes(path, ("\n".join(lines) + "\n").encode())


def _group_lines(group: Mapping[str, Any]) -> list[str]:
    options = ", ".join(f"{k} {v}" for k, v in group["options"].items())
    title = f"## {group['deformation']}, {group['encoder']}, {group['steps']:,} steps at {group['size']} px"
    lines = ["", title, "", f"{group['cells']} cells; {options or 'default options'}."]
    for name, rows in group["tables"].items():
        lines += ["", f"### {name}", "", "| Arm | Landmarks | Gain | LPIPS | Gain | PSNR | Identity | Broken |"]
        lines.append("|---|---|---|---|---|---|---|---|")
        for arm, row in rows.items():
            lines.append(_row(arm, row))
    return lines


def _row(arm: str, row: Mapping[str, Any]) -> str:
    means, gains = row["means"], row["against_none"]

    def number(name: str, form: str, scale: float = 1.0) -> str:
        return "" if means[name] is None else form.format(scale * means[name])

    def gain(name: str) -> str:
        i = gains.get(name)
        return "" if i is None else f"{100 * i['mean']:+.1f} % ({100 * i['low']:+.1f} to {100 * i['high']:+.1f})"

    cells = [arm, number("landmark_share", "{:.2f} %", 100), gain("landmark_share"), number("lpips", "{:.4f}")]
    cells += [gain("lpips"), number("psnr", "{:.2f}"), number("identity", "{:.3f}"), number("broken", "{:.1f} %", 100)]
    return "| " + " | ".join(cells) + " |"
