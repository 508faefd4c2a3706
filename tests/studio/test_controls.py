"""Every control of every page: it has a name and a tip, and Tab reaches it in the order in which one reads."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import SIGNAL, QCoreApplication, QObject, Qt
from PySide6.QtGui import QAccessible, QAction, QActionGroup
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QSpinBox,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.project.edits import ProjectEdits, save_edits
from studio.main_window import MainWindow
from studio.shell.page import Page
from studio.shell.pages import PAGES
from studio.widgets.tab_order import move_focus, tab_stops
from tests.bank.made_banks import make_bank
from tests.studio.compare_runs import compared_project

NAMES = tuple(entry.name for entry in PAGES)
PLAIN = (QAbstractButton, QComboBox, QLineEdit, QAbstractSlider, QAbstractSpinBox)
PANELS = ("palette_panel", "job_list", "notice_list", "shortcut_list", "about_box")


@pytest.fixture(params=["empty", "full"])
def pages(request: pytest.FixtureRequest, window: MainWindow, tmp_path: Path, qtbot: QtBot) -> list[Page]:
    """All pages of a window without a project, and of one with everything that a project can have."""
    context = window.context
    if request.param == "full":
        make_bank(tmp_path / "b.rafbank", people=5, count=14, encoder_id="geo", first_seed=11)
        project = compared_project(tmp_path)
        save_edits(project.root, ProjectEdits(bank="../b.rafbank"))
        with qtbot.waitSignal(context.document.opened):
            context.document.open(project.root)
    for name in NAMES:
        window.show_page(name)
        qtbot.waitUntil(lambda: not context.tasks.busy)
        QCoreApplication.sendPostedEvents()
    return [window.page(name) for name in NAMES]


def controls(root: QWidget) -> list[QWidget]:
    """What can be used in a widget, shown or not; without the parts that Qt makes its own controls of."""
    return [w for w in root.findChildren(QWidget) if _is_control(w) and not _is_part(w)]


def _is_control(widget: QWidget) -> bool:
    if isinstance(widget, QScrollBar | QLabel):
        return False
    if isinstance(widget, QTabBar) and not widget.count():
        return False  # Qt keeps it for later, out of sight
    if isinstance(widget, QAbstractButton) and not (widget.isVisible() or widget.text()) and widget.icon().isNull():
        return False  # it gets its words when there is something to do
    return isinstance(widget, (*PLAIN, QAbstractItemView)) or widget.focusPolicy() is not Qt.FocusPolicy.NoFocus


def _is_part(widget: QWidget) -> bool:
    if widget.objectName().startswith("qt_"):
        return True
    parent = widget.parentWidget()
    while parent is not None:
        inner = isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget
        header = isinstance(parent, QAbstractItemView) and isinstance(widget, QAbstractItemView)
        if inner or header or isinstance(parent, QComboBox | QAbstractSpinBox | QTabBar):
            return True
        parent = parent.parentWidget()
    return False


def name_of(widget: QWidget) -> str:
    """What a screen reader says."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else widget.accessibleName()


def place_of(widget: QWidget) -> str:
    """Where a widget is, for people who read the failure."""
    kinds = [type(widget).__name__]
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, Page):
        kinds.append(type(parent).__name__)
        parent = parent.parentWidget()
    where = [parent.name] if isinstance(parent, Page) else []
    return f"{name_of(widget)!r}: {' in '.join([*kinds[:5], *where])}"


def roots(window: MainWindow, pages: list[Page]) -> list[QWidget]:
    return [*pages, window._side, window._top, *(getattr(window, name) for name in PANELS), window.notice]


def test_everything_has_a_name(window: MainWindow, pages: list[Page]) -> None:
    nameless = [place_of(w) for root in roots(window, pages) for w in controls(root) if not name_of(w).strip()]
    assert not nameless, "\n".join(nameless)


