"""The panel that adds faces: which videos and folders, whose they are, into which bank."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from studio.context import Context
from studio.model.bank import BANK_SUFFIX
from studio.model.bank_work import BankWork, SourceChoice
from studio.services.files import VIDEO_SUFFIXES
from studio.theme.palette import CONTROL_HEIGHT, GRID
from studio.widgets.buttons import Button
from studio.widgets.overlay import Overlay, Place

WIDTH, HEIGHT = 640, 560
MAX_SOURCES = 10_000
Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
DISPLAY = int(Qt.ItemDataRole.DisplayRole)


class SourceTable(QAbstractTableModel):
    """What will be added: file or folder, and whose face it is (editable)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[SourceChoice] = []

    def add(self, paths: list[Path]) -> None:
        """Append what is not there yet."""
        known = {row.path for row in self.rows}
        new = [SourceChoice(p, "" if p.is_dir() else p.stem) for p in dict.fromkeys(paths) if p not in known]
        new = new[: MAX_SOURCES - len(self.rows)]
        if new:
            self.beginInsertRows(NO_INDEX, len(self.rows), len(self.rows) + len(new) - 1)
            self.rows += new
            self.endInsertRows()

    def remove(self, rows: list[int]) -> None:
        """Take rows off the list."""
        for row in sorted(rows, reverse=True):
            self.beginRemoveRows(NO_INDEX, row, row)
            del self.rows[row]
            self.endRemoveRows()

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:  # noqa: N802 - Qt's
        if role != DISPLAY or orientation is not Qt.Orientation.Horizontal or section > 1:
            return None
        return self.tr("Video or folder") if section == 0 else self.tr("Person")

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == 1 else flags

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.rows):
            return None
        source = self.rows[index.row()]
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return str(source.path) if index.column() == 0 else self.tr("Double-click to name the person")
        if role == int(Qt.ItemDataRole.EditRole) and index.column() == 1:
            return source.person
        if role == DISPLAY:
            return source.path.name if index.column() == 0 else source.person or self.tr("each file’s name")
        return None

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:  # noqa: N802 - Qt's
        if role != int(Qt.ItemDataRole.EditRole) or not index.isValid() or index.column() != 1:
            return False
        row = index.row()
        self.rows[row] = SourceChoice(self.rows[row].path, str(value).strip()[:200])
        self.dataChanged.emit(index, index)
        return True


