from __future__ import annotations

import pytest

from fairsvc.model.harvest import Rank
from fairsvc.model.merging import FIELDS
from fairsvc.vocab import load_toml
from fairsvc.vocab.precedence import find_rank, load_rules


@pytest.mark.parametrize(
    ("kind", "url", "precedence", "rank"),
    [
        ("oai", "https://icatplus.facility.example/oaipmh/request", "", Rank.CATALOGUE),
        ("oai", "https://fairdata.facility.example/openaire/oai", "", Rank.CATALOGUE),
        ("oai", "https://oai.datacite.org/oai", "", Rank.AGGREGATOR),
        ("oai", "http://API.openaire.eu/oai_pmh", "", Rank.AGGREGATOR),
        ("oai", "https://notopenaire.eu/oai", "", Rank.CATALOGUE),
        ("oai", "https://data.facility.example/oai", "aggregator", Rank.AGGREGATOR),
        ("oai", "https://oai.datacite.org/oai", "catalogue", Rank.CATALOGUE),
        ("datacite", "https://api.datacite.org", "", Rank.REGISTRY),
        ("datacite-file", "file:///data/dois.tar", "", Rank.REGISTRY),
    ],
)
def test_a_source_has_a_rank(kind: str, url: str, precedence: str, rank: Rank) -> None:
    assert find_rank(kind, url, precedence) is rank


def test_the_precedence_names_every_rank_and_only_fields_that_exist() -> None:
    rules = load_rules()
    orders = (rules.precedence.usual, *rules.precedence.exceptions.values())
    assert all(sorted(order) == sorted(Rank) for order in orders)
    assert {*rules.precedence.exceptions, *rules.comparisons} <= set(FIELDS)


def test_every_row_of_the_precedence_gives_its_reason() -> None:
    table = load_toml("precedence.toml")
    rows = (table["usual"], *table["exception"], *table["poor"], *table["doubt"])
    assert all(len(row["reason"]) > 40 for row in rows)
    assert all(row["title"] for row in load_toml("aggregators.toml").values())
