"""Judgements: one letter for each outcome, one line a perspective; a row for each new evidence or new rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from fairsvc.model.check import Outcome
from fairsvc.model.judgement import Judgement, Outcomes, Rulebook
from fairsvc.model.perspective import Perspective
from fairsvc.store.codec import NOTES, RULEBOOK, Notes, column_text
from fairsvc.store.connection import Store
from fairsvc.store.forgetting import PID, load_memory
from fairsvc.store.rulebooks import rulebook_number
from fairsvc.store.tables import item, judgement, rulebook

_BATCH = 500
_LETTERS = {
    Outcome.PASS: "p",
    Outcome.FAIL: "f",
    Outcome.INDETERMINATE: "i",
    Outcome.NOT_APPLICABLE: "n",
    None: "-",
}
_OUTCOMES = {letter: outcome for outcome, letter in _LETTERS.items() if outcome is not None}
_PERSPECTIVES = {one.value: one for one in Perspective}
# A catalogue's datasets are much alike: few vectors and notes are met again and again.
_KEPT = 2048

# Evidence digest, extractor and rules: what outcomes follow from.
Basis = tuple[str, int, object]


def save_judgements(store: Store, judgements: Sequence[Judgement], rules: Rulebook) -> int:
    """Store judgements by one rulebook. Return how many were kept.

    One that repeats the last of its PID, in evidence, extractor, rules and outcomes, is not kept, whatever the metric
    sets; the same answers may be judged otherwise when they came later.
    """
    with store.writing() as connection:
        return insert_judgements(connection, judgements, rules)


def insert_judgements(connection: Connection, judgements: Sequence[Judgement], rules: Rulebook) -> int:
    """Store judgements within a transaction that is open; none of a dataset that was forgotten meanwhile."""
    memory = load_memory(connection)
    held = [one for one in judgements if not memory.knows(PID, one.pid)]
    ids = rules.check_ids
    fresh = _without_repeats(connection, held, rules)
    if fresh:
        number = rulebook_number(connection, rules)
        connection.execute(insert(judgement), [_row(one, number, ids) for one in fresh])
    return len(fresh)


def iter_judgements(store: Store, source_name: str) -> Iterator[Judgement]:
    """Yield the newest judgement of each of the source's live PIDs, ordered by PID."""
    read, after = JudgementReader(store), ""
    while True:
        pids = (
            select(item.c.pid)
            .where(item.c.source == source_name, item.c.deleted.is_(False), item.c.pid > after)
            .distinct()
            .order_by(item.c.pid)
            .limit(_BATCH)
            .subquery()
        )
        with store.reading() as connection:
            rows = connection.execute(_newest(pids)).all()
            last = connection.execute(select(func.max(pids.c.pid))).scalar()
        yield from map(read, rows)
        if last is None:
            return
        after = last


def iter_history(store: Store, pid: str) -> Iterator[Judgement]:
    """Yield every kept judgement of the PID, the oldest first."""
    with store.reading() as connection:
        rows = connection.execute(JUDGEMENTS.where(judgement.c.pid == pid).order_by(judgement.c.id)).all()
    return map(JudgementReader(store), rows)


def find_judgements(store: Store, pids: Sequence[str]) -> dict[str, Judgement]:
    """Find the newest judgement of each of these PIDs; those without one are left out."""
    read = JudgementReader(store)
    found: dict[str, Judgement] = {}
    for start in range(0, len(pids), _BATCH):
        newest = _newest_numbers(pids[start : start + _BATCH])
        with store.reading() as connection:
            rows = connection.execute(JUDGEMENTS.where(judgement.c.id.in_(newest))).all()
        found |= {row.pid: read(row) for row in rows}
    return found


def retell_judgements(connection: Connection, pid: str, title: str) -> None:
    """Give every judgement of the PID this title and no notes: what they quoted may name somebody who was forgotten."""
    values = {"title": column_text(title), "notes": None}
    connection.execute(update(judgement).where(judgement.c.pid == pid).values(values))


