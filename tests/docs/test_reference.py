from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.write_reference import HERE, pages

DOCS = HERE.parent


@pytest.mark.parametrize("name", sorted(pages()))
def test_the_reference_is_what_the_code_says(name: str) -> None:
    assert (HERE / name).read_text("utf-8") == pages()[name], "run scripts/reference"


def test_links_between_documents_lead_somewhere() -> None:
    root = DOCS.parent
    for page in [root / "README.md", *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(root)} -> {target}"


def test_every_decision_record_is_short() -> None:
    for page in (DOCS / "adr").glob("*.md"):
        lines = page.read_text("utf-8").count("\n")
        assert lines <= 60, page.name


def test_nothing_speaks_of_a_machine() -> None:
    root = DOCS.parent
    pages_ = [root / "README.md", root / "CHANGELOG.md", *(p for p in Path(DOCS).rglob("*.md"))]
    assert not [
        page.name for page in pages_ if re.search(r"(?<![\w.])/(?:work|tmp|root|home)/", page.read_text("utf-8"))
    ]
