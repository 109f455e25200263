from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.metadata import Identifier
from fairsvc.model.pid import read_pid
from fairsvc.model.resolution import Access, AccessState, Availability, Resolution
from fairsvc.resolve.transfer.folder import Lying
from fairsvc.resolve.transfer.journal import Record
from fairsvc.resolve.transfer.planning import Action, Present, Step, Wishes, choose_files, missing_bytes, plan

PID, OTHER = "doi:10.5072/scan", "doi:10.5072/other"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
URL = "https://data.example.org/scan.h5"
SHA, NEWER = Identifier("ab" * 32, "sha-256"), Identifier("cd" * 32, "sha-256")

DONE = Record("scan.h5", PID, 100, 7, "sha-256", SHA.value)
PART = Record("scan.h5", PID, 100, validator='"1"')
LIES = Lying(100, 7)


def entry(**said: Any) -> FileEntry:
    return FileEntry(**{"url": URL, "path": "scan.h5", "size_bytes": 100, "digests": (SHA,), **said})


def planned(
    file: FileEntry,
    *,
    lying: Lying | None = None,
    done: Record | None = None,
    part: int = 0,
    begun: Record | None = None,
    wishes: Wishes | None = None,
    **said: Any,
) -> Step:
    resolution = Resolution(read_pid(PID), Manifest((file,)), NOW, **said)
    present = Present(lambda _: lying, lambda _: done, lambda _: part, lambda _: begun, "now")
    wished = wishes or Wishes()
    (step,) = plan(choose_files(resolution, wished), resolution, wished, present)
    return step


@pytest.mark.parametrize(
    ("file", "there", "action"),
    [
        (entry(), {}, Action.FETCH),
        (entry(), {"lying": LIES, "done": DONE}, Action.KEEP),
        (entry(digests=()), {"lying": LIES, "done": DONE}, Action.KEEP),
        (entry(digests=(), size_bytes=None), {"lying": LIES, "done": DONE}, Action.KEEP),
        (entry(digests=(NEWER,)), {"lying": LIES, "done": DONE}, Action.FETCH),
        (entry(size_bytes=101), {"lying": LIES, "done": DONE}, Action.FETCH),
        (entry(size_bytes=101, found_by=("schema-org",)), {"lying": LIES, "done": DONE}, Action.KEEP),
        (
            entry(digests=(NEWER,)),
            {"lying": LIES, "done": Record("x", OTHER, 100, 7, "sha-256", SHA.value)},
            Action.REFUSE,
        ),
        (entry(), {"lying": LIES}, Action.COMPARE),
        (entry(digests=()), {"lying": LIES}, Action.COMPARE),
        (entry(digests=(), size_bytes=None), {"lying": LIES}, Action.REFUSE),
        (entry(), {"lying": Lying(99, 7)}, Action.REFUSE),
        (entry(), {"lying": Lying(100, 8), "done": DONE}, Action.COMPARE),
        (entry(), {"lying": LIES, "done": replace(DONE, boot="now")}, Action.KEEP),
        (entry(), {"lying": LIES, "done": replace(DONE, boot="before")}, Action.COMPARE),
        (entry(), {"lying": Lying(60, 7), "done": replace(DONE, boot="before")}, Action.FETCH),
        (entry(), {"lying": Lying(60, 7), "done": replace(DONE, boot="before", pid=OTHER)}, Action.REFUSE),
        (entry(), {"lying": Lying(60, 7), "done": replace(DONE, boot="now")}, Action.REFUSE),
        (entry(), {"lying": Lying(0, 0, plain=False)}, Action.REFUSE),
        (entry(), {"part": 40, "begun": PART}, Action.RESUME),
        (entry(digests=()), {"part": 40, "begun": PART}, Action.RESUME),
        (entry(), {"part": 40, "begun": Record("scan.h5", PID, 100)}, Action.RESUME),
        (entry(digests=()), {"part": 40, "begun": Record("scan.h5", PID, 100)}, Action.FETCH),
        (entry(), {"part": 101, "begun": PART}, Action.FETCH),
        (entry(), {"part": 40}, Action.FETCH),
        (entry(), {"part": 40, "begun": Record("scan.h5", OTHER, 100, validator='"1"')}, Action.FETCH),
        (entry(size_bytes=90), {"part": 40, "begun": PART}, Action.FETCH),
        (entry(size_bytes=None, digests=()), {"part": 40, "begun": PART}, Action.RESUME),
    ],
)
def test_what_is_done_by_what_is_there(file: FileEntry, there: dict[str, Any], action: Action) -> None:
    assert planned(file, **there).action is action


