"""Search: every word, any writing, and nothing that a person types is an operator."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from fairsvc.model.metadata import Agent, Subject, Text
from fairsvc.store.records import save_page
from fairsvc.store.runs import start_run
from fairsvc.store.search import Hit, search
from tests.store.samples import NOON, SOURCE, WINDOW, some_metadata, some_page, some_record


def described(number, title, creator="Curie, M.", subject="beam", description="none"):
    return replace(
        some_metadata(number, title),
        creators=(Agent(creator),),
        subjects=(Subject(subject),),
        descriptions=(Text(description),),
    )


@pytest.fixture
def library(store, run):
    described_by = [
        described(1, "Small-angle scattering of lysozyme"),
        described(2, "A powder", description="lysozyme was near"),
        described(3, "Röntgen reflectometry", creator="Škvára, Jiří"),
        described(4, "NOT a title", subject="X-ray tomography"),
    ]
    records = [some_record(n, metadata=view) for n, view in enumerate(described_by, 1)]
    save_page(store, run, SOURCE.name, some_page(*records, some_record(5, deleted=True)))
    return store


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("lysozyme", [1, 2]),
        ("LYSOZYME scattering", [1]),
        ("lyso", [1, 2]),
        ("lyso scattering", []),
        ("rontgen", [3]),
        ("Skvara jiri", [3]),
        ("x-ray", [4]),
        ("X-ray tomography", [4]),
        ("NOT", [4]),
        ("small-angle", [1]),
        ("lysozyme OR tomography", []),
        ("title:powder", []),
        ('"', []),
        ('lyso"zyme', []),
        ("lysozyme)", [1, 2]),
        ("* ^ - ()", []),
        ("", []),
        ("\ud800 \0", []),
    ],
)
def test_what_is_found(library, words, numbers):
    assert [int(hit.pid.rpartition("-")[2]) for hit in search(library, words)] == numbers


def test_a_hit_names_the_dataset(library):
    (hit,) = search(library, "tomography")
    assert hit == Hit("doi:10.5072/ill-4", SOURCE.name, "oai:ill:4", "NOT a title")


def test_a_dataset_of_two_sources_is_one_hit(library):
    other = replace(SOURCE, name="datacite")
    run = start_run(library, other, WINDOW, NOON)
    save_page(library, run, other.name, some_page(some_record(1, metadata=described(1, "lysozyme again"))))
    assert len(search(library, "lysozyme")) == 2
    assert len(search(library, "lysozyme", limit=1)) == 1


def test_changes_are_followed(library, run):
    changed = some_record(2, "b", metadata=described(2, "Haemoglobin"))
    gone = some_record(1, deleted=True)
    save_page(library, run, SOURCE.name, some_page(changed, gone, number=2))
    assert search(library, "lysozyme") == ()
    assert [hit.title for hit in search(library, "haemoglobin")] == ["Haemoglobin"]


def test_the_words_of_what_changed_are_gone(library, run):
    views = [described(n, "Quartz") for n in (1, 2)]
    save_page(
        library,
        run,
        SOURCE.name,
        some_page(*(some_record(n + 1, "b", metadata=v) for n, v in enumerate(views)), number=2),
    )
    with library.reading() as connection:
        found = "SELECT rowid FROM item_text WHERE item_text MATCH :word"
        rows = {
            word: connection.execute(text(found), {"word": word}).scalars().all() for word in ("lysozyme", "quartz")
        }
    assert rows == {"lysozyme": [], "quartz": [1, 2]}


def test_the_index_can_be_made_again(library):
    with library.writing() as connection:
        connection.execute(text("INSERT INTO item_text (item_text) VALUES ('rebuild')"))
    assert [hit.title for hit in search(library, "lysozyme")] == ["Small-angle scattering of lysozyme", "A powder"]


@settings(max_examples=60)
@given(st.text(max_size=40) | st.text(alphabet="\"*():^-+ANDORNEAR{}'a ", max_size=30))
def test_any_words_are_safe(library, words):
    assert isinstance(search(library, words), tuple)
