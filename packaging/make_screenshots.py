"""Renders every page of the window in its states, from synthetic people only, into ``out/screenshots``.

    python packaging/make_screenshots.py                                everything (some fifteen minutes on two cores)
    python packaging/make_screenshots.py --theme dark --size 1280x800 --language en --page train
    python packaging/make_screenshots.py --readme                       the few pictures of the README, small

States: ``empty`` (no project), ``busy``, ``full`` (the demo, with two short runs), ``error``, and ``scenes`` (panels,
the study, recordings, failures; ``screenshot_scenes.py``). The page ``window`` is what lies over all pages. Without a
display it starts itself again under Xvfb. The demo project is made once, in ``out/screenshots/.work``. An overview of
each theme, size and language is put beside the pictures.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "packaging"))

from screenshot_camera import OUT, SIZES, Variant  # noqa: E402
from screenshot_projects import demo_project  # noqa: E402
from screenshot_scenes import ALONE, SCENES, take_scenes  # noqa: E402
from screenshot_states import take_busy, take_empty, take_error, take_full  # noqa: E402

README_OUT = ROOT / "docs" / "screenshots"
README_PAGES = ("retrieval", "train")
README_WIDTH = 800
PAGES = ("home", "capture", "bank", "retrieval", "train", "live", "compare")
OVER_ALL = "window"
STATES = ("empty", "busy", "full", "error")
SCENE_STATE = "scenes"
THEMES, LANGUAGES = ("dark", "light"), ("en", "zh_CN")
CELL_PX, CELLS_ACROSS = 480, 4


# --- overview ---------------------------------------------------------------------------------------------------------


def overview(variant: Variant) -> None:
    """All pictures of a variant on one sheet: a row a page with a column a state, then the scenes."""
    from PySide6.QtCore import QRectF, Qt
    from PySide6.QtGui import QColor, QImage, QPainter

    names = [f"{page}-{state}" for page in PAGES for state in STATES]
    names += [
        f"{page}-{name}" for page in (*PAGES, OVER_ALL) for made in (SCENES, ALONE) for name in made.get(page, {})
    ]
    width, height = SIZES[variant.size]
    cell_height, rows = CELL_PX * height // width, -(-len(names) // CELLS_ACROSS)
    sheet = QImage(CELLS_ACROSS * (CELL_PX + 8) + 8, rows * (cell_height + 8) + 8, QImage.Format.Format_RGB32)
    sheet.fill(QColor(90, 90, 90))
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for place, name in enumerate(names):
        row, column = divmod(place, CELLS_ACROSS)
        picture = QImage(str(variant.folder / f"{name}.png"))
        if not picture.isNull():
            small = picture.scaledToWidth(CELL_PX, Qt.TransformationMode.SmoothTransformation)
            area = QRectF(8 + column * (CELL_PX + 8), 8 + row * (cell_height + 8), CELL_PX, cell_height)
            painter.drawImage(area, small)
    painter.end()
    sheet.save(str(OUT / f"overview-{variant.folder.name}.png"))


def readme_pictures(variant: Variant) -> None:
    """The pictures of the README, small."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage

    README_OUT.mkdir(parents=True, exist_ok=True)
    for page in README_PAGES:
        picture = QImage(str(variant.folder / f"{page}-full.png"))
        if picture.isNull():
            print(f"  there is no picture of {page}", flush=True)
            continue
        small = picture.scaledToWidth(README_WIDTH, Qt.TransformationMode.SmoothTransformation)
        small.convertToFormat(QImage.Format.Format_RGB888).save(str(README_OUT / f"{page}.png"), quality=0)


# --- command line -----------------------------------------------------------------------------------------------------


def take_all(variant: Variant, pages: list[str], states: list[str], demo: Path) -> None:
    """All wanted pictures of a variant."""
    with tempfile.TemporaryDirectory(prefix="shots-", dir=OUT / ".work") as name:
        scratch = Path(name)
        if SCENE_STATE in states:
            take_scenes(variant, pages, scratch, demo)
        pages = [page for page in pages if page != OVER_ALL]
        if "empty" in states:
            take_empty(variant, pages, scratch)
        if "full" in states:
            take_full(variant, pages, scratch, demo)
        if "busy" in states:
            take_busy(variant, pages, scratch, demo)
        if "error" in states:
            take_error(variant, pages, scratch, demo)
    overview(variant)


def main() -> int:
    """Read the arguments, take the pictures."""
    options = arguments()
    if sys.platform == "linux" and not os.environ.get("DISPLAY"):
        return under_xvfb()
    work = OUT / ".work"
    work.mkdir(parents=True, exist_ok=True)
    demo = demo_project(work)
    variants = [
        Variant(theme, size, language)
        for size in options.size or SIZES
        for theme in options.theme or THEMES
        for language in options.language or LANGUAGES
    ]
    if options.readme:
        variants = [Variant("dark", "1280x800", "en")]
    for variant in variants:
        began = time.monotonic()
        pages = list(README_PAGES) if options.readme else options.page or [*PAGES, OVER_ALL]
        take_all(variant, pages, options.state or [*STATES, SCENE_STATE], demo)
        print(f"{variant.folder.relative_to(ROOT)}  {time.monotonic() - began:.0f} s", flush=True)
    if options.readme:
        readme_pictures(variants[0])
    return 0


def arguments() -> argparse.Namespace:
    """What is wanted; everything without arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--theme", action="append", choices=THEMES)
    parser.add_argument("--size", action="append", choices=list(SIZES))
    parser.add_argument("--language", action="append", choices=LANGUAGES)
    parser.add_argument("--page", action="append", choices=(*PAGES, OVER_ALL))
    parser.add_argument("--state", action="append", choices=(*STATES, SCENE_STATE))
    parser.add_argument("--readme", action="store_true", help="write docs/screenshots")
    options = parser.parse_args()
    if options.readme:
        options.state = ["full"]
    return options


def under_xvfb() -> int:
    """The same command on a screen that is only in memory."""
    xvfb = shutil.which("xvfb-run")
    if xvfb is None:
        print("There is no display. Install Xvfb, or run this where there is a screen.", file=sys.stderr)
        return 1
    screen = ["-a", "-s", "-screen 0 2560x1440x24"]
    return subprocess.call([xvfb, *screen, sys.executable, *sys.argv])


if __name__ == "__main__":
    sys.exit(main())
