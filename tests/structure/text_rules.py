"""Rules for templates, documents and wiring, with the same shape as those of the syntax tree."""

import ast
import re
from pathlib import Path

from jinja2 import Environment, nodes

from tests.structure.python_rules import modules

README_LINES = 80
PATHS = re.compile(
    r"(?<![\w/.])((?:app|bin|docs|tests|static|templates|requirements|benchmarks|\.ci)/[\w./-]*\w)"
)
LINKS = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
# A place in a list, a page, a year and the places of the navigation may be counted on.
NOT_MONEY = {"loop", "page", "places", "year"}
# Parts of the frame, of documents and of letters: no route gives them back.
FRAME = ("layout/", "errors/", "documents/", "messages/_letter.html")
SUMS = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow)


def template_arithmetic(root: Path) -> list[str]:
    """A template does not calculate: the rules did."""
    jinja = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.loopcontrols"])
    found = []
    for path in templates(root):
        tree = jinja.parse((root / path).read_text())
        for node in tree.find_all(SUMS):
            names = {name.name for name in node.find_all(nodes.Name)}
            names |= {part.attr for part in node.find_all(nodes.Getattr)}
            if not names & NOT_MONEY:
                found.append(f"{path}:{node.lineno}: {type(node).__name__.lower()}")
        for use in tree.find_all(nodes.Filter):
            if use.name in ("sum", "round", "float", "int"):
                found.append(f"{path}:{use.lineno}: |{use.name}")
    return found


def orphan_fragments(root: Path) -> list[str]:
    """Each `_fragment.html` is part of a page and returned by a route (the frame's parts are not).

    Returned: its name is written in a `pages` module, or in another fragment that is.
    """
    texts = {path: (root / path).read_text() for path in templates(root)}
    code = "\n".join(
        (root / path).read_text()
        for path, _ in modules(root)
        if "/pages" in path or path.startswith("app/web/")
    )
    found = []
    for path in texts:
        name = path.removeprefix("templates/")
        if not name.rpartition("/")[2].startswith("_") or name.startswith(FRAME):
            continue
        if not any(name in text for other, text in texts.items() if other != path):
            found.append(f"{path}:1: in no page")
        if name not in code:
            found.append(f"{path}:1: returned by no route")
    return found


def dead_paths(root: Path) -> list[str]:
    """Every path that README.md and docs/ name exists."""
    found = []
    for document in documents(root):
        text = document.read_text()
        here = document.relative_to(root).as_posix()
        for number, line in enumerate(text.splitlines(), start=1):
            for path in PATHS.findall(line):
                if not (root / path).exists():
                    found.append(f"{here}:{number}: {path}")
            for link in LINKS.findall(line):
                if not (document.parent / link).exists():
                    found.append(f"{here}:{number}: link to {link}")
    return found


def long_readme(root: Path) -> list[str]:
    """The README fits on a screen and a half."""
    readme = root / "README.md"
    lines = len(readme.read_text().splitlines()) if readme.exists() else 0
    return [] if 0 < lines <= README_LINES else [f"README.md:1: {lines} lines"]


def ungathered_checks(root: Path) -> list[str]:
    """Every capability's `CHECKS` is gathered by upkeep."""
    gathered = (root / "app/upkeep/queries/integrity.py").read_text()
    found = []
    for path, tree in modules(root):
        if path.startswith("app/upkeep/"):
            continue
        for node in tree.body:
            targets = [node.target] if isinstance(node, ast.AnnAssign) else []
            targets += node.targets if isinstance(node, ast.Assign) else []
            if any(isinstance(t, ast.Name) and t.id == "CHECKS" for t in targets):
                capability = path.split("/")[1]
                if not re.search(rf"\bapp\.{capability}\.queries import CHECKS", gathered):
                    found.append(f"{path}:{node.lineno}: CHECKS of {capability} are not gathered")
    return found


def job_strings(root: Path) -> list[str]:
    """A job is named by the enum, never by a string that may name none."""
    found = []
    for path, tree in modules(root):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args:
                text = isinstance(node.args[0], ast.Constant | ast.JoinedStr)
                if text and ast.unparse(node.func).endswith("nudge"):
                    found.append(f"{path}:{node.lineno}: {ast.unparse(node.args[0])}")
    return found


def mocked_app(root: Path) -> list[str]:
    """Tests do not replace the application's own code."""
    found = []
    for path in sorted((root / "tests").rglob("*.py")):
        here = path.relative_to(root).as_posix()
        if here.startswith("tests/structure/"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args:
                name, first = ast.unparse(node.func), ast.unparse(node.args[0])
                if name.endswith(("patch", "setattr")) and first.startswith(("'app.", "app.")):
                    found.append(f"{here}:{node.lineno}: {name}({first})")
    return found


def templates(root: Path) -> list[str]:
    found = (root / "templates").rglob("*.html")
    return sorted(path.relative_to(root).as_posix() for path in found)


def documents(root: Path) -> list[Path]:
    readme = [root / "README.md"] if (root / "README.md").exists() else []
    return readme + sorted((root / "docs").glob("*.md"))
