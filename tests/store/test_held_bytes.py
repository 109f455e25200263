"""Forgetting in what pages left, however a record lies in them; others keep every byte."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from sqlalchemy import text, update

from fairsvc.model.harvest import Page, Reading
from fairsvc.model.metadata import Agent, Identifier, Metadata, Text
from fairsvc.model.record import Record
from fairsvc.store import altering, tables
from fairsvc.store.compression import compress, decompress
from fairsvc.store.connection import Store
from fairsvc.store.held_bytes import iter_held
from fairsvc.store.quarantine import hold_answer
from fairsvc.store.records import iter_records, save_page
from fairsvc.store.runs import start_run
from fairsvc.store.windows import add_roots, find_root
from harvest.windows import singles
from tests.store.samples import NOON, SOURCE, WINDOW, some_page
from tests.support.held_bytes import check_full_text, every_byte

ADA = "0000-0002-1825-0097"
ADAS = "doi:10.5072/r1"
TRACES = {
    "person": (b"Lovelace", b"lovelace", ADA.encode()),
    "dataset": (b"10.5072/r1", b"10.5072/R1", b"Zirconium", b"zirconium", b"Analytical engine"),
}


def dc(number: int, *, title: str = "", name: str = "", orcid: str = "") -> Record:
    """Make a record of Dublin Core that declares its namespaces itself."""
    title = title or {1: "Zirconium and the Analytical engine"}.get(number, f"Scan {number}")
    creator = f"{name or 'Lovelace, Ada'} ({orcid or ADA})" if number == 1 else "Hopper, Grace (0000-0002-1694-233X)"
    raw = (
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:identifier>doi:10.5072/R{number}</dc:identifier>"
        f"<dc:creator>{creator}</dc:creator></oai_dc:dc>"
    ).encode()
    orcid_of = Identifier(creator.partition("(")[2].rstrip(")"), "ORCID")
    view = Metadata(
        (Identifier(f"10.5072/R{number}", "DOI"),),
        titles=(Text(title),),
        creators=(Agent(creator.partition(" (")[0], identifiers=(orcid_of,)),),
    )
    return Record(f"oai:ill:10.5072/R{number}", "2026-01-01", WINDOW.prefix, raw, format="oai-dc", metadata=view)


def envelope(*records: Record, above: bool = False, repaired: bool = False) -> bytes:
    """Write a list; `above` declares the namespaces once, so that no record stands there as it is kept."""
    declared = (
        b' xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    parts = [
        b"<record><header><identifier>" + one.identifier.encode() + b"</identifier></header>"
        b"<metadata>" + (one.raw.replace(declared, b"") if above else one.raw) + b"</metadata></record>"
        for one in records
    ]
    body = b"<OAI-PMH%s>%s</OAI-PMH>" % (declared if above else b"", b"".join(parts))
    return body.replace(b"</dc:title>", b"\x0b</dc:title>") if repaired else body


def page(number: int, *records: Record, body: bytes | None = None, **spelt: bool) -> Page:
    answer = some_page(*records, number=number)
    body = envelope(*records, **spelt) if body is None else body
    exchange = replace(answer.exchange, body=body, body_sha256=hashlib.sha256(body).hexdigest(), size_bytes=len(body))
    return replace(answer, exchange=exchange)


def save(store: Store, *pages: Page) -> int:
    run = start_run(store, SOURCE, WINDOW, NOON)
    for one in pages:
        save_page(store, run, SOURCE.name, one)
    check_full_text(store)
    return run


def as_an_older_version_stored_it(store: Store) -> None:
    """Take bodies, records and views out of the parts, each compressed alone."""
    with store.writing() as connection:
        held = {one.row: one for one in iter_held(connection)}
        for row in connection.execute(tables.item_version.select()).all():
            raw = held[row.part].content[row.offset : row.offset + row.length]
            alone = {"raw": compress(raw), "part": None, "offset": None, "length": None}
            connection.execute(update(tables.item_version).where(tables.item_version.c.id == row.id).values(alone))
        for row in connection.execute(tables.item.select()).all():
            view = held[row.view_part].content[row.view_offset : row.view_offset + row.view_length]
            alone = {"view": compress(view), "view_part": None, "view_offset": None, "view_length": None}
            connection.execute(update(tables.item).where(tables.item.c.id == row.id).values(alone))
        for one in held.values():
            connection.execute(update(tables.page).where(tables.page.c.id == one.page).values(body=compress(one.body)))
        connection.execute(tables.page_part.delete())
    check_full_text(store)


def others(store: Store) -> list[Record]:
    return [one.record for one in iter_records(store, SOURCE.name) if b"Hopper" in one.record.raw]


def forget(store: Store, what: str) -> altering.Removed:
    if what == "person":
        removed = altering.forget_person(store, ADA, "", NOON)
    else:
        removed = altering.forget_dataset(store, ADAS, "", NOON)
    check_full_text(store)
    altering.wipe(store)
    return removed


NEWS = tuple(dc(number) for number in range(2, 6))
PAGES = {
    "as it is kept": (page(1, dc(1), *NEWS[:2]),),
    "namespaces above": (page(1, dc(1), *NEWS[:2], above=True),),
    "repaired": (page(1, dc(1), *NEWS[:2], repaired=True),),
    "unchanged on a second page": (page(1, dc(1), NEWS[0]), page(2, dc(1), *NEWS)),
    "unchanged, namespaces above": (page(1, dc(1), NEWS[0], above=True), page(2, dc(1), *NEWS, above=True)),
    "unchanged, repaired": (page(1, dc(1), NEWS[0]), page(2, dc(1), *NEWS, repaired=True)),
    "changed": (page(1, dc(1), NEWS[0]), page(2, dc(1, name="A. Lovelace"), *NEWS)),
    "the body is not kept": (page(1, *NEWS), page(2, dc(1), *NEWS)),
    "read by a newer reader": (page(1, dc(1), NEWS[0]), page(2, replace(dc(1), format="other"), NEWS[0])),
    "twice, once as it is kept": (
        page(1, dc(1), NEWS[0], body=envelope(dc(1), NEWS[0]) + envelope(dc(1), above=True)),
    ),
    "in UTF-16": (page(1, dc(1), *NEWS[:2], body=envelope(dc(1), *NEWS[:2]).decode().encode("utf-16")),),
    "unchanged in UTF-16": (
        page(1, dc(1), NEWS[0]),
        page(2, dc(1), *NEWS, body=envelope(dc(1), *NEWS).decode().encode("utf-16")),
    ),
}


@pytest.mark.parametrize("what", TRACES)
@pytest.mark.parametrize("older", [False, True])
@pytest.mark.parametrize("pages", PAGES.values(), ids=PAGES)
def test_no_trace_is_left_and_others_keep_every_byte(store, pages, older, what):
    run = save(store, *pages)
    if older:
        as_an_older_version_stored_it(store)
    kept = others(store)
    before = every_byte(store)
    assert all(trace in before for trace in TRACES[what][:1])
    removed = forget(store, what)
    after = every_byte(store)
    assert [trace for trace in TRACES[what] if trace in after] == []
    assert others(store) == kept
    assert removed.records == 1
    save_page(store, run, SOURCE.name, page(3, dc(1), NEWS[0]))
    check_full_text(store)
    assert [trace for trace in TRACES[what] if trace in every_byte(store)] == []
    assert others(store) == kept


@pytest.mark.parametrize("what", TRACES)
@pytest.mark.parametrize("pages", PAGES.values(), ids=PAGES)
def test_what_is_forgotten_beforehand_leaves_no_trace(store, pages, what):
    forget(store, what)
    save(store, *pages)
    after = every_byte(store)
    assert [trace for trace in TRACES[what] if trace in after] == []
    assert len(others(store)) == len({one.identifier for one in pages[-1].records[1:]})


def test_a_record_with_the_same_bytes_stays(store):
    empty = b"<dc>no identifier in it</dc>"
    twins = [replace(dc(n), raw=empty, metadata=None, identifier=f"10.5072/R{n}") for n in (1, 2)]
    save(store, page(1, *twins))
    forget(store, "dataset")
    assert [(one.record.raw, one.record.deleted) for one in iter_records(store, SOURCE.name)] == [
        (b"", True),
        (empty, False),
    ]


@pytest.mark.parametrize("what", TRACES)
def test_a_tombstone_keeps_no_name(store, what):
    title = "Zirconium, by Ada Lovelace"
    gone = replace(dc(1), raw=b"", deleted=True, metadata=None, format="")
    save(store, page(1, dc(1, title=title), NEWS[0]), page(2, gone))
    forget(store, what)
    assert [trace for trace in TRACES[what] if trace in every_byte(store)] == []


@pytest.mark.parametrize("what", TRACES)
@pytest.mark.parametrize("beforehand", [False, True])
def test_what_is_put_aside_keeps_no_name(store, what, beforehand):
    run = save(store, page(1, dc(2)))
    with store.reading() as connection:
        window = find_root(connection, run)
    broken = page(2, body=envelope(dc(1), dc(2))[:-20]).exchange
    if beforehand:
        forget(store, what)
    hold_answer(store, SOURCE.name, run, window, broken, "cut")
    if not beforehand:
        forget(store, what)
    assert [trace for trace in TRACES[what] if trace in every_byte(store)] == []


def test_a_forgotten_dataset_is_not_asked_for_by_its_key(store):
    save(store, page(1, dc(1)))
    forget(store, "dataset")
    run = start_run(store, SOURCE, WINDOW, NOON)
    keys = replace(WINDOW, reading=Reading.KEYS)
    body = envelope(replace(dc(1), raw=b""), replace(dc(2), raw=b""))
    answer = replace(page(1, body=body), window=keys, listed=(dc(1).identifier, dc(2).identifier))
    save_page(store, run, SOURCE.name, answer, follow=singles)
    assert [trace for trace in TRACES["dataset"] if trace in every_byte(store)] == []
    with store.reading() as connection:
        asked = connection.execute(text("SELECT checkpoint FROM window ORDER BY id")).scalars().all()
    assert b"R2" in decompress(asked[-1])
    seen = [one.record for one in iter_records(store, SOURCE.name)]
    assert [(one.identifier[:10], one.deleted) for one in seen] == [("forgotten:", True)]


def test_a_forgotten_dataset_leaves_no_request_for_it(store):
    run = start_run(store, SOURCE, WINDOW, NOON)
    add_roots(store, run, singles(WINDOW, [dc(1).identifier, dc(2).identifier]))
    answer = page(1, dc(1))
    url = f"https://example.org/oai?verb=GetRecord&identifier={dc(1).identifier.replace('/', '%2F')}&metadataPrefix=p"
    exchange = replace(answer.exchange, need=replace(answer.exchange.need, url=url))
    save_page(store, run, SOURCE.name, replace(answer, exchange=exchange))
    assert b"R1" in every_byte(store)
    forget(store, "dataset")
    found = every_byte(store)
    assert b"10.5072%2FR1" not in found
    assert b"10.5072/R1" not in found
    assert b"10.5072/R2" in found
