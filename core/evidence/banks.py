"""Parts of a bank, and banks that are wrong on purpose: what the experiment retrieves from. Light.

A bank is named ``base`` or ``base@rule``. A rule leaves entries out, so that one bank on disk serves them all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from core.errors import InputError

if TYPE_CHECKING:
    from core.bank.store import ExpressionBank

FEW_PEOPLE = 5
DENSE, DENSE_ENTRIES = "dense", 300_000
"""A bank of people who were never drawn, and how many faces it holds; see ``core.evidence.dense_bank``."""
_SIZE = re.compile(r"(\d+)k?")
RULES = "a number of entries such as 300 or 3k, few-people, one-sided, mislabelled"


def left_out(bank: ExpressionBank, name: str, seed: int = 0) -> npt.NDArray[np.int64]:
    """Ids of the entries that the name's rule leaves out, sorted.

    ``@3k`` keeps 3,000 entries drawn evenly; ``@few-people`` those of 5 people; ``@one-sided`` the half with the mouth
    more closed than the median; ``@mislabelled`` all (it is the subject who is not left out, see ``people``).

    Args:
        bank: opened.
        name: with or without a rule.
        seed: of the draws.
    Raises:
        InputError: no such rule.
    """
    rule = name.partition("@")[2]
    if rule in ("", "mislabelled"):
        return np.zeros(0, np.int64)
    if rule == "few-people":
        return np.asarray(bank.ids[~_few_people(bank, seed)])
    if rule == "one-sided":
        opened = bank.descriptors[:, _most_spread_mouth_channel(bank)]
        return np.asarray(bank.ids[opened > np.median(opened)])
    if _SIZE.fullmatch(rule):
        count = int(rule.rstrip("k")) * (1000 if rule.endswith("k") else 1)
        kept = np.random.default_rng([71, seed]).permutation(len(bank))[:count]
        mask = np.ones(len(bank), bool)
        mask[kept] = False
        return np.asarray(bank.ids[mask])
    raise InputError(f"There is no part '{rule}' of a bank", expected=RULES)


def part_of(name: str) -> str:
    """What tables call a bank beside the whole of the usual one, which has no name: 'few-people', 'dense-10k'."""
    base, _, rule = name.partition("@")
    return "-".join(part for part in (DENSE if base == DENSE else "", rule) if part)


def _few_people(bank: ExpressionBank, seed: int) -> npt.NDArray[np.bool_]:
    names = np.asarray(bank.person_names)
    people = np.unique(names)
    chosen = np.random.default_rng([72, seed]).permutation(people)[:FEW_PEOPLE]
    return np.asarray(np.isin(names, chosen))


def _most_spread_mouth_channel(bank: ExpressionBank) -> int:
    columns = [i for i, channel in enumerate(bank.channels) if channel.region == "mouth"]
    spread: Any = bank.descriptors[:, columns].std(axis=0)
    return columns[int(spread.argmax())]
