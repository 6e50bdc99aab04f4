"""Rules that the syntax tree of `app/` must follow. Each takes the project's folder and gives back
what breaks it, as "path:line: what"; nothing, when all is well."""

import ast
from collections.abc import Iterator
from pathlib import Path

FILE_LINES, FUNCTION_LINES = 250, 40
# Floats are at home in statistics and never touch money there.
MAY_ROUND = ("app/core/money.py", "app/risk/", "app/web/charts.py")
MAY_READ_CLOCK = {"pages", "jobs", "commands", "guards"}
READERS = ("app/main.py", "app/worker.py", "app/cli.py", "app/web/")
WRITES = {"insert", "update", "delete", "alter", "objects_delete"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def sizes(root: Path) -> list[str]:
    """A file has at most 250 lines, a function 40."""
    found = []
    for path, tree in modules(root):
        lines = len((root / path).read_text().splitlines())
        if lines > FILE_LINES:
            found.append(f"{path}:1: {lines} lines")
        for node in ast.walk(tree):
            if isinstance(node, Function):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    found.append(f"{path}:{node.lineno}: {node.name} has {length} lines")
    return found


def private_rounding(root: Path) -> list[str]:
    """`float(`, `round(` and `quantize` are for core/money.py and the statistics of risk."""
    found = []
    for path, tree in modules(root):
        if path.startswith(MAY_ROUND):
            continue
        for call in calls(tree):
            name = called(call)
            if name in ("float", "round", "quantize"):
                found.append(f"{path}:{call.lineno}: {name}(")
    return found


def hidden_clock(root: Path) -> list[str]:
    """Only app/clock.py reads the time; only pages, jobs and commands (and guards) ask it."""
    found = []
    for path, tree in modules(root):
        if path == "app/clock.py":
            continue
        asks = capability_file(path) in MAY_READ_CLOCK or path.startswith(READERS)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value)
                hidden = node.func.attr in ("now", "today", "utcnow", "fromtimestamp")
                if hidden and owner.rsplit(".", 1)[-1] in ("date", "datetime"):
                    found.append(f"{path}:{node.lineno}: {owner}.{node.func.attr}()")
                if owner in ("clock", "app.clock") and not asks:
                    found.append(f"{path}:{node.lineno}: asks the clock")
                if (owner, node.func.attr) == ("time", "time"):
                    found.append(f"{path}:{node.lineno}: time.time()")
            if isinstance(node, ast.ImportFrom) and node.module == "app.clock" and not asks:
                asked = [name.name for name in node.names if name.name in ("now", "today")]
                found += [f"{path}:{node.lineno}: imports {name}" for name in asked]
    return found


def late_imports(root: Path) -> list[str]:
    """No import inside a function, outside the adapters (heavy libraries load late there)."""
    found = []
    for path, tree in modules(root):
        if path.startswith("app/adapters/"):
            continue
        for function in ast.walk(tree):
            if isinstance(function, Function):
                for node in ast.walk(function):
                    if isinstance(node, ast.Import | ast.ImportFrom):
                        found.append(f"{path}:{node.lineno}: import inside {function.name}")
    return sorted(set(found))


