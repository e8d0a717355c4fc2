"""Every kept promise has a proof, and every proof is of a kept promise."""

import ast
from pathlib import Path

from tests.proofs.manifest import KEPT, PROMISES

TESTS = Path(__file__).parent.parent


def proved() -> dict[str, list[str]]:
    """The promises that `@proves` names anywhere in the tests, with the tests that carry it."""
    found: dict[str, list[str]] = {}
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for promise in _marks(node):
                    found.setdefault(promise, []).append(f"{path.name}::{node.name}")
    return found


def _marks(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    return [
        argument.value
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == "proves"
        for argument in decorator.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def test_every_kept_promise_has_a_proof() -> None:
    assert KEPT - proved().keys() == set()


def test_every_proof_is_of_a_kept_promise() -> None:
    assert proved().keys() - KEPT == set()


def test_kept_promises_are_of_the_roadmap() -> None:
    assert PROMISES.keys() >= KEPT
    assert [f"PoF-{number:02}" for number in range(1, 36)] == list(PROMISES)