def test_everything_has_a_tip(window: MainWindow, pages: list[Page]) -> None:
    """Lists and canvases answer for what is under the pointer, so that theirs may stand in the description."""
    tipless = [w for root in roots(window, pages) for w in controls(root) if not w.toolTip()]
    plain = [place_of(w) for w in tipless if isinstance(w, PLAIN)]
    others = [w for w in tipless if not isinstance(w, (*PLAIN, QTabBar, QScrollArea))]
    others = [place_of(w) for w in others if not w.accessibleDescription()]
    assert not [*plain, *others], "\n".join([*plain, *others])


def test_tab_reaches_everything_in_reading_order(window: MainWindow, pages: list[Page], qtbot: QtBot) -> None:
    for page in pages:
        window.show_page(page.name)
        qtbot.waitUntil(lambda: not window.context.tasks.busy)
        stops = tab_stops(window)
        usable = [w for w in controls(page) if w.isVisible() and w.isEnabled() and in_sight(w, page)]
        lost = [w for w in usable if w not in stops and w.focusPolicy() is not Qt.FocusPolicy.NoFocus]
        assert not [place_of(w) for w in lost if not _in_checked_group(w)]
        backwards = [(place_of(a), place_of(b)) for a, b in pairwise(stops) if is_before(b, a)]
        assert not backwards, backwards


def in_sight(widget: QWidget, page: Page) -> bool:
    """Not in a dock behind a tab, which Qt moves out of the window."""
    dock = next((d for d in page.docks.values() if d.isAncestorOf(widget)), None)
    return dock is None or dock.geometry().intersects(page.rect())


