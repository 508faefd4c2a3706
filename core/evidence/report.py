"""What is stored, summed up: the claim, the hypotheses, tables; from stored cells and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from core.evidence.cells import CellResult
from core.evidence.hypotheses import answers
from core.evidence.plan import LONG_STEPS
from core.evidence.probes import PROBES
from core.evidence.statistics import Interval
from core.evidence.tables import FIGURES, SETS, SUBSETS, Group, compare, grouped, label_of, mean_of, values_of

TARGET_GAIN, MAX_IDENTITY_LOSS = 0.10, 0.01
CLAIMANTS = ("raf", "residual")
"""The arm of which the claim is made, and the way in which the program retrieves where it is asked to."""
CLAIM = (("S-self", "far"), ("S-cross", "all"), ("R-self", "far"))


def summarise(results: Iterable[CellResult]) -> dict[str, Any]:
    """The whole of what is stored, JSON-ready.

    Returns:
        ``summary`` with stable names such as ``landmark_gain_vs_none_far`` (S-self, the main group, arm ``raf``);
        ``claims`` with the same for every length of training and arm; ``hypotheses``; ``groups`` with every table;
        ``tolerance`` of spoilt descriptors; ``spread`` of the descriptors and ``cost`` by arm; and ``cells``, how many
        there are.
    """
    groups = grouped(results)
    main = next(iter(groups.values()), [])  # the main group comes first
    lengths = _lengths(groups)
    claims = [
        {"steps": steps, "arm": arm, "figures": _summary(groups[group], arm)}
        for steps, group in lengths.items()
        for arm in CLAIMANTS
    ]
    return {
        "cells": sum(len(cells) for cells in groups.values()),
        "summary": claims[0]["figures"] if claims else _summary([], CLAIMANTS[0]),
        "claims": claims,
        "hypotheses": answers(groups),
        "groups": [
            {**asdict(group), "main": group in lengths.values(), "title": group.title, **_tables(cells)}
            for group, cells in groups.items()
        ],
        "tolerance": _tolerance(main),
        "arms": _facts(main),
    }


def _lengths(groups: Mapping[Group, list[CellResult]]) -> dict[int, Group]:
    """Steps -> the main group, and the one that differs from it in nothing but longer training."""
    first = next(iter(groups), None)
    if first is None:
        return {}
    wanted = {steps: replace(first, steps=steps) for steps in (first.steps, LONG_STEPS)}
    return {steps: group for steps, group in wanted.items() if group in groups}


def _tables(cells: Sequence[CellResult]) -> dict[str, Any]:
    arms = sorted({label_of(c) for c in cells}, key=_place)
    tables: dict[str, Any] = {}
    for of in SETS:
        for subset in SUBSETS:
            rows = {arm: row for arm in arms if (row := _row(cells, arm, of, subset)) is not None}
            if rows:
                tables[f"{of} {subset}"] = rows
    return {"cells": len(cells), "arms": arms, "tables": tables}


def _place(label: str) -> tuple[Any, ...]:
    first = ("none", "raf", "noise", "random", "noise-shaped", "residual", "self")
    return (first.index(label) if label in first else len(first), label)


def _row(cells: Sequence[CellResult], arm: str, of: str, subset: str) -> dict[str, Any] | None:
    values = {f: values_of(cells, arm=arm, of=of, subset=subset, figure=f) for f in FIGURES}
    means = {figure: mean_of(found) for figure, found in values.items()}
    if all(mean is None for mean in means.values()):
        return None
    gains: dict[str, Any] = {}
    if arm != "none":
        gains = {f: plain(compare(cells, f, arm=arm, baseline="none", of=of, subset=subset)) for f in FIGURES}
    seeds = max((len(v) for found in values.values() for v in found.values()), default=0)
    people = max(len(found) for found in values.values())
    return {"means": means, "against_none": gains, "people": people, "seeds": seeds}


def _summary(cells: Sequence[CellResult], arm: str) -> dict[str, Any]:
    """The claim of one arm, number by number."""
    found: dict[str, Any] = {}
    verdicts: list[bool | None] = []
    for of, subset in CLAIM:
        prefix = "" if of == "S-self" else f"{of.lower().replace('-', '_')}_"
        against = _against(cells, arm, of, subset)
        for (base, figure), interval in against.items():
            if figure != "identity":
                found[f"{prefix}{figure.split('_')[0]}_gain_vs_{base}_{subset}"] = plain(interval)
        found[f"{prefix}identity_change_{subset}"] = plain(against["none", "identity"])
        verdicts.append(_holds(against))
    complete = all(v is not None for v in verdicts)
    found["claim_holds"] = False if False in verdicts else True if complete else None
    return found


def _against(cells: Sequence[CellResult], arm: str, of: str, subset: str) -> dict[tuple[str, str], Interval | None]:
    return {
        (base, figure): compare(cells, figure, arm=arm, baseline=base, of=of, subset=subset)
        for base in ("none", "noise", "random")
        for figure in ("landmark_share", "lpips", "identity")
    }


def _holds(against: Mapping[tuple[str, str], Interval | None]) -> bool | None:
    """Whether the target is met on one set; None where something was not measured."""
    gains = {key: interval for key, interval in against.items() if key[1] != "identity"}
    if any(interval is None for interval in gains.values()):
        return None
    enough = all(i is not None and i.mean >= TARGET_GAIN for (base, _), i in gains.items() if base == "none")
    sure = all(i is not None and i.low > 0 for (base, _), i in gains.items() if base != "none")
    identity = against["none", "identity"]
    return enough and sure and (identity is None or identity.mean >= -MAX_IDENTITY_LOSS)


def _tolerance(cells: Sequence[CellResult]) -> dict[str, Any]:
    """Landmark error of S-self with a spoilt driving descriptor, by arm and probe."""
    found: dict[str, Any] = {}
    for arm in ("none", "raf"):
        row = {}
        for probe in PROBES:
            values = values_of(cells, arm=arm, of="S-self", subset="all", figure="landmark_share", test=f"self {probe}")
            row[probe] = mean_of(values)
        if any(value is not None for value in row.values()):
            found[arm] = row
    return found


def _facts(cells: Sequence[CellResult]) -> dict[str, Any]:
    """What an arm does to the cloud of descriptors, and what it costs, by label."""
    found: dict[str, Any] = {}
    for label in sorted({label_of(c) for c in cells}, key=_place):
        mine = [c.facts for c in cells if label_of(c) == label]
        row: dict[str, float] = {}
        for name in ("effective_rank", "log_volume"):
            row[name] = float(np.mean([f["spread"][name] for f in mine if "spread" in f] or [np.nan]))
        shares = [f["replacing_s"] * f["steps_per_s"] for f in mine if "replacing_s" in f]
        row["share_of_step"] = float(np.mean(shares or [np.nan]))
        density = [f["density"]["nearest"] / f["density"]["own"] for f in mine if f.get("density")]
        row["nearest_in_own_spacings"] = float(np.mean(density or [np.nan]))
        found[label] = {name: value for name, value in row.items() if np.isfinite(value)}
    return found


def plain(interval: Interval | None) -> dict[str, float | int] | None:
    """JSON-ready."""
    return None if interval is None else asdict(interval)