class JudgementReader:
    """Reads rows, and the layout of each rulebook once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rules: dict[int, tuple[str, tuple[str, ...]]] = {}

    def __call__(self, row: Row[Any]) -> Judgement:
        """Read a row of JUDGEMENTS; columns that were added behind are left alone."""
        (pid, number, digest, extractor, gathered_at, depth, title, lines, notes, software, assessed_at) = row[
            : len(_COLUMNS)
        ]
        rules, ids = self._rules.get(number) or self._load(number)
        told = _NOTHING if notes is None else _notes(notes)
        return Judgement(
            pid,
            title,
            digest,
            extractor,
            rules,
            gathered_at,
            depth,
            _read_outcomes(lines, ids),
            software,
            assessed_at,
            told.unclear,
            told.conflicts,
            told.findings,
        )

    def _load(self, number: int) -> tuple[str, tuple[str, ...]]:
        statement = select(rulebook.c.digest, rulebook.c.content).where(rulebook.c.id == number)
        with self._store.reading() as connection:
            row = connection.execute(statement).one()
        self._rules[number] = (row.digest, RULEBOOK.unpack(row.content).check_ids)
        return self._rules[number]


_NOTHING = Notes()
_COLUMNS = (
    "pid",
    "rulebook",
    "evidence_digest",
    "extractor_version",
    "gathered_at",
    "depth",
    "title",
    "outcomes",
    "notes",
    "software_version",
    "assessed_at",
)
JUDGEMENTS: Select[Any] = select(*(judgement.c[name] for name in _COLUMNS))


@lru_cache(maxsize=_KEPT)
def _notes(data: bytes) -> Notes:
    return NOTES.unpack(data)


@lru_cache(maxsize=_KEPT)
def _read_outcomes(lines: str, ids: tuple[str, ...]) -> Mapping[Perspective, Outcomes]:
    named = (line.split(" ") for line in lines.split("\n"))
    return {_PERSPECTIVES[name]: _read_letters(letters, ids) for name, letters in named}


@lru_cache(maxsize=_KEPT)
def _read_letters(letters: str, ids: tuple[str, ...]) -> Outcomes:
    pairs = zip(ids, letters, strict=True)
    return {name: _OUTCOMES[letter] for name, letter in pairs if letter != "-"}


def _row(one: Judgement, number: int, ids: tuple[str, ...]) -> dict[str, Any]:
    notes = Notes(one.unclear, one.conflicts, one.findings)
    return {
        "pid": one.pid,
        "rulebook": number,
        "evidence_digest": one.evidence_digest,
        "extractor_version": one.extractor_version,
        "gathered_at": one.gathered_at,
        "depth": one.depth,
        "title": column_text(one.title),
        "outcomes": _lines(one, ids),
        "notes": None if notes == _NOTHING else NOTES.pack(notes),
        "software_version": one.software_version,
        "assessed_at": one.assessed_at,
    }


def _lines(one: Judgement, ids: tuple[str, ...]) -> str:
    return "\n".join(f"{name.value} {_letters(outcomes, ids)}" for name, outcomes in one.outcomes.items())


def _letters(outcomes: Outcomes, ids: tuple[str, ...]) -> str:
    return "".join(_LETTERS[outcomes.get(name)] for name in ids)


def _without_repeats(connection: Connection, judgements: Sequence[Judgement], given: Rulebook) -> list[Judgement]:
    last, ids = _load_last(connection, sorted({one.pid for one in judgements})), given.check_ids
    fresh = []
    for one in judgements:
        facts = ((one.evidence_digest, one.extractor_version, given.rules), _lines(one, ids))
        if last.get(one.pid) != facts:
            fresh.append(one)
            last[one.pid] = facts
    return fresh


def _load_last(connection: Connection, pids: Sequence[str]) -> dict[str, tuple[Basis, str]]:
    found: dict[str, tuple[Basis, str]] = {}
    rules: dict[int, object] = {}
    facts = (judgement.c.evidence_digest, judgement.c.extractor_version, judgement.c.rulebook, judgement.c.outcomes)
    for start in range(0, len(pids), _BATCH):
        numbers = _newest_numbers(pids[start : start + _BATCH])
        rows = connection.execute(select(judgement.c.pid, *facts).where(judgement.c.id.in_(numbers))).all()
        rules |= _load_rules(connection, {row.rulebook for row in rows} - rules.keys())
        for pid, digest, extractor, number, outcomes in rows:
            found[pid] = ((digest, extractor, rules[number]), outcomes)
    return found


def _load_rules(connection: Connection, numbers: Set[int]) -> dict[int, object]:
    rows = connection.execute(select(rulebook.c.id, rulebook.c.content).where(rulebook.c.id.in_(numbers)))
    return {number: RULEBOOK.unpack(content).rules for number, content in rows}


def _newest_numbers(pids: Sequence[str]) -> Select[Any]:
    return select(func.max(judgement.c.id)).where(judgement.c.pid.in_(pids)).group_by(judgement.c.pid)


def _newest(pids: Any) -> Select[Any]:
    other = judgement.alias()
    newest = select(func.max(other.c.id)).where(other.c.pid == pids.c.pid).scalar_subquery()
    return JUDGEMENTS.join(pids, judgement.c.id == newest).order_by(judgement.c.pid)
