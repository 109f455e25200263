"""Every reader of bytes, with every field of a good document missing, of another kind, huge or hostile."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import Unreadable
from tests.support.hostile import LARGE, SMALL, Mutant, iter_cuts, iter_encoded
from tests.support.hostile_readers import FORMATS, SUBJECTS, Read, Subject

# One sample of each format is altered field by field; all readers get all samples at random (benchmarks/fuzzing.py).
CASES = {**SUBJECTS, **{name: subject for samples in FORMATS.values() for name, subject in [*samples.items()][:1]}}
MOST = 600
LARGE_BYTES = 200_000
# Five times what the slowest reader needs on a slow machine; a quadratic one needs more for LARGE_BYTES.
START_S, PER_BYTE_S = 0.5, 5 / 1_000_000


def _hold(read: Read, label: str, body: bytes) -> None:
    started = time.process_time()
    try:
        read(body)
    except Unreadable:
        pass
    except Exception as fault:  # noqa: BLE001
        pytest.fail(f"{label}: {fault!r} for {body[:2_000]!r}")
    spent = time.process_time() - started
    assert spent < START_S + PER_BYTE_S * len(body), f"{label}: {spent:.1f} s for {len(body)} bytes"


def _chosen(mutants: Iterator[Mutant], most: int) -> list[Mutant]:
    """Choose as many, the same ones every time, for a fault that is found must be found again."""
    every = list(mutants)
    return every if len(every) <= most else random.Random(most).sample(every, most)


@pytest.mark.parametrize("format_id", FORMATS)
def test_every_format_has_a_sample(format_id: str) -> None:
    assert FORMATS[format_id], f"no file of tests/samples/{{hostile,formats,conneg}} is read as {format_id}: add one"


@pytest.mark.parametrize("name", CASES)
def test_the_sample_itself_is_read(name: str) -> None:
    assert CASES[name].read(CASES[name].sample)


@pytest.mark.parametrize("name", CASES)
def test_every_field_may_be_anything(name: str) -> None:
    case = CASES[name]
    fields = SMALL[case.syntax](case.sample) if case.syntax in SMALL else iter(())
    for label, body in chain(_chosen(fields, MOST), iter_cuts(case.sample), iter_encoded(case.sample)):
        _hold(case.read, f"{name}: {label}", body)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.syntax in LARGE])
def test_size_costs_what_it_should(name: str) -> None:
    case = CASES[name]
    for label, body in LARGE[case.syntax](case.sample, LARGE_BYTES):
        _hold(case.read, f"{name}: {label}", body)


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=15)
@given(data=st.data())
def test_any_damage_is_a_value_or_unreadable(name: str, data: st.DataObject) -> None:
    case = CASES[name]
    places = st.integers(0, len(case.sample))
    damage = st.tuples(places, st.integers(0, 40), st.one_of(st.binary(max_size=8), places.map(_part_of(case))))
    body = case.sample
    for at, cut, instead in data.draw(st.lists(damage, min_size=1, max_size=4)):
        body = body[:at] + instead + body[at + cut :]
    _hold(case.read, name, body)


def _part_of(case: Subject) -> Callable[[int], bytes]:
    return lambda start: case.sample[start : start + 60]


# Documents that once cost memory, or whose kind is known for it; read in a process that may hold no more than this.
MEMORY_BYTES = 1_500 * 2**20
BOMBS = """
import resource, sys
from fairsvc.errors import Unreadable
from tests.support.hostile import LARGE
from tests.support.hostile_readers import FORMATS, SUBJECTS
readers = {**SUBJECTS, **FORMATS["datacite-xml"], **FORMATS["datacite-json"]}
resource.setrlimit(resource.RLIMIT_AS, (%d, %d))
for name in sys.argv[1:]:
    case = next(case for known, case in readers.items() if known.startswith(name))
    for label, body in LARGE[case.syntax](case.sample, 1_000_000):
        if any(word in label for word in ("laughs", "blow-up", "deep", "whole", "huge", "never closed", "many")):
            try:
                case.read(body)
            except Unreadable:
                pass
            except BaseException as fault:
                sys.exit(f"{name}: {label}: {fault!r}")
"""


@pytest.mark.parametrize(
    "names",
    [("datacite-xml", "metalink", "oai-pmh"), ("datacite-json", "linkset-json", "bagit-fetch")],
)
def test_bombs_fill_no_memory(names: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", BOMBS % (MEMORY_BYTES, MEMORY_BYTES), *names]
    run = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False)
    assert (run.returncode, run.stderr) == (0, "")
