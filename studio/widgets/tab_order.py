"""Where the Tab key goes: through what is shown in the order in which it is read, also after docks were moved.

Qt's own order is the one in which widgets were made. Here siblings are read as a page is: rows from the top, within a
row from the left, columns where no row can be cut out; what lies in a widget follows it before its next sibling.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QMainWindow, QScrollArea, QWidget


def tab_stops(root: QWidget) -> list[QWidget]:
    """What Tab reaches in a widget, in reading order: shown, enabled, and taking the focus by Tab."""
    policy = _wanted_policy()
    found: list[QWidget] = []
    _collect(root, policy, found)
    return found


def move_focus(root: QWidget, *, forward: bool) -> bool:
    """Give the focus to the next tab stop in a widget, or the one before; after the last comes the first.

    Returns:
        False if there is nothing to go to.
    """
    stops = tab_stops(root)
    if not stops:
        return False
    target = _beside(stops, root.window().focusWidget(), forward=forward)
    target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    _scroll_to(target)
    return True


def _beside(stops: Sequence[QWidget], current: QWidget | None, *, forward: bool) -> QWidget:
    """The stop after or before the focus, which may itself be no stop, such as a field inside one."""
    while current is not None and current not in stops:
        current = current.parentWidget()
    if current is None:
        return stops[0 if forward else -1]
    return stops[(stops.index(current) + (1 if forward else -1)) % len(stops)]


def _wanted_policy() -> Qt.FocusPolicy:
    """Some systems let Tab stop only at fields to type in, if the user wants it so."""
    behavior = QGuiApplication.styleHints().tabFocusBehavior()
    everything = behavior == Qt.TabFocusBehavior.TabFocusAllControls
    return Qt.FocusPolicy.TabFocus if everything else Qt.FocusPolicy.StrongFocus


def _collect(widget: QWidget, policy: Qt.FocusPolicy, found: list[QWidget]) -> None:
    if widget.isEnabled() and (widget.focusPolicy() & policy) == policy and widget.focusProxy() is None:
        found.append(widget)
    if isinstance(widget, QComboBox | QAbstractSpinBox):
        return
    for child in _in_reading_order(_shown_children(widget)):
        _collect(child, policy, found)


def _shown_children(widget: QWidget) -> list[QWidget]:
    children = [child for child in widget.children() if isinstance(child, QWidget)]
    shown = [child for child in children if child.isVisible() and not child.isWindow() and not child.size().isEmpty()]
    if isinstance(widget, QMainWindow):  # it moves docks behind a tab out of itself
        return [child for child in shown if child.geometry().intersects(widget.rect())]
    return shown


def _in_reading_order(widgets: Sequence[QWidget]) -> list[QWidget]:
    """Cut into rows, or else columns, as long as a cut goes between the widgets; what overlaps goes by its corner."""
    if len(widgets) < 2:
        return list(widgets)
    for down in (True, False):
        parts = _cut(widgets, down=down)
        if len(parts) > 1:
            return [widget for part in parts for widget in _in_reading_order(part)]
    return sorted(widgets, key=lambda widget: (widget.y(), widget.x()))


def _cut(widgets: Sequence[QWidget], *, down: bool) -> list[list[QWidget]]:
    """Groups between which a straight line can be drawn, from the top or from the left."""
    parts: list[list[QWidget]] = []
    end = 0
    for widget in sorted(widgets, key=lambda widget: _span(widget.geometry(), down=down)):
        first, last = _span(widget.geometry(), down=down)
        if not parts or first >= end:
            parts.append([])
        parts[-1].append(widget)
        end = max(end, last)
    return parts


def _span(area: QRect, *, down: bool) -> tuple[int, int]:
    return (area.y(), area.y() + area.height()) if down else (area.x(), area.x() + area.width())


def _scroll_to(widget: QWidget) -> None:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()
