"""Find every text that the engine may hand to the window: errors, warnings, stages, checks. Used by translations.py.

The engine speaks English and knows nothing of Qt, so its texts are f-strings and plain literals without tr(). This
follows them through the code: local names, constants, helper functions and their callers. What cannot be followed, such
as the message of a library, stays as it is in the window.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

SPOKEN = {"Warning": (0,), "Stage": (0,), "Progress": (2,), "Check": (0, 2, 3), "ValueError": (0,), "TypeError": (0,)}
"""What has words for the user beside the errors, and which arguments are words. ValueErrors become part of an error."""
FURTHER = {
    "Expected {0}": [0],
    "Got {0}": [0],
    "[Errno {0}] {1}": [1],
    "[Errno {0}] {1}: {2}": [1],
    "File exists": [],
    "Input/output error": [],
    "Is a directory": [],
    "No space left on device": [],
    "No such file or directory": [],
    "Not a directory": [],
    "Permission denied": [],
    "Read-only file system": [],
}
"""How an error puts its parts together, and what the system says of files, which errors pass on."""
LEFT_OUT = ("core/cli/", "core/evidence/", "core/synthesis/", "core/project/studio_bench.py", "studio/bench/")
"""What only the command line runs, which speaks English."""
TAKEN_IN = ("core/cli/checks.py",)
"""Run by the window's system check."""
PARTS = ("what", "got", "expected", "next_step", "detail", "message", "name", "unit")
MOST_DEPTH = 10
_PLACE = re.compile(r"\{(\d+)\}")
_WORD = re.compile(r"[A-Za-z]{2}")


@dataclass(frozen=True)
class Template:
    """A text with ``places`` {0}, {1}, ...; ``nested`` are those that may hold another text of the engine."""

    text: str
    nested: frozenset[int] = frozenset()
    places: int = 0

    def plus(self, other: Template) -> Template:
        """One after the other, the places numbered through."""
        moved = _PLACE.sub(lambda m: f"{{{int(m[1]) + self.places}}}", other.text)
        nested = self.nested | {n + self.places for n in other.nested}
        return Template(self.text + moved, nested, self.places + other.places)


PLACE = Template("{0}", places=1)
NESTED_PLACE = Template("{0}", frozenset({0}), 1)


