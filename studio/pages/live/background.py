"""What is behind the avatar: a colour, a picture, or nothing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QColor, QImage, QImageReader
from PySide6.QtWidgets import QColorDialog, QFileDialog, QMenu, QWidget

from core.errors import FormatError
from studio.context import Context
from studio.model.session import Session
from studio.services.files import PICTURE_SUFFIXES
from studio.theme.palette import rgb
from studio.viewport.picture import Background, Color
from studio.viewport.viewport import Viewport

MAX_SIDE_PX = 2560
KEY, COLOR_KEY, PICTURE_KEY = "live.background", "live.background.color", "live.background.picture"


class BackgroundChooser(QObject):
    """The menu of backgrounds, bound to a viewer; the choice is remembered.

    Attributes:
        menu: for a button.
        color: the colour in use; where there is a picture or nothing, the neutral grey.
    """

    def __init__(self, context: Context, session: Session, viewport: Viewport, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._session, self._viewport, self._widget = context, session, viewport, parent
        self._choice = context.settings.text(KEY, "neutral")
        self._own = QColor(context.settings.text(COLOR_KEY, "#2f6f4f"))
        self._picture: QImage | None = None
        self._dialog: QColorDialog | None = None
        self._actions: dict[str, QAction] = {}
        self.menu = self._make_menu(parent)
        context.theme.changed.connect(self.paint)
        stored = context.settings.text(PICTURE_KEY)
        if self._choice == "picture" and stored:
            self._choice = "neutral"
            self._read_picture(Path(stored))
        elif self._choice not in self._actions or self._choice == "picture":
            self._choice = "neutral"
        self.paint()

    @property
    def color(self) -> Color:
        """The colour in use."""
        avatar = self._session.avatar
        colors: dict[str, Color] = {
            "trained": avatar.meta.background if avatar is not None else (0.5, 0.5, 0.5),
            "black": (0.0, 0.0, 0.0),
            "white": (1.0, 1.0, 1.0),
            "color": (self._own.redF(), self._own.greenF(), self._own.blueF()),
        }
        return colors.get(self._choice, rgb(self._context.theme.palette.viewer))

    def paint(self) -> None:
        """Show the choice, as for another avatar or theme."""
        picture = self._picture if self._choice == "picture" else None
        self._viewport.set_background(Background(self.color, picture, self._choice == "transparent"))
        self._actions[self._choice].setChecked(True)

    def _make_menu(self, parent: QWidget) -> QMenu:
        texts = {
            "neutral": self.tr("Neutral grey"),
            "trained": self.tr("As in training"),
            "black": self.tr("Black"),
            "white": self.tr("White"),
            "color": self.tr("Colour…"),
            "picture": self.tr("Picture…"),
            "transparent": self.tr("Transparent"),
        }
        menu, group = QMenu(parent), QActionGroup(parent)
        for name, text in texts.items():
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setData(name)
            group.addAction(action)
            self._actions[name] = action
        self._actions["transparent"].setToolTip(self.tr("Saved pictures have no background"))
        menu.setToolTipsVisible(True)
        group.triggered.connect(self._chosen)
        return menu

    def _chosen(self, action: QAction) -> None:
        name = str(action.data())
        if name == "picture":
            self.paint()  # the old choice stays until a picture is read
            self._ask_picture()
            return
        self._choose(name)
        if name == "color":
            self._ask_color()

    def _choose(self, name: str) -> None:
        self._choice = name
        self._context.settings.set_text(KEY, name)
        self.paint()

    def _ask_color(self) -> None:
        if self._dialog is None:
            self._dialog = QColorDialog(self._widget)
            self._dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
            self._dialog.setWindowTitle(self.tr("Background colour"))
            self._dialog.setModal(False)
            self._dialog.currentColorChanged.connect(self.take_color)
        self._dialog.setCurrentColor(self._own)
        self._dialog.show()

    def take_color(self, color: QColor) -> None:
        """Use a colour of the user's own."""
        if color.isValid() and color != self._own:
            self._own = color
            self._context.settings.set_text(COLOR_KEY, color.name())
            self._choose("color")

    def _ask_picture(self) -> None:
        pattern = self.tr("Pictures ({})").format(" ".join(f"*{suffix}" for suffix in PICTURE_SUFFIXES))
        folder = str(self._context.settings.folder("picture"))
        name, _ = QFileDialog.getOpenFileName(self._widget, self.tr("Background picture"), folder, pattern)
        if name:
            self._context.settings.set_folder("picture", Path(name).parent)
            self._read_picture(Path(name))

    def _read_picture(self, path: Path) -> None:
        self._context.tasks.run(lambda: read_picture(path), lambda image: self.take_picture(image, path))

    def take_picture(self, image: QImage, path: Path) -> None:
        """Use a picture."""
        self._picture = image
        self._context.settings.set_text(PICTURE_KEY, str(path))
        self._choose("picture")


def read_picture(path: Path) -> QImage:
    """Read a picture, large ones scaled down while they are read; for worker threads.

    Raises:
        FormatError: it is no picture.
    """
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > MAX_SIDE_PX:
        reader.setScaledSize(size.scaled(QSize(MAX_SIDE_PX, MAX_SIDE_PX), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        next_step = "Choose a JPEG, PNG, BMP or WebP picture."
        raise FormatError(
            f"'{path.name}' cannot be used as a background", got=reader.errorString(), next_step=next_step
        )
    return image
