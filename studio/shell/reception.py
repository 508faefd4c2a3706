"""What can be done with files that come in: dropped on the window, or asked for by a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject

from core.errors import StudioError
from studio.context import Context
from studio.model.new_project import NewProject
from studio.services.files import Dropped, kind_of
from studio.shell.page import Page

MAX_FILES = 200


@dataclass(frozen=True)
class DropTarget:
    """One thing that can be done with what hovers over the window.

    Attributes:
        title: what would happen, such as "Add to 'Anna'".
        text: a line about it.
        icon: Phosphor's name.
        act: does it.
    """

    title: str
    text: str
    icon: str
    act: Callable[[], object]


class Reception(QObject):
    """Decides by what a file is, what is open and which page is shown.

    Args:
        context: everything shared.
        current_page: gives the page that is shown.
        page: gives a page by name, made if need be.
        parent: owner.
    """

    def __init__(
        self,
        context: Context,
        current_page: Callable[[], Page | None],
        page: Callable[[str], Page],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._current_page, self._page = context, current_page, page

    def take(self, paths: Sequence[Path]) -> None:
        """Do with files what fits best: the page that is shown goes first."""
        page = self._current_page()
        if len(paths) == 1 and page is not None and page.open_file(paths[0]):
            return
        targets = self.targets(paths)
        if targets:
            targets[0].act()
        elif paths:
            self._refuse(paths)

    def targets(self, paths: Sequence[Path]) -> tuple[DropTarget, ...]:
        """What can be done with files that are dropped together, the likeliest first; empty when nothing can."""
        paths = list(paths)[:MAX_FILES]
        kinds = {path: kind_of(path) for path in paths}
        for kind, offer in (
            (Dropped.CLIP, self._for_clips),
            (Dropped.PROJECT, self._for_project),
            (Dropped.AVATAR, self._for_avatar),
            (Dropped.BANK, self._for_bank),
            (Dropped.PICTURE, self._for_picture),
        ):
            fitting = [path for path in paths if kinds[path] is kind]
            if fitting:
                return offer(fitting)
        return ()

    def _for_clips(self, clips: list[Path]) -> tuple[DropTarget, ...]:
        context, count = self._context, len(clips)
        start = self.tr("New avatar from this video") if count == 1 else self.tr("New avatar from these {} videos")
        found = [
            DropTarget(
                start.format(count),
                self.tr("A new project of one person; training is the next step"),
                "user-plus",
                lambda: context.shared(NewProject).start(clips),
            )
        ]
        project = context.document.project
        if project is not None:
            found.append(
                DropTarget(
                    self.tr("Add to “{}”").format(project.manifest.name),
                    self.tr("Another take of the same person in the open project"),
                    "plus-circle",
                    lambda: context.shared(NewProject).add(clips),
                )
            )
        if count == 1 and self._has_avatar():
            found.append(
                DropTarget(
                    self.tr("Drive the avatar"),
                    self.tr("The face in this video moves the avatar that is open"),
                    "film-strip",
                    lambda: self._hand_to("live", clips[0]),
                )
            )
        own = self._current_page()
        title = own.drop_title(clips[0]) if own is not None else ""
        if title and own is not None:
            found.insert(0, DropTarget(title, "", "arrow-square-in", lambda: own.open_file(clips[0])))
        return tuple(found[:3])

    def _for_project(self, projects: list[Path]) -> tuple[DropTarget, ...]:
        project = projects[0]
        text = self.tr("Its captures, runs and avatars")
        open_it = DropTarget(
            self.tr("Open “{}”").format(project.stem), text, "folder-open", lambda: self._context.document.open(project)
        )
        return (open_it,)

    def _for_avatar(self, avatars: list[Path]) -> tuple[DropTarget, ...]:
        avatar = avatars[0]
        return (
            DropTarget(
                self.tr("Open this avatar"),
                self.tr("Look at it and move it"),
                "smiley",
                lambda: self._hand_to("live", avatar),
            ),
            DropTarget(
                self.tr("Compare it"),
                self.tr("Side by side with another avatar"),
                "columns",
                lambda: self._hand_to("compare", avatar),
            ),
        )

    def _for_bank(self, banks: list[Path]) -> tuple[DropTarget, ...]:
        bank = banks[0]

        def use() -> None:
            self._context.bank.use(bank, self.tr("Use the bank “{}”").format(bank.stem))
            self._context.go_to("bank")

        return (DropTarget(self.tr("Use this bank"), self.tr("Expressions of other people"), "squares-four", use),)

    def _for_picture(self, pictures: list[Path]) -> tuple[DropTarget, ...]:
        picture = pictures[0]
        return (
            DropTarget(
                self.tr("Faces like this one"),
                self.tr("Looks for the expression of this picture in the bank"),
                "users-three",
                lambda: self._hand_to("bank", picture),
            ),
        )

    def _has_avatar(self) -> bool:
        live = self._context.existing("studio.model.live", "Live")
        session = getattr(live, "session", None)
        return session is not None and session.avatar is not None

    def _hand_to(self, page: str, path: Path) -> None:
        self._context.go_to(page)
        if not self._page(page).open_file(path):
            self._refuse([path])

    def _refuse(self, paths: Sequence[Path]) -> None:
        what = self.tr("“{}” cannot be opened").format(paths[0].name)
        if not paths[0].exists():
            self._context.notices.report(StudioError(what, got=self.tr("there is no such file")))
            return
        next_step = self.tr("Drop a video, a folder of pictures, a project, an avatar or a bank.")
        self._context.notices.report(StudioError(what, next_step=next_step))
