"""Write the tables of docs/discovery.md from the corpus: `python -m tests.support.discovery_page`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.support.discovery import Variant, load_variants

PAGE = Path(__file__).resolve().parents[2] / "docs" / "discovery.md"
MARK = "<!-- tables written by python -m tests.support.discovery_page; do not edit below -->\n"


def write_tables(variants: Iterable[Variant]) -> str:
    """Write a section for each shelf and a table for each family, in the corpus's order."""
    held = tuple(variants)
    return "\n".join((*_shelf("What is right", held, correct=True), *_shelf("What is broken", held, correct=False)))


def _shelf(heading: str, variants: tuple[Variant, ...], *, correct: bool) -> Iterator[str]:
    chosen = [variant for variant in variants if variant.correct is correct]
    yield f"## {heading}: {len(chosen)} variants\n"
    for family in sorted({variant.family for variant in chosen}):
        yield f"### {family}\n"
        yield "| variant | what is published | by which clause |\n|---|---|---|"
        yield from (_row(variant) for variant in chosen if variant.family == family)
        yield ""


def _row(variant: Variant) -> str:
    cells = (f"`{variant.id}`", _plain(variant.title), _plain(variant.clause))
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


if __name__ == "__main__":
    introduction = PAGE.read_text("utf-8").partition(MARK)[0]
    PAGE.write_text(introduction + MARK + "\n" + write_tables(load_variants()), "utf-8")