class AddPanel(Overlay):
    """Starts the job that builds or extends a bank.

    Signals:
        started: it was started.
    """

    started = Signal()

    def __init__(self, context: Context, work: BankWork, parent: QWidget) -> None:
        super().__init__(context.theme, parent, place=Place.CENTRE, width=WIDTH, height=HEIGHT)
        self._context, self._work = context, work
        self.sources = SourceTable(self)
        self._make()
        self._lay_out()
        for signal in (self.sources.rowsInserted, self.sources.rowsRemoved):
            signal.connect(self._show_ready)
        context.bank.changed.connect(self._show_target)
        self._show_target()

    def begin(self, paths: list[Path], *, new: bool = False) -> None:
        """Open with some videos and folders on the list."""
        self._show_target()
        (self.new if new or not self.existing.isEnabled() else self.existing).setChecked(True)
        self.sources.add(paths)
        self.open()
        (self.start if self.sources.rows else self._files).setFocus()

    def _make(self) -> None:
        tr = self.tr
        self._title = QLabel(tr("Add faces to a bank"), self)
        self._title.setProperty("role", "heading")
        about = tr("Every distinct expression of a clip is kept, as numbers and a small picture. No video is kept.")
        self._words = QLabel(about, self)
        self._words.setProperty("role", "dim")
        self._words.setWordWrap(True)
        self._table = QTableView(self)
        self._table.setModel(self.sources)
        self._table.setAccessibleName(tr("Videos and folders to add"))
        self._table.setToolTip(tr("Clips of one person should carry one name"))
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setDefaultSectionSize(CONTROL_HEIGHT)
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._table.setMinimumHeight(140)
        self._files = self._button(tr("Add videos…"), tr("Choose video files"), self._ask_files)
        self._folder = self._button(tr("Add a folder…"), tr("A folder of videos or pictures"), self._ask_folder)
        self._take_off = self._button(tr("Take off the list"), tr("Leave out the selected rows"), self._remove)
        self.licence = QLineEdit(self)
        self.licence.setPlaceholderText(tr("Licence note, such as “own recordings, with consent”"))
        self.licence.setAccessibleName(tr("Licence note"))
        self.licence.setToolTip(tr("Kept with these clips and told to everyone who uses the bank"))
        self.licence.setFixedHeight(CONTROL_HEIGHT)
        self.existing = QRadioButton(self)
        self.existing.setToolTip(tr("Add to the bank that is in use"))
        self.new = QRadioButton(tr("Into a new bank"), self)
        self.new.setToolTip(tr("You choose its name and place next"))
        self.with_base = QCheckBox(self)
        self.new.toggled.connect(self._show_ready)
        self.cancel = self._button(tr("Cancel"), tr("Close without adding"), self.dismiss)
        self.start = self._button(tr("Start"), tr("The work goes on in the background"), self._start)
        self.start.setProperty("role", "primary")

    def _button(self, text: str, tip: str, act: Any) -> QPushButton:
        button = Button(text, self)
        button.setToolTip(tip)
        button.clicked.connect(lambda: act())
        return button

    def _lay_out(self) -> None:
        column = self.column
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        buttons, ends = QHBoxLayout(), QHBoxLayout()
        for row in (buttons, ends):
            row.setSpacing(GRID)
        for button in (self._files, self._folder, self._take_off):
            buttons.addWidget(button)
        buttons.addStretch(1)
        ends.addStretch(1)
        ends.addWidget(self.cancel)
        ends.addWidget(self.start)
        target = QVBoxLayout()
        target.setSpacing(GRID // 2)
        inner = QHBoxLayout()
        inner.addSpacing(3 * GRID)
        inner.addWidget(self.with_base)
        inner.addStretch(1)
        target.addWidget(self.existing)
        target.addWidget(self.new)
        target.addLayout(inner)
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addWidget(self._table, 1)
        column.addLayout(buttons)
        column.addWidget(self.licence)
        column.addLayout(target)
        column.addSpacing(GRID)
        column.addLayout(ends)

    def _show_target(self) -> None:
        bank = self._context.bank
        usable = bank.path is not None and bank.error is None and not self._work.is_enclosed
        name = bank.title
        self.existing.setText(self.tr("Into “{}”").format(name) if usable else self.tr("Into the bank in use"))
        self.existing.setEnabled(usable)
        if not usable:
            self.new.setChecked(True)
        elif not self.new.isChecked():
            self.existing.setChecked(True)
        has_base = bank.data is not None and len(bank.data) > 0
        self.with_base.setVisible(has_base)
        self.with_base.setText(self.tr("Begin with the faces of “{}”").format(name))
        self.with_base.setToolTip(self.tr("The new bank holds these faces too; the old one stays as it is"))
        self._show_ready()

    def _show_ready(self) -> None:
        self.with_base.setEnabled(self.new.isChecked())
        self._take_off.setEnabled(bool(self.sources.rows))
        busy = self._work.job is not None
        self.start.setEnabled(bool(self.sources.rows) and not busy)
        self.start.setToolTip(
            self.tr("Another bank job runs; wait for it") if busy else self.tr("The work goes on in the background")
        )

    def _ask_files(self) -> None:
        pattern = self.tr("Videos ({});;All files (*)").format(" ".join(f"*{suffix}" for suffix in VIDEO_SUFFIXES))
        folder = str(self._context.settings.folder("clip"))
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Add videos"), folder, pattern)
        if names:
            self._context.settings.set_folder("clip", Path(names[0]).parent)
            self.sources.add([Path(name) for name in names])

    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(
            self, self.tr("Add a folder"), str(self._context.settings.folder("clip"))
        )
        if name:
            self.sources.add([Path(name)])

    def _remove(self) -> None:
        chosen = {index.row() for index in self._table.selectionModel().selectedRows()}
        self.sources.remove(list(chosen) or [len(self.sources.rows) - 1])

    def _start(self) -> None:
        bank = self._context.bank.path
        if self.new.isChecked():
            target = self._ask_new_bank()
            if target is None:
                return
            base = bank if self.with_base.isChecked() and not self.with_base.isHidden() else None
            self.begin_work(target, create=True, base=base)
        elif bank is not None:
            self.begin_work(bank, create=False, base=None)

    def begin_work(self, bank: Path, *, create: bool, base: Path | None) -> None:
        """Start the job with what is on the list, and close."""
        self._work.build(bank, list(self.sources.rows), create=create, base=base, licence=self.licence.text().strip())
        self.sources.remove(list(range(len(self.sources.rows))))
        self.dismiss()
        self.started.emit()

    def _ask_new_bank(self) -> Path | None:
        """Ask for the name and place of a new bank."""
        suggestion = str(self._context.settings.folder("bank") / f"people{BANK_SUFFIX}")
        pattern = self.tr("Banks (*{})").format(BANK_SUFFIX)
        name, _ = QFileDialog.getSaveFileName(self, self.tr("New bank"), suggestion, pattern)
        if not name:
            return None
        path = Path(name)
        if path.suffix != BANK_SUFFIX:
            path = path.with_name(path.name + BANK_SUFFIX)
        self._context.settings.set_folder("bank", path.parent)
        return path
