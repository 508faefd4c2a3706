"""The page docs/descriptors.md: tables of what ``descriptors`` measured, from its stored result only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.evidence.descriptors import GAP_S, REAL_FRAMES, WHITENINGS
from core.evidence.sittings import SIZE_PX, STILL_FRAMES, TEST_EXPRESSIONS
from core.expression.anny52 import ACTIONS
from core.project.atomic import atomic_write_bytes

PLAIN = "Plain: full strength, both sides alike, eyes and head nearly straight"
FREE = "Free: strength .85 to 1.1, one side up to 20 % weaker, eyes and head turned (yaw up to 20 degrees)"
TOP1_TARGET, SAME_TARGET = 0.90, 0.06

_PROTOCOL = """# Descriptors: which one finds the same expression in somebody else?

Written by `raf-studio evidence descriptors --write`; do not edit by hand.

## Protocol
- **People.** Synthetic, rendered at {size} px with a phone's noise and followed by the program's own tracker. Nobody is
  in two sets: *calibration* taught anny52 and the noise (`packaging/make_anny52.py`), *bank* ({bank} people, random
  actions) teaches the whitenings and judges single actions, and {judged} show {count} expressions. Calibration and bank
  never show those whole-face poses. Neutral: the median of five resting frames.
- **The expressions**: {names}. Some are near each other (open and aa, teeth and ee, closed and squeeze).
- **Top-1, top-5**: the {count} faces of one other person are ordered by distance; is the same expression the first, or
  among the first five? Mean over all pairs of people. **Pooled**: the nearest of the faces of all other people.
- **Same person**: share of faces whose nearest face, all people's and their own, is their own; beside it, by chance.
- **Jitter**: frame-to-frame distance of a still face ({still} exposures of one picture) as a share of the mean distance
  between two expressions of that person.
- **Whitening**: *plain* is full whitening by the bank's covariance; *shrunken* has it shrunken (`Whitening.fit`);
  *to noise* (`Whitening.fit_to_noise`), which banks use, knows how descriptors of one expression differ between people.
"""
_JUDGED = {False: "the people of the *test* ({})", True: "the people on whom settings were chosen (*development*, {})"}


def write_descriptor_page(result: Mapping[str, Any], path: Path) -> None:
    """Write the page; StorageError when that fails."""
    people = result["synthetic"]["people"]
    counts = " and ".join(f"{n} {of}" for of, n in people.items() if of != "bank")
    lines = _PROTOCOL.format(
        size=SIZE_PX,
        bank=people["bank"],
        judged=_JUDGED[bool(result["development"])].format(counts),
        count=len(TEST_EXPRESSIONS),
        names=", ".join(TEST_EXPRESSIONS),
        still=STILL_FRAMES,
    ).splitlines()
    lines += ["", "## Synthetic people", *_verdict(result["synthetic"]["rows"])]
    for of in (of for of in people if of != "bank"):
        title = PLAIN if of.endswith("-plain") else FREE
        lines += ["", f"### {title}", "", *_retrieval_table(result["synthetic"]["rows"], of)]
    lines += ["", "## Single actions", "", *_action_lines(result["synthetic"])]
    if result.get("real"):
        lines += ["", "## Real clips", "", *_real_lines(result["real"])]
    atomic_write_bytes(path, ("\n".join(lines) + "\n").encode())


def _verdict(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Whether the targets are met, for each set the best row by top-1 and by pooled top-1."""
    lines = ["", f"Wanted: top-1 of at least {TOP1_TARGET:.2f} and same person at most {SAME_TARGET:.2f}.", ""]
    for of in dict.fromkeys(r["of"] for r in rows):
        for figure, word in (("top1", "top-1"), ("pooled", "pooled top-1")):
            best = max((r for r in rows if r["of"] == of), key=lambda r: float(r[figure]))
            met = best[figure] >= TOP1_TARGET and best["same_identity"] <= SAME_TARGET
            lines.append(
                f"- {'Plain' if of.endswith('-plain') else 'Free'}, best {word}: {best['encoder']}, "
                f"whitening {best['whitening']}: {best[figure]:.3f}, same person {best['same_identity']:.3f} "
                f"(chance {best['chance']:.3f}): {'met' if met else 'not met'}."
            )
    return lines


def _retrieval_table(rows: Sequence[Mapping[str, Any]], of: str) -> list[str]:
    lines = [
        "| Encoder | Whitening | Top-1 | Top-5 | Pooled | Same person | (chance) | Jitter |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for whitening in WHITENINGS:
        for row in (r for r in rows if r["of"] == of and r["whitening"] == whitening):
            figures = [f"{row[k]:.3f}" for k in ("top1", "top5", "pooled", "same_identity", "chance")]
            jitter = "" if row["jitter"] is None else f"{row['jitter']:.3f}"
            lines.append(f"| {row['encoder']} | {whitening} | {' | '.join(figures)} | {jitter} |")
    return lines


def _action_lines(synthetic: Mapping[str, Any]) -> list[str]:
    columns = [name for name in ("blend52", "least squares in a box", "anny52") if name in synthetic["actions"]]
    lines = [
        "Correlation of each action with the truth over all frames of the bank's people (several actions at once, and",
        "head and eyes turned). *Least squares in a box* has anny52's basis, but neither its whitening nor its prior.",
        "",
        f"| Action | {' | '.join(columns)} |",
        "|---" * (1 + len(columns)) + "|",
    ]
    mean = [float(np.nanmean(list(synthetic["actions"][name].values()))) for name in columns]
    lines.append("| **mean** | " + " | ".join(f"**{value:.2f}**" for value in mean) + " |")
    for action in ACTIONS:
        values = [synthetic["actions"][name].get(action) for name in columns]
        lines.append(f"| {action} | " + " | ".join("" if v is None or v != v else f"{v:.2f}" for v in values) + " |")
    return lines


def _real_lines(real: Mapping[str, Any]) -> list[str]:
    part = "" if real["clip_frames"] is None else f" (of its first {real['clip_frames']})"
    lines = [
        f"{real['clips']} clips of {real['people']} people, up to {REAL_FRAMES} frames of each{part}, neutral and",
        f"whitening from the clips themselves. Frames of one clip within {GAP_S:g} s are no neighbours. What people",
        "show differs from clip to clip: a perfect descriptor, too, has some neighbours of the same person.",
        "Jitter: second differences of consecutive frames, by the clip's usual distance; median over clips.",
        "",
        "| Encoder | Whitening | Same person | (chance) | Jitter |",
        "|---|---|---|---|---|",
    ]
    for whitening in WHITENINGS:
        for row in (r for r in real["rows"] if r["whitening"] == whitening):
            figures = [f"{row[k]:.3f}" for k in ("same_identity", "chance", "jitter")]
            lines.append(f"| {row['encoder']} | {whitening} | {' | '.join(figures)} |")
    return lines
