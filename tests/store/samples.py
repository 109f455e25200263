"""Small values of the model, and what the subprocesses of the tests do."""

from __future__ import annotations

import hashlib
import multiprocessing
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fairsvc.model.check import Outcome
from fairsvc.model.evidence import Answer, Evidence, Finding, PageFacts
from fairsvc.model.exchange import Exchange, Failure, FailureKind, Hop, Need
from fairsvc.model.harvest import Checkpoint, Deviation, Page, SourceConfig, Window
from fairsvc.model.judgement import Judgement, Rulebook
from fairsvc.model.link import Link
from fairsvc.model.metadata import Affiliation, Agent, Date, Identifier, Metadata, Origin, Rights, Subject, Text
from fairsvc.model.metrics import Indicator, MetricSet
from fairsvc.model.perspective import Perspective
from fairsvc.model.pid import Pid
from fairsvc.model.record import Record
from fairsvc.store.connection import Store, open_store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WINDOW = Window("oai_datacite")
SOURCE = SourceConfig("ill", "oai-pmh", "https://example.org/oai", "oai_datacite")


def open_in(folder: Path, *, create: bool = True) -> Store:
    return open_store(f"sqlite:///{folder}/fairsvc.db", folder / "evidence", create=create)


def some_metadata(number: int = 1, title: str = "") -> Metadata:
    return Metadata(
        identifiers=(Identifier(f"https://doi.org/10.5072/ILL-{number}", "DOI"),),
        titles=(Text(title or f"Neutron diffraction of sample {number}", lang="en"),),
        creators=tuple(
            Agent(f"Müller, {given}", "Personal", given, "Müller", affiliations=(Affiliation("ILL"),))
            for given in ("Ada", "Émilie", "Jo")
        ),
        publisher=Agent("Institut Laue-Langevin"),
        publication_year=2020,
        subjects=tuple(
            Subject(f"subject {n}", "PaNET", value_uri=f"http://purl.org/pan-science/PaNET#{n}") for n in range(5)
        ),
        dates=(Date("2020-01-01", "Issued"), Date("2023", "Available")),
        rights=(Rights("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),),
        descriptions=(Text("Powder diffraction at low temperature. " * 20, "Abstract"),),
        origins=tuple((field, Origin("datacite-xml", f"{field}/*")) for field in ("titles", "creators", "subjects")),
    )


def some_record(number: int = 1, content: str = "a", *, deleted: bool = False, **changes: object) -> Record:
    values: dict[str, object] = {
        "identifier": f"oai:ill:{number}",
        "datestamp": "2026-02-30T00:00:00Z",
        "prefix": "oai_datacite",
        "raw": b"" if deleted else f"<resource>{number} {content}</resource>".encode(),
        "sets": ("data",),
        "deleted": deleted,
        "format": "" if deleted else "datacite-xml",
        "metadata": None if deleted else some_metadata(number),
    }
    return Record(**(values | changes))  # type: ignore[arg-type]


def some_page(*records: Record, number: int = 1, done: bool = False, token: str = "t") -> Page:
    body = b"<OAI-PMH>" + b"".join(record.raw for record in records) + f"{number}</OAI-PMH>".encode()
    url = "https://example.org/oai?verb=ListRecords&metadataPrefix=oai_datacite"
    exchange = Exchange(
        Need(url),
        NOON + timedelta(seconds=number),
        (Hop(url, 200, (("Content-Type", "text/xml"),)),),
        body=body,
        body_sha256=hashlib.sha256(body).hexdigest(),
        size_bytes=len(body),
        steps=("list",),
    )
    checkpoint = Checkpoint(
        WINDOW, "" if done else token, done, number, number * 5, 200, 200, "2026-03-01", f"{number:016x}"
    )
    return Page(WINDOW, exchange, records, checkpoint, (Deviation("datestamp.impossible", "2026-02-30"),))


PAGES = 30


def page_of_harvest(number: int) -> Page:
    """A deterministic list: some records come again changed, some vanish, some come back."""
    records = [some_record(number * 5 + n) for n in range(4)]
    if number > 3:
        records.append(some_record((number - 3) * 5, "changed"))
        records.append(some_record((number - 2) * 5 + 1, deleted=True))
        records.append(some_record((number - 3) * 5 + 1, "back"))
    return some_page(*records, number=number, done=number == PAGES)


def harvest_on(folder: Path, started=None) -> None:
    """Save pages from where the store stands until the list ends."""
    from fairsvc.store.records import save_page
    from fairsvc.store.runs import find_unfinished, start_run
    from fairsvc.store.windows import load_root

    with open_in(folder, create=False) as store:
        if started is not None:
            started.set()
        run = find_unfinished(store, SOURCE.name) or start_run(store, SOURCE, WINDOW, NOON)
        checkpoint = load_root(store, run).checkpoint
        while not checkpoint.done:
            page = page_of_harvest(checkpoint.pages + 1)
            save_page(store, run, SOURCE.name, page)
            checkpoint = page.checkpoint


def harvest_killed(folder: Path, kills: int) -> None:
    """Harvest in processes that die at random instants; the last one is left alone."""
    forks, chance = multiprocessing.get_context("fork"), random.Random(20)
    for _ in range(kills):
        started = forks.Event()
        child = forks.Process(target=harvest_on, args=(folder, started))
        child.start()
        assert started.wait(30)
        child.join(chance.uniform(0, 0.008))
        assert child.exitcode is None, "the harvest ended before it was killed often enough"
        child.kill()
        child.join()
    harvest_on(folder)


def some_exchange(step: str = "page", number: int = 1, body: bytes | None = None) -> Exchange:
    body = f"<html>{step} {number}</html>".encode() if body is None else body
    return Exchange(
        Need(f"https://doi.org/10.5072/ill-{number}?{step}", headers=(("Accept", "text/html"),)),
        NOON,
        (
            Hop("https://doi.org/10.5072/ill-1", 302, (("Location", "https://data.example.org/1"), ("Server", "x"))),
            Hop(
                "https://data.example.org/1",
                200,
                (("Content-Type", "text/html"), ("Set-Cookie", "session=secret"), ("ETag", '"1"'), ("Vary", "Accept")),
            ),
        ),
        body=body,
        body_sha256=hashlib.sha256(body).hexdigest(),
        size_bytes=len(body),
        elapsed_ms=120,
        steps=(step,),
    )


STEPS = ("handle", "registry", "oai-record", "description", "linkset", "metalink", "file", "page-head", "page")


def some_evidence(number: int = 1, body: bytes | None = None, *, day: int = 0) -> Evidence:
    failed = Exchange(
        Need("https://data.example.org/slow"), NOON, failure=Failure(FailureKind.TIMEOUT, "after 30 s"), steps=("file",)
    )
    return Evidence(
        Pid("doi", f"10.5072/ill-{number}"),
        NOON + timedelta(days=day),
        exchanges=(*(some_exchange(step, number, body) for step in STEPS if step != "file"), failed),
        page=some_metadata(number),
        registry=some_metadata(number, "The registry's title"),
        oai=some_metadata(number),
        links=tuple(Link(f"https://data.example.org/{n}.h5", "item", source="linkset") for n in range(15)),
        answers=(Answer("description", "application/ld+json", "text/html"),),
        findings=(Finding("json-ld.invalid", "page", "line 3"),),
        page_facts=PageFacts("A page", "en", 3000, names_pid=True),
        extractor_version=1,
    )


INDICATOR = Indicator("FAC-1", "F1", "It has a title.", "essential", ("check-0",), "all", ())
RULES = Rulebook(
    "r1",
    tuple((f"check-{n}", 1) for n in range(5)),
    "t1",
    (MetricSet("facility", "1.0", "A facility's own", "https://example.org", "levels", (INDICATOR,)),),
)


def some_judgement(number: int = 1, digest: str = "d1", rules: str = "r1") -> Judgement:
    outcomes = dict(zip(RULES.check_ids, Outcome, strict=False))
    return Judgement(
        pid=f"doi:10.5072/ill-{number}",
        title="Neutron diffraction of Müllerite",
        evidence_digest=digest,
        extractor_version=1,
        rulebook=rules,
        gathered_at=NOON,
        depth="standard",
        outcomes={Perspective.ANY: outcomes, Perspective.OAI: {"check-0": Outcome.FAIL}},
        software_version="0.1",
        assessed_at=NOON,
        unclear={"check-2": "The landing page could not be read (timeout)."},
        conflicts=("titles",),
        findings=("json-ld.invalid",),
    )
