"""A catalogue large enough to be interrupted often, and what two stores must agree in afterwards."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.support.oai_provider import IDENTIFY, XML, envelope, error, page, provider, record, token
from tests.support.running import query, start
from tests.support.server import Asked, Reply, Served

ASSESS = ("assess", "--source", "demo", "--json")
CHANGED, DELETED, NEW = 1500, 500, 500

# Run ids and stamps are left out: they differ between two stores of the same content.
_QUESTIONS = (
    """SELECT source, identifier, prefix, datestamp, sets, deleted, sha256, format, trouble, pid, title FROM item
    ORDER BY source, identifier, prefix""",
    """SELECT identifier, v.datestamp, v.deleted, v.sha256 FROM item_version v JOIN item ON item.id = v.item
    ORDER BY identifier, v.id""",
    "SELECT pid, digest FROM evidence WHERE id IN (SELECT max(id) FROM evidence GROUP BY pid) ORDER BY pid",
    """SELECT pid, rulebook.digest, evidence_digest, outcomes, notes, title FROM judgement
    JOIN rulebook ON rulebook.id = judgement.rulebook
    WHERE judgement.id IN (SELECT max(id) FROM judgement GROUP BY pid) ORDER BY pid""",
)


class Catalogue:
    """An OAI-PMH provider, resolver and landing pages in one; at stage 1 some records are other ones.

    `lists` counts the ListRecords requests, `visits` those to landing pages.
    """

    def __init__(self, records: int, per_page: int) -> None:
        self.records, self.per_page = records, per_page
        self.stage = self.lists = self.visits = 0
        self.oai = provider({})

    @property
    def pages(self) -> int:
        """How many pages the list has now."""
        return -(-len(self._numbers()) // self.per_page)

    def __call__(self, asked: Asked) -> Reply:
        if asked.path.startswith("/oai"):
            return self._answer(asked)
        if asked.path.startswith("/page/"):
            self.visits += 1
            html = f"<!doctype html><title>Scan {asked.path}</title><link rel=item href=/file><p>A scan</p>"
            return 200, [("Content-Type", "text/html")], html.encode()
        if asked.path.startswith("/10."):
            return 302, [("Location", f"/page{asked.path}")], b""
        return 404, [], b""

    def _answer(self, asked: Asked) -> Reply:
        arguments = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
        if arguments["verb"] == "Identify":
            return 200, [XML], envelope(IDENTIFY)
        if arguments["verb"] != "ListRecords":
            return self.oai(asked)
        self.lists += 1
        numbers = self._numbers()
        first = int(arguments.get("resumptionToken", "0"))
        if first >= len(numbers):
            return 200, [XML], error("badResumptionToken")
        after = first + self.per_page
        said = "".join(self._record(number) for number in numbers[first:after])
        return 200, [XML], page(said + token(str(after) if after < len(numbers) else "", len(numbers)))

    def _numbers(self) -> range:
        """A list of all, or of what changed since: changed, deleted and new records."""
        return range(self.records) if self.stage == 0 else range(self.records - CHANGED - DELETED, self.records + NEW)

    def _record(self, number: int) -> str:
        said = record(number)
        if self.stage == 0 or number >= self.records:
            return said
        said = said.replace("2026-01-01T00", "2026-03-01T12")
        if number >= self.records - DELETED:
            head = said.partition("<metadata>")[0]
            return head.replace("<header>", '<header status="deleted">') + "</record>"
        return said.replace("Diffraction scan", "Corrected scan")


def harvest(served: Served) -> tuple[str, ...]:
    """Spell the command line that harvests the catalogue."""
    return ("harvest", "oai", f"{served.url}/oai", "--name", "demo", "--json")


def kill_often(
    folder: Path, arguments: tuple[str, ...], times: int, longest_s: float, done: Callable[[], int] = lambda: 0
) -> int:
    """Start the command and kill it, again and again until it once comes to its end; return how often it did not.

    It is killed within `longest_s` after `done` has moved, every fourth time within that after its start.
    """
    moments, killed = random.Random(7), 0
    for turn in range(times):
        before = done()
        process = start(folder, *arguments)
        while turn % 4 and process.is_alive() and done() == before:
            time.sleep(0.005)
        process.join(moments.uniform(0, longest_s))
        if process.exitcode is not None:
            return killed
        killed += 1
        process.kill()
        process.join()
    return killed


def look(folder: Path) -> list[list[object]]:
    """Read what two stores must agree in: items, versions, evidence, verdicts."""
    return [query(folder, question) for question in _QUESTIONS]
