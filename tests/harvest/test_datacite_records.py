"""DataCite's items as records: identity, life, and what counts as a change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fairsvc.model.record import Record
from harvest.datacite_answer import Item
from harvest.datacite_records import read_record
from tests.support.datacite_api import Doi


def record_of(value: Any) -> Record:
    return read_record(Item(value, json.dumps(value).encode()))


def demo(**changes: Any) -> dict[str, Any]:
    item = Doi("10.5072/DEMO-1").resource({})
    return {**item, "attributes": {**item["attributes"], **changes}}


@pytest.mark.parametrize(
    ("value", "identifier", "trouble"),
    [
        (demo(), "10.5072/demo-1", ""),
        (demo(doi="10.5072/DEMO-1"), "10.5072/demo-1", ""),
        (demo(doi="https://doi.org/10.5072/X"), "10.5072/x", ""),
        (demo(doi=None), "10.5072/demo-1", ""),
        ({"id": "10.5072/X", "type": "dois", "attributes": {}}, "10.5072/x", ""),
        ({"id": "odd", "attributes": {}}, "odd", "no DataCite record"),
        ({"id": 7}, "no-identifier:", "no DataCite record"),
        (7, "no-identifier:", "no DataCite record"),
        (None, "no-identifier:", "no DataCite record"),
        ({"attributes": [], "relationships": {"client": []}}, "no-identifier:", "no DataCite record"),
    ],
)
def test_odd_items_are_kept(value: Any, identifier: str, trouble: str) -> None:
    record = record_of(value)
    assert record.identifier.startswith(identifier)
    assert trouble in record.trouble
    assert record.raw
    assert bool(record.metadata) is not bool(trouble)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"state": "registered"}, "The DOI is registered, not findable."),
        ({"state": "draft"}, "The DOI is draft, not findable."),
        ({"isActive": False}, "The DOI is not active."),
        ({"state": None, "isActive": None}, ""),
        ({"state": "findable", "isActive": True}, ""),
    ],
)
def test_only_findable_dois_live(changes: dict[str, Any], reason: str) -> None:
    record = record_of(demo(**changes))
    assert (record.deleted, record.trouble) == (bool(reason), reason)
    assert bool(record.raw) is not record.deleted


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"viewCount": 12}, True),
        ({"citationCount": 12, "viewsOverTime": [{"total": 1, "yearMonth": "2026-01"}]}, True),
        ({"updated": "2026-01-01T00:00:00Z", "metadataVersion": 7}, True),
        ({"titles": [{"title": "Absorption of nickel"}]}, False),
        ({"url": "https://data.demo.example/elsewhere"}, False),
        ({"schemaVersion": None}, False),
    ],
)
def test_counters_are_no_change(changes: dict[str, Any], same: bool) -> None:
    assert (record_of(demo(**changes)).sha256 == record_of(demo()).sha256) is same


def test_the_order_of_members_is_no_change() -> None:
    item = demo()
    turned = dict(reversed(item["attributes"].items()))
    assert record_of({**item, "attributes": turned}).sha256 == record_of(item).sha256
    other = {**item, "relationships": {"client": {"data": {"id": "tib.other"}}}}
    assert record_of(other).sha256 != record_of(item).sha256


def test_every_recorded_record(shared: Path) -> None:
    folder = shared / "harvest/datacite-rest"
    paths = [*folder.glob("opencitations/*.json"), *folder.glob("viringo/*_dois.json"), *folder.glob("skg-if/*.json")]
    values = [json.loads(path.read_bytes())["data"] for path in sorted(paths)]
    items = [item for value in values for item in (value if isinstance(value, list) else [value])]
    records = [record_of(item) for item in items]
    assert len(records) == 117
    assert all(record.metadata and not record.trouble and not record.deleted and record.sets for record in records)
    assert all(record.identifier == item["id"].lower() for record, item in zip(records, items, strict=True))
