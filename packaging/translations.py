"""Bring the window's translations up to the code: find every text, merge it into the .ts file, compile the .qm file.

Texts of the window are found here, those of the engine by ``engine_texts``; both go into one .ts file.
pyside6-lupdate does the merging, so that Qt Linguist and its rules apply. It does not see which class a text belongs to
where code says ``tr = self.tr`` first, so it reads a file written by ``shadow``, in which every call stands in full.

    python packaging/translations.py            update and compile
    python packaging/translations.py --missing  print the texts that have no translation, as JSON
    python packaging/translations.py --fill F   put translations from a JSON file (text -> translation) where none is
"""

from __future__ import annotations

import argparse
import ast
import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import engine_texts

ROOT = Path(__file__).resolve().parents[1]
LANGUAGE = "zh_CN"
TS = ROOT / "studio" / "resources" / "i18n" / f"raf_studio_{LANGUAGE}.ts"
QM = TS.with_suffix(".qm")
ENGINE_TEXTS = TS.parent / "engine_texts.json"
"""By this list the window recognises what the engine says."""


@dataclass(frozen=True)
class Text:
    """One text of the window.

    Attributes:
        context: the class, or the name given to ``translate``.
        source: in English.
        place: file and line, for messages.
        problem: why it cannot be translated, or empty.
    """

    context: str
    source: str
    place: str
    problem: str = ""


def texts(root: Path = ROOT) -> list[Text]:
    """Every text of the package ``studio`` that can be translated, and every text of the engine."""
    own = [text for text in _all(root) if text.problem == ""]
    return own + [Text("Engine", source, "core") for source in engine_texts.collect(root)]


def problems(root: Path = ROOT) -> list[str]:
    """Calls whose text no tool can find, with the reason."""
    return [f"{text.place}: {text.problem}" for text in _all(root) if text.problem]


def shadow(found: list[Text]) -> str:
    """Python code that holds every text once, in the form that lupdate understands."""
    lines = ["from PySide6.QtCore import QCoreApplication"]
    unique = dict.fromkeys((text.context, text.source) for text in found)
    return "\n".join([*lines, *(f"QCoreApplication.translate({c!r}, {_quoted(s)})" for c, s in unique)]) + "\n"


def read(path: Path = TS) -> dict[tuple[str, str], str]:
    """What the .ts file says: (context, source) -> translation, empty where there is none."""
    table: dict[tuple[str, str], str] = {}
    if path.exists():
        for context in ElementTree.parse(path).getroot().iter("context"):
            name = context.findtext("name") or ""
            for message in context.iter("message"):
                translation = message.find("translation")
                kind = translation.get("type", "") if translation is not None else ""
                if kind not in ("obsolete", "vanished") and translation is not None:
                    guessed = kind == "unfinished"  # lupdate copies from equal texts; a person has to agree
                    table[name, message.findtext("source") or ""] = "" if guessed else translation.text or ""
    return table


def listed(root: Path = ROOT) -> str:
    """What ``ENGINE_TEXTS`` must hold."""
    return json.dumps(engine_texts.collect(root), indent=0, ensure_ascii=False) + "\n"


def update() -> None:
    """Merge the code's texts into the .ts file."""
    ENGINE_TEXTS.write_text(listed(), "utf-8")
    with tempfile.TemporaryDirectory() as folder:
        code = Path(folder) / "texts.py"
        code.write_text(shadow(texts()), "utf-8")
        _tool("pyside6-lupdate", code, "-ts", TS, "-target-language", LANGUAGE, "-source-language", "en",
              "-locations", "none", "-no-obsolete", "-silent")  # fmt: skip


def release() -> None:
    """Compile the .qm file."""
    _tool("pyside6-lrelease", TS, "-qm", QM, "-nounfinished", "-silent")


def fill(table: dict[str, str]) -> int:
    """Put translations where there are none; returns how many."""
    tree = ElementTree.parse(TS)
    count = 0
    for message in tree.getroot().iter("message"):
        translation, source = message.find("translation"), message.findtext("source") or ""
        undone = translation is not None and (not translation.text or translation.get("type") == "unfinished")
        if translation is not None and undone and table.get(source):
            translation.text = table[source]
            translation.attrib.pop("type", None)
            count += 1
    body = ElementTree.tostring(tree.getroot(), encoding="unicode")
    TS.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', "utf-8")
    return count


def _all(root: Path) -> Iterator[Text]:
    for path in sorted((root / "studio").rglob("*.py")):
        yield from _of_file(ast.parse(path.read_text("utf-8")), path.relative_to(root).as_posix())


def _of_file(tree: ast.Module, name: str) -> Iterator[Text]:
    for node, owner in _walk(tree, ""):
        if isinstance(node, ast.Call):
            yield from _of_call(node, owner, f"{name}:{node.lineno}")


def _walk(node: ast.AST, owner: str) -> Iterator[tuple[ast.AST, str]]:
    for child in ast.iter_child_nodes(node):
        inner = child.name if isinstance(child, ast.ClassDef) else owner
        yield child, inner
        yield from _walk(child, inner)


def _of_call(call: ast.Call, owner: str, place: str) -> Iterator[Text]:
    function = call.func
    name = (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )
    literals = [_literal(argument) for argument in call.args[:2]]
    as_translate = (
        isinstance(function, ast.Name) and name == "tr" and len(literals) == 2
    )  # tr = QCoreApplication.translate
    if name == "tr" and not as_translate:
        other = isinstance(function, ast.Attribute) and ast.unparse(function.value) not in ("self", "cls")
        source = _literal(call.args[0]) if call.args else None
        if other or not owner:
            yield Text("", source or "", place, "whose text is this? Use self.tr or QCoreApplication.translate")
        elif source is None:
            yield Text(owner, "", place, "a text must be a plain literal, so that it can be found")
        else:
            yield Text(owner, source, place)
    elif (as_translate or name in ("translate", "QT_TRANSLATE_NOOP")) and len(literals) == 2:
        context, source = literals
        if context is not None and source is not None:  # a variable stands for a text that is marked elsewhere
            yield Text(context, source, place)


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _tool(name: str, *arguments: object) -> None:
    command = [str(Path(sys.executable).parent / name), *map(str, arguments)]
    subprocess.run(command, check=True)


def main() -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missing", action="store_true")
    parser.add_argument("--fill", type=Path, metavar="JSON")
    options = parser.parse_args()
    TS.parent.mkdir(parents=True, exist_ok=True)
    update()
    if options.fill is not None:
        sys.stdout.write(f"{fill(json.loads(options.fill.read_text('utf-8')))} filled\n")
        update()  # quotes and the like as the merging tool writes them
    release()
    for problem in problems():
        sys.stderr.write(problem + "\n")
    missing = sorted({source for (_, source), translation in read().items() if not translation})
    if options.missing:
        sys.stdout.write(json.dumps(missing, indent=0, ensure_ascii=False) + "\n")
    elif missing:
        sys.stdout.write(f"{len(missing)} texts have no translation; see --missing\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