def _in_checked_group(widget: QWidget) -> bool:
    """Of buttons of which one is chosen, Tab stops at that one, and the arrows choose."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and group.exclusive() and not widget.isChecked()


def is_before(first: QWidget, second: QWidget) -> bool:
    """Whether a widget ends to the left of a sibling in its row, or above a sibling in its column."""
    if first.parentWidget() is not second.parentWidget():
        return False
    a, b = first.geometry(), second.geometry()
    beside = a.top() < b.bottom() and b.top() < a.bottom()
    return (beside and a.right() < b.left()) or (a.bottom() < b.top() and a.left() < b.right() and b.left() < a.right())


def test_tab_moves_the_focus_and_stays_in_a_panel(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("home")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    stops = tab_stops(window)
    stops[0].setFocus()
    for stop in stops[1:4]:
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        assert window.focusWidget() is stop
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
    assert window.focusWidget() is stops[2]
    stops[-1].setFocus()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert window.focusWidget() is stops[0], "after the last comes the first"
    window.about_box.open()
    for _ in range(6):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        assert window.about_box.isAncestorOf(window.focusWidget())


def test_tab_stays_in_a_floating_dock(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("home")
    dock = window.page("home").docks["computer"]
    dock.setFloating(True)
    dock.activateWindow()
    qtbot.waitUntil(dock.isActiveWindow)
    stops = tab_stops(dock)
    stops[0].setFocus()
    for stop in [*stops[1:], stops[0]]:
        qtbot.keyClick(dock.focusWidget(), Qt.Key.Key_Tab)
        assert dock.focusWidget() is stop
    assert not set(stops) & set(tab_stops(window))


def test_a_field_far_down_is_scrolled_to(qtbot: QtBot) -> None:
    area, body = QScrollArea(), QWidget()
    qtbot.addWidget(area)
    body.resize(100, 2000)
    fields = [QLineEdit(body) for _ in range(2)]
    fields[1].move(0, 1900)
    area.setWidget(body)
    area.resize(120, 200)
    area.show()
    fields[0].setFocus()
    assert move_focus(body, forward=True)
    assert area.focusWidget() is fields[1]
    assert area.verticalScrollBar().value() > 1000


def test_reading_order_is_rows_then_columns(qtbot: QtBot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    places = {"bar": (0, 0, 300, 20), "left": (0, 20, 100, 80), "top": (100, 20, 200, 40), "low": (100, 60, 200, 40)}
    made = {name: QPushButton(name, root) for name in ("low", "left", "bar", "top")}
    for name, place in places.items():
        made[name].setGeometry(*place)
    root.show()
    assert [stop.text() for stop in tab_stops(root)] == ["bar", "left", "top", "low"]  # type: ignore[attr-defined]
    made["top"].setEnabled(False)
    made["left"].hide()
    assert [stop.text() for stop in tab_stops(root)] == ["bar", "low"]  # type: ignore[attr-defined]


SIGNALS = {
    QAbstractButton: ("clicked(bool)", "clicked()", "toggled(bool)", "pressed()", "released()"),
    QComboBox: ("activated(int)", "currentIndexChanged(int)", "currentTextChanged(QString)"),
    QLineEdit: ("textChanged(QString)", "textEdited(QString)", "returnPressed()", "editingFinished()"),
    QAbstractSlider: ("valueChanged(int)", "sliderMoved(int)", "scrubbed(int)"),
    QSpinBox: ("valueChanged(int)", "editingFinished()"),
    QDoubleSpinBox: ("valueChanged(double)", "editingFinished()"),
}


HELD = ("Hold to flip",)
"""Actions in no menu whose button hears that it is held down."""
READ_WHEN_NEEDED = ("Number of questions",)
"""Choices that a button beside them reads."""


def is_heard(thing: QObject) -> bool:
    """Whether anybody listens to what the user does with a control or an action."""
    if isinstance(thing, QAction):
        return is_action_heard(thing)
    action = thing.defaultAction() if isinstance(thing, QToolButton) else None
    if action is not None and (is_action_heard(action) or action.text() in HELD):
        return True
    own = ("pressed()", "released()") if isinstance(thing, QToolButton) else ()  # which Qt listens to itself
    names = [name for kind, names in SIGNALS.items() if isinstance(thing, kind) for name in names]
    if any(thing.receivers(SIGNAL(name)) > (name in own) for name in names):
        return True
    return isinstance(thing, QPushButton | QToolButton) and thing.menu() is not None


def is_action_heard(action: QAction) -> bool:
    """Buttons, menus and groups listen to their actions only to pass them on: those do not count."""
    group, beside = action.actionGroup(), action.associatedObjects()
    passing = sum(isinstance(thing, QToolButton | QMenu) for thing in beside) + (group is not None)
    if action.receivers(SIGNAL("triggered(bool)")) > passing or action.receivers(SIGNAL("toggled(bool)")):
        return True
    menus = [thing for thing in beside if isinstance(thing, QMenu) and thing.receivers(SIGNAL("triggered(QAction*)"))]
    return bool(menus) or action.menu() is not None or (group is not None and is_group_heard(group))


def test_an_action_that_nobody_hears_is_found(qtbot: QtBot) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    menu, group, action = QMenu(button), QActionGroup(button), QAction("Do nothing", button)
    button.setDefaultAction(action)
    menu.addAction(action)
    group.addAction(action)
    assert not is_heard(button)
    assert not is_heard(action)
    action.triggered.connect(lambda: None)
    assert is_heard(button)


def is_group_heard(group: QActionGroup) -> bool:
    return bool(group.receivers(SIGNAL("triggered(QAction*)")))


def test_nothing_is_dead(window: MainWindow, pages: list[Page]) -> None:
    kinds = tuple(SIGNALS)
    used = [w for root in roots(window, pages) for w in controls(root) if isinstance(w, kinds)]
    used = [w for w in used if w.accessibleName() not in READ_WHEN_NEEDED]
    dead = [place_of(w) for w in used if not is_heard(w) and not _group_is_heard(w)]
    assert not dead, "\n".join(dead)
    actions = [action for root in roots(window, pages) for action in root.findChildren(QAction) if action.text()]
    silent = [a.text() for a in actions if not a.isSeparator() and a.text() not in HELD and not is_heard(a)]
    assert not silent, "\n".join(silent)


def _group_is_heard(widget: QWidget) -> bool:
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    signals = ("idClicked(int)", "buttonClicked(QAbstractButton*)", "idToggled(int,bool)")
    return group is not None and any(group.receivers(SIGNAL(name)) for name in signals)
