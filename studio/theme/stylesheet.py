"""The style sheet. Widgets choose a role through the property ``role``; colours are named here and lie in the palette.

It is the same for every theme but for pictures: those go by the property ``theme`` of the window.
"""

from __future__ import annotations

from pathlib import Path
from string import Template

from studio.theme.palette import BODY_PT, CONTROL_HEIGHT, SMALL_PT, TITLE_PT
from studio.theme.roles import ROLES

RESOURCES = Path(__file__).resolve().parent.parent / "resources" / "icons"

_SHEET = Template("""
QWidget { color: $text; font-size: ${small}pt; }
QMainWindow, QWidget[role="window"] { background: $window; }
QWidget[role="panel"] { background: $panel; }
QWidget[role="bar"] { background: $panel; border-bottom: 1px solid $line; }
QWidget[role="sidebar"] { background: $panel; border-right: 1px solid $line; }
QWidget[role="footer"] { background: $panel; border-top: 1px solid $line; }
QWidget[role="side"] { background: $panel; border-left: 1px solid $line; }
QFrame[role="line"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="notice"] { background: $panel; border: 1px solid $line; border-left: 3px solid $accent; }
QFrame[role="notice"][kind="error"] { border-left-color: $error; }
QFrame[role="notice"][kind="warning"] { border-left-color: $warning; }
QFrame[role="popup"] { background: $panel; border: 1px solid $line; border-radius: 6px; }
QFrame[role="popup"] QScrollArea > QWidget > QWidget, QWidget[role="panel"] > QScrollArea > QWidget > QWidget {
  background: $panel;
}
QFrame[role="card"] { background: $panel; border: 1px solid $line; border-radius: 6px; }
QFrame[role="target"] { background: $panel; border: 2px dashed $track; border-radius: 8px; }
QFrame[role="target"][hot="true"] { background: $accent_soft; border: 2px solid $accent; }
QFrame[role="inset"] { background: $panel; border: 1px solid $line; }

QLabel { background: transparent; }
QLabel[role="dim"] { color: $text_dim; }
QLabel[role="heading"] { font-size: ${body}pt; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="title"] { font-size: ${title}pt; font-weight: 600; }
QLabel[role="error"] { color: $error; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="key"] {
  background: $raised; border: 1px solid $line; border-radius: 4px; padding: 1px 6px; color: $text;
}

QPushButton, QToolButton {
  background: $raised; border: 1px solid $line; border-radius: 4px;
  min-height: ${inner}px; padding: 0 12px;
}
QPushButton:hover, QToolButton:hover { background: $raised_hover; }
QPushButton:pressed, QToolButton:pressed { background: $line; }
QPushButton:disabled, QToolButton:disabled { color: $text_off; background: $panel; }
QPushButton:focus, QToolButton:focus { border: 1px solid $accent; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[role="primary"]:hover { background: $accent_hover; }
QPushButton[role="primary"]:disabled { background: $panel; color: $text_off; border-color: $line; }
QPushButton[role="primary"]:focus { border: 1px solid $text; }
QPushButton[role="quiet"], QToolButton[role="quiet"] { background: transparent; border-color: transparent; }
QPushButton[role="quiet"]:hover, QToolButton[role="quiet"]:hover { background: $raised; }
QPushButton[role="quiet"]:focus, QToolButton[role="quiet"]:focus { border: 1px solid $accent; }
QPushButton:checked { background: $accent_soft; border-color: $accent; }
QPushButton::menu-indicator {
  image: url("$dark_caret"); width: 12px; height: 12px; right: 8px;
  subcontrol-origin: padding; subcontrol-position: center right;
}
QPushButton::menu-indicator:disabled { image: url("$dark_caret_off"); }
QWidget[theme="light"] QPushButton::menu-indicator { image: url("$light_caret"); }
QWidget[theme="light"] QPushButton::menu-indicator:disabled { image: url("$light_caret_off"); }
QPushButton[menu="true"] { padding-right: 26px; }
QPushButton[role="link"] { background: transparent; border-color: transparent; color: $accent; padding: 0; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border: 1px solid $accent; }
QPushButton[role="choice"] { text-align: left; padding: 6px 12px; background: transparent; }
QPushButton[role="choice"]:hover { background: $raised; }
QPushButton[role="choice"]:checked { background: $accent_soft; border-color: $accent; color: $text; }
QToolButton { padding: 0 5px; min-width: ${tool}px; }
QToolButton:checked { background: $accent_soft; border-color: $accent; }
QToolButton::menu-indicator { image: none; width: 0; height: 0; }
QToolButton[role="bare"] { background: transparent; border: none; padding: 0; min-width: 0; min-height: 0; }
QToolButton[role="page"] { background: transparent; border: none; color: $text_dim; padding: 0; }
QToolButton[role="page"]:hover { background: $raised; color: $text; }
QToolButton[role="page"]:checked { background: $accent_soft; color: $text; }
QToolButton[role="page"]:focus { border: 1px solid $accent; }
QToolButton[role="section"] {
  background: transparent; border-color: transparent; font-weight: 600; padding: 0; text-align: left;
}

QDockWidget { titlebar-close-icon: none; titlebar-normal-icon: none; }
QDockWidget::title { background: $panel; padding: 6px 12px; border-bottom: 1px solid $line; text-align: left; }
QDockWidget > QWidget { background: $panel; }
QMainWindow::separator { background: $line; width: 1px; height: 1px; }

QLineEdit {
  background: $field; border: 1px solid $line; border-radius: 4px; padding: 0 4px;
  selection-background-color: $accent; selection-color: $on_accent; placeholder-text-color: $text_dim;
}
QLineEdit:focus { border-color: $accent; }
QPlainTextEdit {
  background: $field; border: 1px solid $line; border-radius: 4px; placeholder-text-color: $text_dim;
  selection-background-color: $accent; selection-color: $on_accent;
}
QPlainTextEdit:focus { border-color: $accent; }
QMainWindow > QTabBar { background: $window; }
QMainWindow > QTabBar::tab {
  background: $panel; color: $text_dim; border: 1px solid $line; border-bottom: none; padding: 6px 12px;
}
QMainWindow > QTabBar::tab:selected { color: $text; border-top: 2px solid $accent; }
QLineEdit:disabled { color: $text_off; }
QLineEdit[bad="true"] { border-color: $error; }

QAbstractItemView {
  background: $field; border: 1px solid $line; outline: none;
  selection-background-color: $accent_soft; selection-color: $text;
}
QAbstractItemView[role="plain"] { background: transparent; border: none; }
QAbstractItemView::item:hover { background: $raised; }
QAbstractItemView::item:selected { background: $accent_soft; color: $text; }
QComboBox {
  background: $raised; border: 1px solid $line; border-radius: 4px; min-height: ${inner}px; padding: 0 8px;
}
QComboBox::drop-down {
  background: transparent; border: none; width: 24px; subcontrol-origin: padding; subcontrol-position: center right;
}
QComboBox::down-arrow { image: url("$dark_caret"); width: 12px; height: 12px; }
QComboBox::down-arrow:disabled { image: url("$dark_caret_off"); }
QWidget[theme="light"] QComboBox::down-arrow { image: url("$light_caret"); }
QWidget[theme="light"] QComboBox::down-arrow:disabled { image: url("$light_caret_off"); }
QComboBox:hover { background: $raised_hover; }
QComboBox:focus { border-color: $accent; }
QComboBox:disabled { color: $text_off; background: $panel; }
QComboBox QAbstractItemView { background: $panel; border: 1px solid $line; }
QHeaderView { background: $panel; border: none; }
QHeaderView::section {
  background: $panel; color: $text_dim; border: none; border-bottom: 1px solid $line; padding: 4px 8px;
}
QTableView { gridline-color: $line; }
QTableView::item { padding: 0 5px; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator {
  width: 12px; height: 12px; background: $field; border: 1px solid $text_dim; border-radius: 3px;
}
QRadioButton::indicator { border-radius: 7px; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {
  background: $accent; border-color: $accent; image: url("$dark_tick");
}
QWidget[theme="light"] QCheckBox::indicator:checked, QWidget[theme="light"] QAbstractItemView::indicator:checked {
  image: url("$light_tick");
}
QRadioButton::indicator:checked { background: $panel; border: 4px solid $accent; width: 6px; height: 6px; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $line; }
QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical { background: $track; border-radius: 3px; min-height: 32px; margin: 2px 3px; }
QScrollBar::handle:vertical:hover { background: $text_off; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle:horizontal { background: $track; border-radius: 3px; min-width: 32px; margin: 3px 2px; }
QScrollBar::handle:horizontal:hover { background: $text_off; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: $track; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }

QMenu { background: $panel; border: 1px solid $line; padding: 4px 0; }
QMenu::item { padding: 5px 24px 5px 12px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $text_off; }
QMenu::separator { height: 1px; background: $line; margin: 4px 0; }
QMenu::indicator { width: 14px; height: 14px; margin-left: 8px; }
QToolTip { background: $panel; color: $text; border: 1px solid $line; padding: 4px 6px; }
QSplitter::handle { background: $line; }
""")


def stylesheet() -> str:
    """The whole style sheet."""
    colours = {name: f"palette({role})" for name, (_, role) in ROLES.items()}
    images = {
        f"{theme}_{key}": (RESOURCES / file.format(theme)).as_posix()
        for theme in ("dark", "light")
        for key, file in (("tick", "tick-{}.svg"), ("caret", "caret-{}.svg"), ("caret_off", "caret-{}-off.svg"))
    }
    sizes = {"small": SMALL_PT, "body": BODY_PT, "title": TITLE_PT}
    return _SHEET.substitute(colours, **images, **sizes, inner=CONTROL_HEIGHT - 2, tool=CONTROL_HEIGHT - 12)
