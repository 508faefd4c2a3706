"""The user's bans and pins as a list, and how to change them, each change one step of undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.project.edits import RetrievalEdits
from studio.model.capture import CurrentCapture

if TYPE_CHECKING:
    from studio.context import Context

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
Lists: TypeAlias = Literal["banned_entries", "banned_persons", "banned_sources", "pinned_persons", "pinned_sources"]


class Kind(Enum):
    """What a decision is about."""

    BANNED_ENTRY = "banned_entries"
    BANNED_PERSON = "banned_persons"
    BANNED_SOURCE = "banned_sources"
    PINNED_PERSON = "pinned_persons"
    PINNED_SOURCE = "pinned_sources"
    PINNED_ENTRY = "pinned"


@dataclass(frozen=True)
class Decision:
    """One ban or pin.

    Attributes:
        kind: see Kind.
        value: entry id, person or SHA-256.
        frame: of the capture, for a pinned entry.
    """

    kind: Kind
    value: int | str
    frame: int = -1

    @property
    def bans(self) -> bool:
        """It is a ban, not a pin."""
        return self.kind in (Kind.BANNED_ENTRY, Kind.BANNED_PERSON, Kind.BANNED_SOURCE)


class Decisions(QAbstractListModel):
    """Bans of the bank in use and pins of the capture that is looked at; the role ``DECISION`` gives the Decision.

    Args:
        context: whose document is edited.
        parent: owner.
    """

    DECISION = int(Qt.ItemDataRole.UserRole) + 1

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._capture = context.shared(CurrentCapture)
        self._rows: list[Decision] = []
        document = context.document
        document.edits_changed.connect(lambda before, after: self._follow())
        for signal in (document.opened, context.bank.changed, self._capture.changed):
            signal.connect(self._follow)
        self._follow()

    @property
    def rows(self) -> tuple[Decision, ...]:
        """All decisions, bans first."""
        return tuple(self._rows)

    @property
    def ready(self) -> bool:
        """There is a project, a bank and a capture to decide about."""
        return self._context.document.project is not None and bool(self._bank) and self._capture.capture is not None

    def has(self, kind: Kind, value: int | str) -> bool:
        """True if a list holds this value for the bank in use."""
        return value in self._list(kind)

    def ban(self, kind: Kind, value: int | str, what: str) -> None:
        """Never retrieve an entry, a person or a source; what was pinned of it no longer is.

        Args:
            kind: one of the bans.
            value: entry id, person or SHA-256.
            what: how the user knows it, for the undo menu.
        """
        edits = self._with(self._edits, kind, (*self._list(kind), value))
        twin = {Kind.BANNED_PERSON: Kind.PINNED_PERSON, Kind.BANNED_SOURCE: Kind.PINNED_SOURCE}.get(kind)
        if twin is not None:
            edits = self._with(edits, twin, tuple(v for v in self._list(twin) if v != value))
        edits = self._without_pins(edits, self._entries_of(kind, value))
        self._edit(edits, self.tr("Ban {}").format(what))

    def pin(self, kind: Kind, value: str, what: str) -> None:
        """Give every frame the nearest face of a person or a source; lifts a ban of it."""
        twin = Kind.BANNED_PERSON if kind is Kind.PINNED_PERSON else Kind.BANNED_SOURCE
        edits = self._with(self._edits, kind, (*self._list(kind), value))
        edits = self._with(edits, twin, tuple(v for v in self._list(twin) if v != value))
        self._edit(edits, self.tr("Pin {}").format(what))

    def pin_entry(self, entry: int, frame: int) -> None:
        """Put an entry first for one frame, whatever its distance; lifts a ban of it."""
        pins = self._pins()
        edits = self._with(
            self._edits, Kind.BANNED_ENTRY, tuple(v for v in self._list(Kind.BANNED_ENTRY) if v != entry)
        )
        edits = self._with_pins(edits, {**pins, frame: (*pins.get(frame, ()), entry)})
        self._edit(edits, self.tr("Pin face {} for frame {}").format(entry, frame))

    def unpin_entry(self, entry: int, frame: int) -> None:
        """Let an entry's distance count again for one frame."""
        self.lift(Decision(Kind.PINNED_ENTRY, entry, frame))

    def lift(self, decision: Decision) -> None:
        """Take one decision back, as a step of its own."""
        self.lift_all((decision,))

    def lift_all(self, decisions: tuple[Decision, ...]) -> None:
        """Take decisions back in one step."""
        edits = self._edits
        for decision in decisions:
            if decision.kind is Kind.PINNED_ENTRY:
                pins = edits.pins(self._bank, self._capture_id)
                kept = tuple(e for e in pins.get(decision.frame, ()) if e != decision.value)
                edits = self._with_pins(edits, {**pins, decision.frame: kept})
            else:
                values: Mapping[str, tuple[Any, ...]] = getattr(edits, decision.kind.value)
                kept = tuple(v for v in values.get(self._bank, ()) if v != decision.value)
                edits = self._with(edits, decision.kind, kept)
        if len(decisions) == 1:
            self._edit(edits, self.tr("Lift a ban") if decisions[0].bans else self.tr("Lift a pin"))
        elif decisions:
            self._edit(edits, self.tr("Lift {} bans and pins").format(len(decisions)))

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        decision = self._rows[index.row()]
        if role == self.DECISION:
            return decision
        if role in (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)):
            return self.words(decision)
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return self._tip(decision)
        return None

    def words(self, decision: Decision) -> str:
        """A decision as the user reads it."""
        texts = {
            Kind.BANNED_ENTRY: self.tr("Face {} is banned"),
            Kind.BANNED_PERSON: self.tr("{} is banned"),
            Kind.BANNED_SOURCE: self.tr("{} is banned"),
            Kind.PINNED_PERSON: self.tr("{} is pinned"),
            Kind.PINNED_SOURCE: self.tr("{} is pinned"),
            Kind.PINNED_ENTRY: self.tr("Face {} is pinned for frame {}"),
        }
        return texts[decision.kind].format(self.name(decision), decision.frame)

    def name(self, decision: Decision) -> str:
        """What a decision is about, as the user knows it."""
        if decision.kind in (Kind.BANNED_SOURCE, Kind.PINNED_SOURCE):
            bank = self._context.bank.data
            names = [s.name for s in bank.sources if s.sha256 == decision.value] if bank is not None else []
            return names[0] if names else self.tr("A source that is no longer in the bank")
        return str(decision.value)

    def _tip(self, decision: Decision) -> str:
        if decision.bans:
            return self.tr("Left out of every search; press Delete to allow it again")
        if decision.kind is Kind.PINNED_ENTRY:
            return self.tr("Comes first for that frame, whatever its distance; press Delete to lift the pin")
        return self.tr("Every frame gets its nearest face first; press Delete to lift the pin")

    @property
    def _edits(self) -> RetrievalEdits:
        return self._context.document.edits.retrieval

    @property
    def _bank(self) -> str:
        return self._context.bank.path.name if self._context.bank.path is not None else ""

    @property
    def _capture_id(self) -> str:
        return self._capture.capture.id if self._capture.capture is not None else ""

    def _list(self, kind: Kind) -> tuple[Any, ...]:
        values: Mapping[str, tuple[Any, ...]] = getattr(self._edits, kind.value)
        return values.get(self._bank, ())

    def _pins(self) -> Mapping[int, tuple[int, ...]]:
        return self._edits.pins(self._bank, self._capture_id)

    def _with(self, edits: RetrievalEdits, kind: Kind, values: tuple[Any, ...]) -> RetrievalEdits:
        lists: dict[str, tuple[Any, ...]] = dict(getattr(edits, kind.value))
        lists[self._bank] = tuple(dict.fromkeys(values))
        changed: dict[str, Any] = {kind.value: {bank: kept for bank, kept in lists.items() if kept}}
        return replace(edits, **changed)

    def _with_pins(self, edits: RetrievalEdits, pins: Mapping[int, tuple[int, ...]]) -> RetrievalEdits:
        unique = {frame: tuple(dict.fromkeys(ids)) for frame, ids in pins.items()}
        return edits.with_pins(self._bank, self._capture_id, unique)

    def _without_pins(self, edits: RetrievalEdits, entries: frozenset[int]) -> RetrievalEdits:
        pins = edits.pins(self._bank, self._capture_id)
        if not any(e in entries for ids in pins.values() for e in ids):
            return edits
        return self._with_pins(edits, {f: tuple(e for e in ids if e not in entries) for f, ids in pins.items()})

    def _entries_of(self, kind: Kind, value: int | str) -> frozenset[int]:
        """The pinned entries that a ban is about."""
        pinned = {e for ids in self._pins().values() for e in ids}
        if kind is Kind.BANNED_ENTRY:
            return frozenset({int(value)} & pinned)
        bank = self._context.bank.data
        if bank is None:
            return frozenset()
        of = {s.id for s in bank.sources if value in ((s.person,) if kind is Kind.BANNED_PERSON else (s.sha256,))}
        rows = {int(i): int(s) for i, s in zip(bank.ids, bank.source_ids, strict=True)} if pinned else {}
        return frozenset(e for e in pinned if rows.get(e) in of)

    def _edit(self, edits: RetrievalEdits, text: str) -> None:
        self._context.document.edit(replace(self._context.document.edits, retrieval=edits), text)

    def _follow(self) -> None:
        rows: list[Decision] = []
        if self.ready:
            kinds = [k for k in Kind if k is not Kind.PINNED_ENTRY]
            rows = [Decision(kind, value) for kind in kinds for value in self._list(kind)]
            rows += [Decision(Kind.PINNED_ENTRY, e, f) for f, ids in sorted(self._pins().items()) for e in ids]
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