def foreign_writes(root: Path) -> list[str]:
    """A table is written by its own capability's actions only, and so is every state."""
    found = []
    for path, tree in modules(root):
        if path.startswith(("app/schema/", "app/core/", "app/adapters/", "app/web/")):
            continue
        here = path.split("/")[1]
        mine = here if capability_file(path) == "actions" else None
        tables = imported_tables(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                table = ast.unparse(node.func.value)
                if table == "bulk_rows" and node.args:
                    table = ast.unparse(node.args[0])
                owner = tables.get(table)
                if owner and node.func.attr in WRITES and owner != mine:
                    found.append(f"{path}:{node.lineno}: {table}.{node.func.attr}()")
                if mine is None and node.func.attr == "raw" and writes_sql(node):
                    found.append(f"{path}:{node.lineno}: SQL that writes")
            if mine is None and isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    if isinstance(target, ast.Attribute) and target.attr in ("state", "status"):
                        found.append(f"{path}:{node.lineno}: sets {ast.unparse(target)}")
    return found


def transactions(root: Path) -> list[str]:
    """A public function of actions opens one transaction, or takes `tx` and opens none.

    One that writes and opens none itself must call what does: an own function, or other actions.
    In a package, public is what its `__init__` hands out.
    """
    found = []
    for path, tree in modules(root):
        if capability_file(path) != "actions":
            continue
        functions = {node.name: node for node in tree.body if isinstance(node, Function)}
        openers = {n for n, f in functions.items() if opened(f)} | imported_actions(tree)
        grown = True
        while grown:
            more = {n for n, f in functions.items() if names_used(f) & openers} - openers
            openers |= more
            grown = bool(more)
        public = handed_out(root / path) or set(functions)
        for name, function in functions.items():
            if name.startswith("_") or name not in public:
                continue
            first = function.args.args[0].arg if function.args.args else ""
            count = opened(function)
            where = f"{path}:{function.lineno}: {name}"
            if first == "tx" and count:
                found.append(f"{where} takes tx and opens a transaction")
            elif first != "tx" and count > 1:
                found.append(f"{where} opens {count} transactions")
            elif first != "tx" and name not in openers and writes(function):
                found.append(f"{where} opens no transaction and takes no tx")
    return found


def strangers(root: Path) -> list[str]:
    """guards.py is auth's alone; a capability's sub-folders carry the names of its files."""
    found = []
    for path, _ in modules(root):
        parts = path.split("/")
        if parts[-1] == "guards.py" and parts[1] != "auth":
            found.append(f"{path}:1: guards outside auth")
        if parts[-1] in ("utils.py", "helpers.py", "common.py", "misc.py"):
            found.append(f"{path}:1: a drawer")
    return found


# The helpers below read one tree.


def modules(root: Path) -> Iterator[tuple[str, ast.Module]]:
    """Each module of app/ as its path from the root, and its syntax tree."""
    for path in sorted((root / "app").rglob("*.py")):
        yield path.relative_to(root).as_posix(), ast.parse(path.read_text())


def capability_file(path: str) -> str:
    """app/invoices/actions.py and app/invoices/actions/issue.py are both "actions"."""
    parts = path.removesuffix(".py").split("/")
    return parts[2] if len(parts) > 2 else ""


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr if call.func.attr == "quantize" else ""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def imported_tables(tree: ast.Module) -> dict[str, str]:
    """Names under which tables are known in a module, and the capability each belongs to."""
    known = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = node.module.split(".")
            if parts[0] == "app" and parts[-1] == "tables":
                for name in node.names:
                    known[name.asname or name.name] = parts[1]
    return known


def imported_actions(tree: ast.Module) -> set[str]:
    """Names taken from some actions module: functions, or the module itself."""
    known = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("app."):
            for name in node.names:
                if "actions" in f"{node.module}.{name.name}".split("."):
                    known.add(name.asname or name.name)
    return known


def handed_out(path: Path) -> set[str]:
    """The names that a package's `__init__` takes from its modules; none for a plain module."""
    package = path.parent / "__init__.py"
    if path.parent.name != "actions" or not package.exists():
        return set()
    tree = ast.parse(package.read_text())
    taken = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    return {name.name for node in taken for name in node.names}


def writes(function: Function) -> bool:
    """Whether it writes to the database in its own text."""
    return any(
        isinstance(call.func, ast.Attribute)
        and (call.func.attr in WRITES or (call.func.attr == "raw" and writes_sql(call)))
        for call in calls(function)
    )


def writes_sql(call: ast.Call) -> bool:
    texts = [node.value for node in ast.walk(call) if isinstance(node, ast.Constant)]
    verbs = ("UPDATE ", "INSERT ", "DELETE ")
    return any(isinstance(text, str) and text.lstrip().upper().startswith(verbs) for text in texts)


def opened(function: Function) -> int:
    """How many times a function opens a transaction, in its own text."""
    return sum(isinstance(c.func, ast.Name) and c.func.id == "transaction" for c in calls(function))


def names_used(function: Function) -> set[str]:
    return {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