OPEN_HERE = Wishes(has_token=lambda url: url == URL)


@pytest.mark.parametrize(
    ("file", "said", "because"),
    [
        (entry(url="s3://bucket/x"), {}, "it is only at s3, which HTTP does not fetch"),
        (entry(url=""), {}, "it has no address"),
        (entry(availability="nearline"), {}, "it lies on tape: ask the facility to bring it back. Nothing was staged"),
        (
            entry(),
            {"availability": Availability.OFFLINE},
            "it is offline: ask the facility to bring it back. Nothing was staged",
        ),
        (entry(access="restricted"), {}, "it is restricted, and the settings have no [[token]] for data.example.org"),
        (
            entry(),
            {"access": Access(AccessState.LOGIN)},
            "it is behind a login, and the settings have no [[token]] for data.example.org",
        ),
        (
            entry(),
            {"access": Access(AccessState.EMBARGOED, date(2030, 1, 1))},
            "it is embargoed until 2030-01-01, and the settings have no [[token]] for data.example.org",
        ),
        (entry(path="../x"), {}, "its name leads out of the folder"),
    ],
)
def test_what_is_out_of_reach_is_told_and_not_tried(file: FileEntry, said: dict[str, Any], because: str) -> None:
    step = planned(file, **said)
    assert (step.action, step.because, step.missing_bytes) == (Action.REFUSE, because, 0)


@pytest.mark.parametrize(
    ("file", "said", "action"),
    [
        (entry(access="restricted"), {}, Action.FETCH),
        (entry(), {"access": Access(AccessState.LOGIN)}, Action.FETCH),
        (entry(access="restricted", url="https://other.example.org/x"), {}, Action.REFUSE),
        (entry(access="restricted", availability="nearline"), {}, Action.REFUSE),
        (entry(access="open"), {"access": Access(AccessState.RESTRICTED)}, Action.FETCH),
    ],
)
def test_a_token_opens_what_is_restricted(file: FileEntry, said: dict[str, Any], action: Action) -> None:
    assert planned(file, wishes=OPEN_HERE, **said).action is action


def test_what_lies_there_is_kept_although_it_is_out_of_reach_now() -> None:
    assert planned(entry(access="restricted"), lying=LIES, done=DONE).action is Action.KEEP


@pytest.mark.parametrize(("most", "action"), [(99, Action.LEAVE_OUT), (100, Action.FETCH), (None, Action.FETCH)])
def test_files_that_are_larger_than_wanted_are_left_out(most: int | None, action: Action) -> None:
    assert planned(entry(), wishes=Wishes(max_size_bytes=most)).action is action


def test_what_must_come_is_summed_up() -> None:
    steps = [
        planned(entry()),
        planned(entry(), part=40, begun=PART),
        planned(entry(), lying=LIES, done=DONE),
        planned(entry(size_bytes=None)),
    ]
    assert missing_bytes(steps) == 160


_RECORDS = st.one_of(
    st.none(),
    st.builds(
        Record,
        st.just("scan.h5"),
        st.sampled_from((PID, OTHER)),
        st.sampled_from((None, 0, 100, 101)),
        st.sampled_from((0, 7)),
        st.sampled_from(("", "sha-256")),
        st.sampled_from(("", SHA.value)),
        st.sampled_from(("", '"1"')),
    ),
)


@settings(max_examples=100)
@given(
    st.sampled_from((None, 0, 100)),
    st.sampled_from(((), (SHA,), (NEWER,))),
    st.sampled_from((None, LIES, Lying(101, 7), Lying(0, 0, plain=False))),
    _RECORDS,
    st.integers(0, 101),
    _RECORDS,
)
def test_nothing_that_is_not_ours_is_ever_replaced(
    size_bytes: int | None,
    digests: tuple[Identifier, ...],
    lying: Lying | None,
    done: Record | None,
    part: int,
    begun: Record | None,
) -> None:
    file = entry(size_bytes=size_bytes, digests=digests)
    step = planned(file, lying=lying, done=done, part=part, begun=begun)
    if lying is not None and step.action in (Action.FETCH, Action.RESUME):
        assert done is not None
        assert (done.pid, done.size_bytes, done.modified_ns) == (PID, lying.size_bytes, lying.modified_ns)
    if step.action is Action.RESUME:
        assert begun is not None
        assert step.part_bytes == part > 0
        assert begun.validator or digests
        assert size_bytes is None or part <= size_bytes
    if step.action is Action.KEEP:
        assert done is not None
        assert not done.contradicts(digests, size_bytes)
