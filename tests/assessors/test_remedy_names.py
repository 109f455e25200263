"""Every remedy that a verdict can name exists, and every remedy is named by some check."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

import assessors.checks
import assessors.reading
from assessors.catalogue import load_checks, load_remedies
from docs.remedy_names import named_remedies
from fairsvc.model.check import Check, Outcome
from tests.support.check_cases import CASES, WORLDS

MODULES = sorted(
    path
    for package in (assessors.checks, assessors.reading)
    for path in Path(inspect.getfile(package)).parent.glob("*.py")
)


def written_in(source: str) -> set[str]:
    """Collect the texts that are passed, assigned or given by default to anything called a remedy."""
    return {
        one.value
        for node in ast.walk(ast.parse(source))
        for value in values(node)
        for one in ast.walk(value)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


def values(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.keyword) and is_remedy(node.arg):
        yield node.value
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            yield from assigned(target, node.value)
    elif isinstance(node, ast.arguments):
        named = (*node.posonlyargs, *node.args)
        pairs = [*zip(reversed(named), reversed(node.defaults), strict=False)]
        pairs += [(name, value) for name, value in zip(node.kwonlyargs, node.kw_defaults, strict=True) if value]
        yield from (value for name, value in pairs if is_remedy(name.arg))


def assigned(target: ast.expr, value: ast.expr) -> Iterator[ast.AST]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for name, one in zip(target.elts, value.elts, strict=True):
            yield from assigned(name, one)
    elif isinstance(target, ast.Name) and is_remedy(target.id):
        yield value


def is_remedy(name: str | None) -> bool:
    return (name or "").lower().strip("_") in ("remedy", "remedies", "complete")


def test_a_name_is_found_however_it_is_written() -> None:
    source = (
        "_REMEDY = 'a'\n"
        "def f(e, remedy='b', *, other='x'):\n"
        "    because, remedy = 'y', 'c'\n"
        "    return failed('z', remedy='d' if e else _REMEDY)\n"
    )
    assert written_in(source) == {"a", "b", "c", "d"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_remedy_that_is_written_exists(path: Path) -> None:
    assert written_in(path.read_text("utf-8")) <= load_remedies().keys()


@pytest.mark.parametrize("check", load_checks().values(), ids=list(load_checks()))
def test_every_failure_names_a_remedy(check: Check) -> None:
    made = [evidence for name, letter, evidence in CASES if name == check.id and letter == "F"]
    made += [world() for world in WORLDS.values()]
    failures = [verdict for evidence in made if (verdict := check(evidence)).outcome is Outcome.FAIL]
    assert {verdict.remedy for verdict in failures} <= load_remedies().keys()


def test_every_remedy_is_named_by_some_check() -> None:
    remedies = load_remedies()
    assert {name for check in load_checks().values() for name in named_remedies(check, remedies)} == set(remedies)
