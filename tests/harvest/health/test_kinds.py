from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import fairsvc
import harvest
from harvest.health.kinds import Kind, load_kinds

MAKERS = {"Deviation", "Found", "Expectation"}
CODE = re.compile(r"[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*")
SPELT = re.compile(r"(?:[1-4](?:\.[0-9])*)(?:, [1-4](?:\.[0-9])*)*(?:; \S.*)?|none; \S.*")


def files() -> Iterator[Path]:
    yield from Path(harvest.__path__[0]).rglob("*.py")
    yield from (Path(fairsvc.__path__[0]) / "formats").rglob("*.py")


def emitted() -> set[str]:
    """Every code that stands anywhere in what makes a deviation, also in a choice between two."""
    found = set()
    for path in files():
        tree = ast.parse(path.read_text("utf-8"))
        texts = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        makes = any(isinstance(node, ast.Name) and node.id in MAKERS for node in ast.walk(tree))
        found |= {text for text in texts if makes and CODE.fullmatch(text)}
    return found


def test_the_table_holds_every_code_and_no_other() -> None:
    assert emitted() == set(load_kinds())


@pytest.mark.parametrize("kind", load_kinds().values(), ids=lambda kind: kind.code)
def test_each_row_says_all(kind: Kind) -> None:
    assert SPELT.fullmatch(kind.clause)
    assert all(text.endswith(".") for text in (kind.rule, kind.remedy, kind.harm))
    assert not kind.title.endswith(".")
