"""Under the splats: a slider over the run's snapshots, to see how it learnt."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from studio.context import Context
from studio.model.watched_run import WatchedRun
from studio.theme.palette import GRID, PANEL_PADDING
from studio.widgets.buttons import IconAction, tool_button
from studio.widgets.transport import Timeline

PLAY_EVERY_MS = 450


class LearningBar(QWidget):
    """Bound to the moments of the watched run."""

    def __init__(self, context: Context, watched: WatchedRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._watched = watched
        self.play = IconAction(
            self.tr("Play how it learnt"),
            "play-fill",
            context.theme,
            self,
            tip=self.tr("Show the snapshots one after the other"),
        )
        self.play.triggered.connect(self._toggle)
        self.slider = Timeline(context.theme, self)
        self.slider.setAccessibleName(self.tr("How it learnt"))
        self.slider.setToolTip(self.tr("Snapshots of this run, from its first seconds to its end"))
        self.slider.scrubbed.connect(self._scrub)
        self._text = QLabel(self)
        self._text.setProperty("role", "dim")
        self._timer = QTimer(self)
        self._timer.setInterval(PLAY_EVERY_MS)
        self._timer.timeout.connect(self._step)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, GRID // 2, PANEL_PADDING, GRID // 2)
        layout.setSpacing(GRID)
        layout.addWidget(tool_button(self.play, self))
        layout.addWidget(self.slider, 1)
        layout.addWidget(self._text)
        watched.moments_changed.connect(self.refresh)
        watched.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the moments and the place."""
        watched, count = self._watched, len(self._watched.moments)
        # of a live run the end of the slider is what it is now
        last = count if watched.live else count - 1
        self.setVisible(count > 0)
        self.slider.setRange(0, max(last, 0))
        place = last if watched.place is None else watched.place
        if not self.slider.isSliderDown():
            self.slider.setValue(max(place, 0))
        self.slider.update()
        newest = watched.place is None
        if newest and watched.live:
            self._text.setText(self.tr("now"))
        elif count:
            moment = watched.moments[min(max(place, 0), count - 1)]
            step = f"{moment.step:,}"
            self._text.setText(self.tr("finished") if moment.final else self.tr("step {}").format(step))
        self._text.setMinimumWidth(self._text.fontMetrics().horizontalAdvance(self.tr("step {}").format("00,000")))
        self.play.setEnabled(count > 1)

    def stop(self) -> None:
        """End playing."""
        self._timer.stop()
        self.play.set_icon_name("play-fill")

    def _scrub(self, place: int) -> None:
        self.stop()
        self._watched.go_to(None if place >= self.slider.maximum() else place)

    def _toggle(self) -> None:
        if self._timer.isActive():
            self.stop()
            return
        self._watched.go_to(0)
        self._timer.start()
        self.play.set_icon_name("pause-fill")

    def _step(self) -> None:
        place, last = self._watched.place, len(self._watched.moments) - 1
        if place is None or place >= last:
            self._watched.go_to(None)
            self.stop()
        else:
            self._watched.go_to(place + 1)
