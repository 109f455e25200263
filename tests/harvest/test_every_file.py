"""Every file of the recorded harvests is harvested, or refused with a reason: the table lists each.

The table `tests/samples/harvest/every-file.tsv` has four columns: the file, its outcome, the detail, and the
warnings that the record carries.

- `record`: one record; the format that read it and the identifier of the dataset.
- `page`: an OAI-PMH page; its verb, the number of records, how each was read, and the token's state.
- `list`: a JSON page of DOIs or a recorded conversation; how many records were read.
- `error`: an OAI-PMH answer that names an error; its code.
- `refused`: it is no record that we read; the reason as a user gets it, or its beginning.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from pathlib import Path

import pytest

from fairsvc.errors import Unreadable
from fairsvc.formats.datacite_json import read_item
from fairsvc.formats.dispatch import read_metadata
from fairsvc.formats.oai_pmh import OaiPage, read_page
from fairsvc.model.metadata import Metadata

TABLE = Path(__file__).parents[1] / "samples" / "harvest" / "every-file.tsv"
Row = tuple[str, str, str]


def rows() -> dict[str, Row]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    return {
        name: (outcome, detail, warnings) for name, outcome, detail, warnings in (line.split("\t") for line in lines)
    }


def gives(path: Path) -> Row:
    """Harvest one file as what it is: a page, a list, a recorded conversation, a single record."""
    body = path.read_bytes()
    try:
        if b"http_interactions:" in body[:100]:
            return "list", conversation(body), ""
        if path.suffix == ".json" and isinstance(items := json.loads(body), dict) and is_list(items):
            return "list", counted([read_item(item) for item in items["data"]]), ""
        if b"<OAI-PMH" in body[:500] or path.parent.name == "sickle":
            return page(read_page(body))
        found, view = read_metadata(body)
    except Unreadable as refusal:
        return "refused", sentence(refusal), ""
    identifier = view.identifiers[0].value if view.identifiers else "(no identifier)"
    return "record", f"{found} {identifier}", "; ".join(view.warnings)


def is_list(items: dict[str, object]) -> bool:
    data = items.get("data")
    return isinstance(data, list) and bool(data) and data[0].get("type") == "dois"


def conversation(body: bytes) -> str:
    """Read the recorded answers of the REST API, whose bodies stand in base64 at the end of a line."""
    answers = [line.split(b"string: ", 1)[1] for line in body.splitlines() if b"string: " in line]
    pages = [json.loads(base64.b64decode(answer)) for answer in answers if len(answer) > 2]
    views = [read_item(item) for page in pages if is_list(page) for item in page["data"]]
    if not views:
        read_metadata(json.dumps(pages[0]).encode())
    return counted(views)


def counted(views: list[Metadata]) -> str:
    assert all(view.identifiers and view.titles for view in views)
    return f"{len(views)} records"


def page(answer: OaiPage) -> Row:
    if answer.errors:
        return "error", " ".join(error.code for error in answer.errors), ""
    read: Counter[str] = Counter()
    for record in answer.records:
        try:
            read[read_metadata(record.raw)[0] if record.raw else "header"] += 1
        except Unreadable as refusal:
            read[sentence(refusal)] += 1
    token = "more" if answer.token else "no more"
    return "page", " ".join([answer.verb, *(f"{count} {name}" for name, count in sorted(read.items())), token]), ""


def sentence(refusal: Unreadable) -> str:
    return " ".join(str(refusal).split())


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "harvest"


def test_the_table_lists_every_file(folder: Path) -> None:
    assert {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} == rows().keys()


@pytest.mark.parametrize("name", rows())
def test_a_file_gives_what_the_table_says(folder: Path, name: str) -> None:
    outcome, detail, warnings = gives(folder / name)
    expected = rows()[name]
    assert (outcome, warnings) == (expected[0], expected[2])
    assert detail.startswith(expected[1]) if outcome == "refused" else detail == expected[1]


def test_every_refusal_has_a_reason() -> None:
    reasons = [detail for outcome, detail, _ in rows().values() if outcome == "refused"]
    assert all(len(reason) > 20 for reason in reasons)
