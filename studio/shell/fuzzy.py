"""Finding a text by some of its letters in order, as in "gtb" for "Go to Bank". No Qt here."""

from __future__ import annotations

START_BONUS, RUN_BONUS = 8, 5
GAP_COST = 1
MAX_LETTERS = 200


def score(query: str, text: str) -> int | None:
    """How well a text fits a query; None where it does not. Letters must come in order; case and spaces are ignored.

    Letters that begin a word and letters that follow each other count more, skipped letters count against it.
    """
    wanted = query.casefold().replace(" ", "")
    letters = text.casefold()[:MAX_LETTERS]
    if not wanted:
        return 0
    # best[i]: the best score of the query up to its i-th letter, by where in the text that letter stands
    best: dict[int, int] = {}
    for number, letter in enumerate(wanted):
        here: dict[int, int] = {}
        for place, found in enumerate(letters):
            if found != letter:
                continue
            worth = 1 + (START_BONUS if place == 0 or not letters[place - 1].isalnum() else 0)
            if number == 0:
                here[place] = worth - GAP_COST * min(place, 3)
                continue
            before = [
                value + (RUN_BONUS if place == last + 1 else -GAP_COST * min(place - last - 1, 3))
                for last, value in best.items()
                if last < place
            ]
            if before:
                here[place] = worth + max(before)
        if not here:
            return None
        best = here
    return max(best.values())
