"""The report as a Markdown page. What it says comes from a summary, and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from core.project.atomic import atomic_write_bytes, atomic_write_json

_VERDICTS = {True: "yes", False: "no", None: "not measured"}


def write_markdown(summary: Mapping[str, Any], path: Path, plots: Sequence[Path] = ()) -> None:
    """Write docs/evidence_results.md from a summary, with plots that lie beside it; StorageError when that fails."""
    lines = ["# Evidence: results", ""]
    lines += ["Written by `raf-studio evidence report` from stored cells; the protocol stands in"]
    lines += ["[evidence.md](evidence.md). Do not edit by hand.", "", f"Cells: {summary['cells']}."]
    lines += _claims(summary["claims"])
    lines += [f"\n![{plot.stem}]({plot.relative_to(path.parent).as_posix()})" for plot in plots]
    lines += _hypotheses(summary["hypotheses"])
    for group in summary["groups"]:
        lines += _group(group)
    lines += _tolerance(summary["tolerance"]) + _arms(summary["arms"])
    atomic_write_bytes(path, ("\n".join(lines) + "\n").encode())


def write_enclosed(summary: Mapping[str, Any], path: Path) -> None:
    """Write what the program's Compare page shows, JSON: gains against ``none`` after trainings of the usual length.

    Tables for which no ``raf`` was trained so long come from the shorter trainings; ``steps`` says which of them do.
    """
    groups = [group for group in reversed(summary["groups"]) if group["main"]]
    tables: dict[str, dict[str, Any]] = {}
    steps: dict[str, int] = {}
    for group in groups:
        for name, rows in group["tables"].items():
            if name not in tables and "raf" in rows:
                steps[name] = group["steps"]
                tables[name] = {
                    arm: {f: row["against_none"].get(f) for f in ("landmark_share", "lpips")}
                    for arm, row in rows.items()
                }
    for rows in tables.values():
        for arm in [a for a in rows if a == "none" or "@" in a or " " in a]:
            del rows[arm]
    verdicts = [c["figures"]["claim_holds"] for c in summary["claims"] if c["arm"] == "raf"]
    facts = {
        "kind": "evidence_summary",
        "cells": sum(group["cells"] for group in groups),
        "claim_holds": verdicts[-1] if verdicts else None,
    }
    shown = {name: rows for name, rows in tables.items() if rows}
    atomic_write_json(path, {**facts, "steps": {name: steps[name] for name in shown}, "tables": shown})


def percent(interval: Mapping[str, Any] | None) -> str:
    """A gain with its interval."""
    if interval is None:
        return ""
    return f"{100 * interval['mean']:+.1f} % ({100 * interval['low']:+.1f} to {100 * interval['high']:+.1f})"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = ["", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def _claims(claims: Sequence[Mapping[str, Any]]) -> list[str]:
    """A table for each length of training, a column for each arm."""
    lines = ["", "## The claim"]
    for steps in dict.fromkeys(claim["steps"] for claim in claims):
        mine = [claim for claim in claims if claim["steps"] == steps]
        rows = [(f"`{name}`", *(_claimed(claim["figures"][name]) for claim in mine)) for name in mine[0]["figures"]]
        head = ("Mean and 95 % interval, people", *(claim["arm"] for claim in mine))
        lines += ["", f"### After {steps:,} steps", *_table(head, rows)]
    return lines


def _claimed(value: Any) -> str:
    if not isinstance(value, Mapping):
        return _VERDICTS.get(value, str(value))
    return f"{percent(value)}, {value['people']}"


def _hypotheses(found: Sequence[Mapping[str, Any]]) -> list[str]:
    rows = []
    for hypothesis in found:
        rows.append(
            (str(hypothesis["number"]), f"**{hypothesis['text']}**", f"**{hypothesis['verdict']}**", "", "", "")
        )
        for question in hypothesis["questions"]:
            cells = [_both(question["figures"], name) for name in ("S-self far", "S-cross all", "R-self far")]
            rows.append(("", f"{question['text']}", question["verdict"], *cells))
    head = ("", "Hypothesis", "Answer", "S-self far", "S-cross", "R-self far")
    note = "Gains in landmark error / LPIPS of the first arm over the second, with 95 % intervals."
    return ["", "## The hypotheses", "", note, *_table(head, rows)]


def _both(figures: Mapping[str, Any], name: str) -> str:
    texts = [percent(figures.get(f"{name} {figure}")) for figure in ("landmark_share", "lpips")]
    return " / ".join(texts) if any(texts) else ""


def _group(group: Mapping[str, Any]) -> list[str]:
    lines = ["", f"## {group['title'][0].upper()}{group['title'][1:]}", "", f"{group['cells']} cells."]
    head = ("Arm", "People, seeds", "Landmarks", "Gain", "LPIPS", "Gain", "PSNR", "Distance", "Identity", "Broken")
    for name, rows in group["tables"].items():
        lines += ["", f"### {name}", *_table(head, [_row(arm, row) for arm, row in rows.items()])]
    return lines


def _row(arm: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    means, gains = row["means"], row["against_none"]

    def number(name: str, form: str, scale: float = 1.0) -> str:
        return "" if means[name] is None else form.format(scale * means[name])

    return (
        arm,
        f"{row['people']}, {row['seeds']}",
        number("landmark_share", "{:.2f} %", 100) or number("correlation", "correlation {:.3f}"),
        percent(gains.get("landmark_share")),
        number("lpips", "{:.4f}"),
        percent(gains.get("lpips")),
        number("psnr", "{:.2f}"),
        number("descriptor_distance", "{:.2f}"),
        number("identity", "{:.3f}"),
        number("broken", "{:.1f} %", 100),
    )


def _tolerance(found: Mapping[str, Mapping[str, float | None]]) -> list[str]:
    if not found:
        return []
    probes = list(next(iter(found.values())))
    rows = [
        (arm, *("" if row[p] is None else f"{100 * float(row[p] or 0):.2f} %" for p in probes))
        for arm, row in found.items()
    ]
    title = "## Spoilt driving descriptors: landmark error, S-self"
    return ["", title, *_table(("Arm", *probes), rows)]


def _arms(found: Mapping[str, Mapping[str, float]]) -> list[str]:
    forms = {
        "effective_rank": "{:.1f}",
        "log_volume": "{:.1f}",
        "nearest_in_own_spacings": "{:.2f}",
        "share_of_step": "{:.2%}",
    }
    rows = [(arm, *(forms[n].format(row[n]) if n in row else "" for n in forms)) for arm, row in found.items()]
    head = ("Arm", "Effective rank", "Log-volume", "Nearest entry, own spacings", "Share of a step")
    return ["", "## What an arm does to the descriptors, and what it costs", *_table(head, rows)] if rows else []
