"""Check the limits of the house that no linter checks: `./dev lint` runs it over src, scripts, bench and tests.

A function has at most 40 lines without its docstring, at most 4 positional arguments and blocks nested at most 3 deep.
A module has at most 250 lines, or 400 when its docstring says why ("Longer than 250 lines: ..."). Tests may have 400.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FUNCTION_LINES, POSITIONAL, NESTING, MODULE_LINES, LONG_MODULE_LINES = 40, 4, 3, 250, 400
REASON = "longer than 250 lines"
Function = ast.FunctionDef | ast.AsyncFunctionDef
Block = ast.If | ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith | ast.Try | ast.TryStar | ast.Match


def main() -> int:
    """Print every breach as path:line and return 1 when there is one."""
    breaches = [breach for path in sources() for breach in check(path)]
    print("\n".join(breaches) or "The house rules hold.")
    return 1 if breaches else 0


def sources() -> Iterator[Path]:
    """Yield the Python files that the rules are for; the catalogue is data, and so is a migration."""
    for folder in ("src", "scripts", "bench", "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"catalogue", "versions"} & set(path.relative_to(ROOT).parts):
                yield path


def check(path: Path) -> Iterator[str]:
    """Yield the breaches in one file."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text, str(path))
    where = path.relative_to(ROOT)
    lines = text.count("\n")
    allowed = module_limit(tree, is_test=where.parts[0] == "tests")
    if lines > allowed:
        yield f"{where}:1: {lines} lines, {allowed} allowed ({LONG_MODULE_LINES} with '{REASON}: why' in the docstring)"
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield from (f"{where}:{node.lineno}: {node.name} {breach}" for breach in check_function(node))


def module_limit(tree: ast.Module, *, is_test: bool) -> int:
    """Return the number of lines that the module may have."""
    docstring = " ".join((ast.get_docstring(tree) or "").lower().split())
    return LONG_MODULE_LINES if is_test or REASON in docstring else MODULE_LINES


def check_function(node: Function) -> Iterator[str]:
    """Yield the breaches of one function."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1 - docstring_lines(node)
    if lines > FUNCTION_LINES:
        yield f"has {lines} lines without its docstring, {FUNCTION_LINES} allowed"
    names = [
        argument.arg for argument in [*node.args.posonlyargs, *node.args.args] if argument.arg not in {"self", "cls"}
    ]
    if len(names) > POSITIONAL and not is_click_callback(node):
        yield f"has {len(names)} positional arguments, {POSITIONAL} allowed (make the rest keyword-only)"
    if (deepest := depth(node.body)) > NESTING:
        yield f"nests {deepest} deep, {NESTING} allowed"


def docstring_lines(node: Function) -> int:
    """Return how many lines the docstring takes."""
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is None or first.end_lineno is None:
        return 0
    return first.end_lineno - first.lineno + 1


def is_click_callback(node: Function) -> bool:
    """Tell whether the arguments are given by name by a decorator such as click.option, or by pytest."""
    named = {
        part.attr
        for decorator in node.decorator_list
        for part in ast.walk(decorator)
        if isinstance(part, ast.Attribute)
    }
    return bool(named & {"option", "argument", "command", "parametrize"}) or node.name.startswith("test_")


def depth(body: list[ast.stmt]) -> int:
    """Return how deep the blocks nest; `elif` is as deep as its `if`, a function inside counts for itself."""
    return max((block_depth(statement) for statement in body if isinstance(statement, Block)), default=0)


def block_depth(node: Block) -> int:
    """Return the depth of a block with those in it."""
    if isinstance(node, ast.If) and len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
        return max(1 + depth(node.body), block_depth(node.orelse[0]))
    inner = [getattr(node, name, []) for name in ("body", "orelse", "finalbody")]
    inner += [part.body for part in [*getattr(node, "handlers", []), *getattr(node, "cases", [])]]
    return 1 + max(depth(part) for part in inner)


if __name__ == "__main__":
    sys.exit(main())