@dataclass
class Module:
    """A file: its tree, its functions, and which function each node stands in."""

    name: str
    tree: ast.Module
    owner: dict[ast.AST, ast.FunctionDef] = field(default_factory=dict)
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    calls: dict[str, list[ast.Call]] = field(default_factory=dict)
    givings: dict[ast.FunctionDef | None, list[tuple[ast.expr, ast.expr]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._walk(self.tree, None)

    def _walk(self, node: ast.AST, owner: ast.FunctionDef | None) -> None:
        for child in ast.iter_child_nodes(node):
            if owner is not None:
                self.owner[child] = owner
            if isinstance(child, ast.FunctionDef):
                self.functions[child.name] = child
            elif isinstance(child, ast.Call):
                self.calls.setdefault(_called(child), []).append(child)
            elif isinstance(child, ast.Assign):
                self.givings.setdefault(owner, []).extend((target, child.value) for target in child.targets)
            elif isinstance(child, ast.AnnAssign | ast.NamedExpr) and child.value is not None:
                self.givings.setdefault(owner, []).append((child.target, child.value))
            elif isinstance(child, ast.For):
                named = self.named(child.iter)
                self.givings.setdefault(owner, []).extend((child.target, element) for element in _elements(named))
            self._walk(child, child if isinstance(child, ast.FunctionDef) else owner)

    def constant(self, name: str) -> ast.expr | None:
        """What the module's body gives this name."""
        for node in self.tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            if any(isinstance(t, ast.Name) and t.id == name for t in targets):
                value = getattr(node, "value", None)
                return value if isinstance(value, ast.expr) else None
        return None

    def named(self, node: ast.expr) -> ast.expr | None:
        """What a constant's name stands for; other expressions as they are."""
        return self.constant(node.id) if isinstance(node, ast.Name) else node

    def given(self, function: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
        """What a function gives a local name, with ``=``, in a ``for``, or by taking a tuple apart."""
        for target, value in self.givings.get(function, ()):
            if isinstance(target, ast.Name) and target.id == name:
                yield value
            elif isinstance(target, ast.Tuple):
                place = next((i for i, t in enumerate(target.elts) if isinstance(t, ast.Name) and t.id == name), None)
                for whole in self._choices(value) if place is not None else ():
                    if isinstance(whole, ast.Tuple) and len(whole.elts) == len(target.elts):
                        yield whole.elts[place]

    def _choices(self, value: ast.expr) -> list[ast.expr]:
        """The values an expression may have, as far as one can see without running it."""
        if isinstance(value, ast.IfExp):
            return [value.body, value.orelse]
        if isinstance(value, ast.Call) and _called(value) == "get" and isinstance(value.func, ast.Attribute):
            return [*_elements(self.named(value.func.value)), *value.args[1:]]
        return [value]


def collect(root: Path) -> dict[str, list[int]]:
    """All texts of the engine, and those that the window's own code says through an error without tr().

    Returns:
        text with places {0}, {1}, ... -> which of them may hold a text of the engine in turn.
    """
    found: dict[str, set[int]] = {text: set(nested) for text, nested in FURTHER.items()}
    for template in Sources(root).templates():
        text = template.text.strip().removesuffix(".")
        if _WORD.search(_PLACE.sub("", text)):
            found.setdefault(text, set()).update(template.nested)
    return {text: sorted(found[text]) for text in sorted(found)}


class Sources:
    """All files that are looked through."""

    def __init__(self, root: Path) -> None:
        paths = [path for package in ("core", "studio") for path in sorted((root / package).rglob("*.py"))]
        names = {path.relative_to(root).as_posix(): path for path in paths}
        self._modules = [
            Module(name, ast.parse(path.read_text("utf-8")))
            for name, path in names.items()
            if name in TAKEN_IN or not name.startswith(LEFT_OUT)
        ]
        self._errors = self._error_names()
        self._inner: list[Template] = []

    def templates(self) -> Iterator[Template]:
        """Every text that somebody raises or emits."""
        for module in self._modules:
            for node in ast.walk(module.tree):
                for spoken in self._spoken(node, module.name.startswith("core")):
                    yield from self._follow(spoken, module, 0)
        yield from self._inner

    def _error_names(self) -> set[str]:
        names = {"StudioError"}
        classes = [n for m in self._modules for n in ast.walk(m.tree) if isinstance(n, ast.ClassDef)]
        for _ in range(4):  # as deep as the classes are derived
            names |= {c.name for c in classes if any(isinstance(b, ast.Name) and b.id in names for b in c.bases)}
        return names

    def _spoken(self, node: ast.AST, in_engine: bool) -> list[ast.expr]:
        """The expressions whose values are read: arguments of an error, or what stands beside "what" in a result."""
        if isinstance(node, ast.Call):
            name = _called(node)
            if name in self._errors or (name in SPOKEN and in_engine):
                places = range(len(node.args)) if name in self._errors else SPOKEN[name]
                said = [argument for i, argument in enumerate(node.args) if i in places]
                return said + [k.value for k in node.keywords if k.arg in PARTS]
        if isinstance(node, ast.Dict) and in_engine:
            named = {k.value: v for k, v in zip(node.keys, node.values, strict=True) if isinstance(k, ast.Constant)}
            if "what" in named:
                return [value for key, value in named.items() if key in PARTS]
        return []

    def _follow(self, node: ast.expr | None, module: Module, depth: int) -> list[Template]:
        """Every text that an expression may be; none where that cannot be told."""
        if node is None or depth > MOST_DEPTH:
            return []
        if isinstance(node, ast.Constant):
            return [Template(node.value)] if isinstance(node.value, str) and node.value else []
        if isinstance(node, ast.JoinedStr):
            return self._of_f_string(node, module, depth)
        if isinstance(node, ast.IfExp):
            return self._all((node.body, node.orelse), module, depth)
        if isinstance(node, ast.BoolOp):
            return self._all(node.values, module, depth)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = (self._follow(side, module, depth + 1) or [PLACE] for side in (node.left, node.right))
            return [a.plus(b) for a, b in itertools.product(left, right)]
        if isinstance(node, ast.Name):
            return self._of_name(node, module, depth)
        if isinstance(node, ast.Call):
            return self._of_call(node, module, depth)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            return self._all(_elements(module.constant(node.value.id)), module, depth)
        return []

    def _all(self, nodes: Iterable[ast.expr], module: Module, depth: int) -> list[Template]:
        return [template for node in nodes for template in self._follow(node, module, depth + 1)]

    def _of_f_string(self, node: ast.JoinedStr, module: Module, depth: int) -> list[Template]:
        whole = Template("")
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                whole = whole.plus(NESTED_PLACE if self._holds_text(part.value, module, depth) else PLACE)
            elif isinstance(part, ast.Constant):
                whole = whole.plus(Template(str(part.value)))
        return [whole]

    def _holds_text(self, node: ast.expr, module: Module, depth: int) -> bool:
        """Whether a place may hold words of the engine, which are then texts by themselves."""
        if isinstance(node, ast.Attribute) and node.attr in ("message", "what"):
            return True
        inner = [t for t in self._follow(node, module, depth + 1) if " " in _PLACE.sub("", t.text).strip()]
        self._inner += inner
        return bool(inner)

    def _of_name(self, node: ast.Name, module: Module, depth: int) -> list[Template]:
        function = module.owner.get(node)
        while function is not None:
            values = list(module.given(function, node.id))
            if values:
                return self._all(values, module, depth)
            names = [a.arg for a in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
            if node.id in names:
                return self._of_parameter(function, node.id, module, depth)
            function = module.owner.get(function)
        return self._follow(module.constant(node.id), module, depth + 1)

    def _of_parameter(self, function: ast.FunctionDef, name: str, module: Module, depth: int) -> list[Template]:
        """What the callers hand over."""
        positional = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
        bound = bool(positional) and positional[0] in ("self", "cls")
        public = not function.name.startswith("_") and module.owner.get(function) is None and not bound
        found = []
        for other in self._modules if public else [module]:
            for call in other.calls.get(function.name, ()):
                given = {k.arg: k.value for k in call.keywords if k.arg}
                given |= dict(zip(positional[bound:], call.args, strict=False))
                found += self._follow(given.get(name), other, depth + 1)
        return found

    def _of_call(self, call: ast.Call, module: Module, depth: int) -> list[Template]:
        name, function = _called(call), call.func
        if name in ("rstrip", "removesuffix", "strip") and isinstance(function, ast.Attribute):
            return self._follow(function.value, module, depth + 1)
        if name == "get" and isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            return self._all((*_elements(module.constant(function.value.id)), *call.args[1:]), module, depth)
        if name in module.functions and (isinstance(function, ast.Name) or ast.unparse(function).startswith("self.")):
            own = module.functions[name]
            returned = [n.value for n in ast.walk(own) if isinstance(n, ast.Return) and n.value is not None]
            return self._all(returned, module, depth)
        return []


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _elements(node: ast.expr | None) -> list[ast.expr]:
    """What a constant tuple, list or dictionary holds."""
    if isinstance(node, ast.Call) and node.args:  # MappingProxyType({...})
        return _elements(node.args[0])
    if isinstance(node, ast.Dict):
        return list(node.values)
    return list(node.elts) if isinstance(node, ast.Tuple | ast.List) else []
