"""The codec: every value of the model comes back equal; damage is said."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import StoreUnusable
from fairsvc.model.evidence import Evidence
from fairsvc.model.harvest import Account, Checkpoint
from fairsvc.model.manifest import Manifest
from fairsvc.model.metadata import Metadata
from fairsvc.store.codec import ACCOUNT, CHECKPOINT, EVIDENCE, METADATA, NAMES, Codec, column_text
from tests.store.samples import some_evidence, some_metadata

# NaN and infinity, which JSON cannot spell, are no confidence.
MANIFESTS = st.builds(Manifest, entries=..., complete=..., confidence=st.floats(0, 1))
EVIDENCES = st.builds(Evidence, **{field.name: ... for field in fields(Evidence)} | {"manifest": MANIFESTS})


def _without_bodies(evidence):
    return replace(evidence, exchanges=tuple(replace(asked, body=None) for asked in evidence.exchanges))


@pytest.mark.parametrize(
    ("codec", "values"),
    [
        (EVIDENCE, EVIDENCES.map(_without_bodies)),
        (METADATA, st.from_type(Metadata)),
        (CHECKPOINT, st.from_type(Checkpoint)),
        (ACCOUNT, st.from_type(Account)),
    ],
)
def test_any_value_comes_back(codec, values):
    @settings(max_examples=15)
    @given(values)
    def comes_back(value):
        assert codec.unpack(codec.pack(value)) == value

    comes_back()


def test_what_is_computed_is_not_kept():
    evidence = some_evidence()
    assert evidence.union.says("titles")
    assert evidence.digest
    assert {"union", "digest"}.isdisjoint(json.loads(EVIDENCE.write(evidence)))


def test_defaults_are_not_kept():
    assert METADATA.write(Metadata()) == b"{}"


@settings(max_examples=50)
@given(st.binary(max_size=40))
def test_any_bytes_are_a_value_or_damage(data):
    for read in (EVIDENCE.unpack, EVIDENCE.read):
        with pytest.raises(StoreUnusable, match="damaged entry: evidence"):
            read(data)


def test_a_lone_surrogate_becomes_a_replacement():
    found = METADATA.unpack(METADATA.pack(some_metadata(title="a \ud83d b é \U0001f9ec")))
    assert found.titles[0].value == "a \ufffd b é \U0001f9ec"
    assert replace(found, titles=()) == replace(some_metadata(), titles=())


@pytest.mark.parametrize(
    ("text", "column"),
    [("plain", "plain"), ("a\0b", "ab"), ("\ud83d", "?"), ("é" * 2000, "é" * 1000)],
)
def test_text_for_a_column(text, column):
    assert column_text(text) == column


def test_an_instant_keeps_its_moment():
    codec: Codec[datetime] = Codec(datetime, "instant")
    moment = datetime(2026, 1, 1, 1, 2, 3, 4, timezone(timedelta(hours=2)))
    assert codec.read(codec.write(moment)) == moment


def test_names():
    assert NAMES.read(NAMES.write(("a", "b"))) == ("a", "b")
