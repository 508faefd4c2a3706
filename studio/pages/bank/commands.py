"""What can be done on the Bank page, as actions that the command palette finds too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox

from core.bank.pose import head_angles
from core.bank.records import BankSource
from studio.context import Context
from studio.model.bank_browser import BankBrowser, Example
from studio.model.bank_work import BankWork
from studio.model.capture import CurrentCapture
from studio.pages.bank.bank_bar import VIEWS
from studio.services.files import PICTURE_SUFFIXES
from studio.shell.page import Page
from studio.widgets.buttons import IconAction

if TYPE_CHECKING:
    from core.bank.snapshot import BankSnapshot


class BankCommands(QObject):
    """Makes the actions and carries them out.

    Args:
        context: everything shared.
        page: where they live.
        add_faces: offers to add some videos and folders, and a new bank if the second argument is True.

    Attributes:
        bar_actions: those of the bar, by name.
        views: grid, both, map.

    Signals:
        view_chosen: one of VIEWS.
    """

    view_chosen = Signal(str)

    def __init__(self, context: Context, page: Page, add_faces: Callable[[list[Path], bool], object]) -> None:
        super().__init__(page)
        self._context, self._page, self._add_faces = context, page, add_faces
        self._browser, self._work = context.shared(BankBrowser), context.shared(BankWork)
        self._capture = context.shared(CurrentCapture)
        self._make_bar()
        self._make_like()
        self._make_views()
        context.bank.changed.connect(self._show_bank)
        self._work.changed.connect(self._show_bank)
        self._capture.changed.connect(self._show_like)
        self._show_bank()
        self._show_like()

    def like_entry(self, entry: int) -> None:
        """Order the bank by likeness to one of its faces."""
        bank = self._browser.bank
        if bank is not None:
            self._browser.like_entry(entry, str(bank.person_names[bank.row_of(entry)]))

    def like_frame(self) -> None:
        """Order the bank by likeness to the selected frame of the open capture."""
        example = frame_example(self._capture, self._browser.bank, self.tr("frame {} of {}"))
        if example is None:
            self._context.notices.say(
                "warning",
                self.tr("This frame cannot be looked for"),
                self.tr("No face was found in it. Choose another frame on the Capture page."),
            )
            return
        self._browser.set_example(example)

    def choose_bank(self) -> None:
        """Ask for a bank's folder and use it."""
        folder = str(self._context.settings.folder("bank"))
        name = QFileDialog.getExistingDirectory(self._page, self.tr("Open a bank"), folder)
        if name:
            self._context.settings.set_folder("bank", Path(name).parent)
            self.use(Path(name))

    def use(self, path: Path) -> None:
        """Use a bank, undoably."""
        self._context.bank.use(path, self.tr("Use the bank “{}”").format(path.stem))

    def use_enclosed(self) -> None:
        """Back to the bank that comes with the program."""
        if self._work.enclosed is not None:
            self.use(self._work.enclosed)

    def remove(self, source: BankSource | None, whole_person: bool) -> None:
        """Ask, then remove a person or a clip for good."""
        path = self._context.bank.path
        if source is None or path is None or self._refuse_enclosed():
            return
        what = source.person if whole_person else source.name
        box = QMessageBox(self._page)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Remove for good"))
        if whole_person:
            box.setText(self.tr("Remove {} and all their clips from “{}” for good?").format(what, path.stem))
        else:
            box.setText(self.tr("Remove the clip {} from “{}” for good?").format(what, path.stem))
        box.setInformativeText(
            self.tr("The faces are erased from the bank’s file and the whole bank is checked. This cannot be undone.")
        )
        yes = box.addButton(self.tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        box.finished.connect(lambda _: self._removed(box.clickedButton() is yes, source, whole_person, path))
        box.open()

    def mark_view(self, name: str) -> None:
        """Show which view is chosen."""
        self.views[VIEWS.index(name)].setChecked(True)

    def _removed(self, wanted: bool, source: BankSource, whole_person: bool, path: Path) -> None:
        if not wanted:
            return
        what = source.person if whole_person else source.name
        title = self.tr("Removing {}").format(what)
        if whole_person:
            self._work.remove(path, persons=[source.person], title=title)
        else:
            self._work.remove(path, sources=[source.sha256], title=title)

    def _refuse_enclosed(self) -> bool:
        """The bank that comes with the program stays as it is."""
        if self._work.is_enclosed:
            self._context.notices.say(
                "warning",
                self.tr("The enclosed bank is not changed"),
                self.tr("Make a bank of your own that begins with its faces: “Add faces”, “Into a new bank”."),
            )
        return self._work.is_enclosed

    def _action(self, text: str, icon: str, tip: str, shortcut: str = "") -> IconAction:
        action = IconAction(text, icon, self._context.theme, self._page, tip=tip, shortcut=shortcut)
        self._page.addAction(action)
        return action

    def _make_bar(self) -> None:
        tr = self.tr
        self._bank = IconAction(tr("Bank"), "database", self._context.theme, self._page)
        self._menu = QMenu(self._page)
        self._bank.setMenu(self._menu)
        self._add = self._action(tr("Add faces"), "plus", tr("Add videos and folders to a bank, or make a new one"))
        self._merge = self._action(tr("Merge a bank"), "git-merge", tr("Put another bank’s faces into this one"))
        self._choose = self._action(tr("Open a bank"), "folder-open", tr("Choose a bank’s folder (name.rafbank)"))
        self._new = self._action(tr("New bank"), "file-plus", tr("Make a bank of videos"))
        self._enclosed = self._action(
            tr("Use the enclosed bank"), "arrow-counter-clockwise", tr("The small bank that comes with the program")
        )
        self._add.triggered.connect(lambda: self._add_faces([], False))
        self._new.triggered.connect(lambda: self._add_faces([], True))
        self._merge.triggered.connect(self._ask_merge)
        self._choose.triggered.connect(self.choose_bank)
        self._enclosed.triggered.connect(self.use_enclosed)

    def _make_like(self) -> None:
        tr = self.tr
        self._like = IconAction(
            tr(" Faces like…"),
            "users-three",
            self._context.theme,
            self._page,
            tip=tr("Order the bank by likeness to a face (nearest neighbours)"),
        )
        self._like_frame = self._action(
            tr("Faces like the capture’s frame"), "film-strip", tr("The frame that is selected on the Capture page")
        )
        self._like_picture = self._action(
            tr("Faces like a picture"), "image", tr("Choose a picture of a face, or drop one on the window")
        )
        self._like_camera = self._action(
            tr("Faces like me now"), "camera", tr("Take one picture with the camera and look for faces like it")
        )
        self._like_frame.triggered.connect(self.like_frame)
        self._like_picture.triggered.connect(self._ask_picture)
        self._like_camera.triggered.connect(self._use_camera)
        menu = QMenu(self._page)
        menu.addActions([self._like_frame, self._like_picture, self._like_camera])
        self._like.setMenu(menu)

    def _make_views(self) -> None:
        tr = self.tr
        texts = {
            "grid": (tr("Faces only"), "squares-four"),
            "both": (tr("Faces and map"), "columns"),
            "map": (tr("Map only"), "map-trifold"),
        }
        self.views = [self._action(*texts[name], texts[name][0]) for name in VIEWS]
        for name, action in zip(VIEWS, self.views, strict=True):
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, name=name: self.view_chosen.emit(name))

    @property
    def bar_actions(self) -> dict[str, IconAction]:
        """Actions of the bar by name."""
        return {"bank": self._bank, "add": self._add, "merge": self._merge, "like": self._like}

    def _show_bank(self) -> None:
        bank = self._context.bank
        shown = bank.title or self.tr("No bank")
        tip = str(bank.path) if bank.path is not None else self.tr("Choose a bank")
        self._bank.describe(shown, tip)
        busy, usable = self._work.job is not None, bank.data is not None
        self._merge.setEnabled(usable and not busy and not self._work.is_enclosed)
        self._enclosed.setEnabled(self._work.enclosed is not None and not self._work.is_enclosed)
        self._menu.clear()
        self._menu.addActions([self._choose, self._new, self._enclosed])
        recent = [path for path in self._work.recent if path != bank.path]
        if recent:
            self._menu.addSeparator()
        for path in recent:
            entry = self._menu.addAction(path.stem)
            entry.setToolTip(str(path))
            entry.triggered.connect(lambda _=False, path=path: self.use(path))
        self._show_like()

    def _show_like(self) -> None:
        bank = self._browser.bank
        usable = bank is not None and len(bank) > 0
        self._like.setEnabled(usable)
        self._like_frame.setEnabled(usable and self._capture.data is not None)
        for action in (self._like_picture, self._like_camera):
            action.setEnabled(usable)

    def _ask_merge(self) -> None:
        into = self._context.bank.path
        folder = str(self._context.settings.folder("bank"))
        name = QFileDialog.getExistingDirectory(self._page, self.tr("Merge a bank"), folder)
        if name and into is not None:
            self._work.merge(into, [Path(name)])

    def _ask_picture(self) -> None:
        suffixes = " ".join(f"*{suffix}" for suffix in PICTURE_SUFFIXES)
        folder = str(self._context.settings.folder("picture"))
        name, _ = QFileDialog.getOpenFileName(
            self._page, self.tr("Faces like a picture"), folder, self.tr("Pictures ({})").format(suffixes)
        )
        if name:
            self._context.settings.set_folder("picture", Path(name).parent)
            self._work.like_picture(Path(name))

    def _use_camera(self) -> None:
        data = self._capture.data
        bank = self._browser.bank
        neutral = data.neutral if data is not None else None
        if neutral is not None and (bank is None or neutral.encoder_id != bank.meta.encoder_id):
            neutral = None
        self._work.like_camera(neutral)


def frame_example(capture: CurrentCapture, bank: BankSnapshot | None, title: str) -> Example | None:
    """The selected frame as an example; None where it has no face or is not in the bank's terms."""
    data, frame = capture.data, capture.frame
    if data is None or bank is None or data.descriptors.shape[1:] != (len(bank.channels),):
        return None
    if not 0 <= frame < len(data.descriptors) or not bool(data.tracks.found[frame]):
        return None
    angles = head_angles(data.tracks.cam_from_head[frame : frame + 1])[0]
    words = title.format(frame, data.capture.name)
    return Example(words, data.descriptors[frame], angles, data.pictures.encoded(frame))
