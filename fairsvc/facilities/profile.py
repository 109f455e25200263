"""A facility as a value: every field of `Facility` carries its shape, its form and its help.

A new section of the profiles is one more field here; reading, overriding and showing follow the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from fairsvc.model.recipe import Auth, Door, PathRule, Staging


class Status(StrEnum):
    """Whether the source says it first-hand; no status says that an address answers today."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"


class Shape(StrEnum):
    """How a section is written: one fact, a list of facts, a table of facts by name, endpoints or recipes by id."""

    ONE = "one"
    MANY = "many"
    NAMED = "named"
    ENDPOINTS = "endpoints"
    RECIPES = "recipes"


class Holding(StrEnum):
    """What an endpoint lists; a library's publications are no catalogue of data."""

    DATASETS = "datasets"
    PUBLICATIONS = "publications"


@dataclass(frozen=True, slots=True)
class Fact:
    """A value, where it is from and when that was read.

    `note` says what the value alone does not; `evidence` is a web address where it can be read.
    """

    value: str
    source: str
    checked_at: datetime
    status: Status = Status.VERIFIED
    note: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Quirk:
    """A known way of a provider's software, which whoever harvests should know."""

    id: str
    software: str
    sentence: Fact


@dataclass(frozen=True, slots=True)
class OaiEndpoint:
    """An OAI-PMH base URL and what was asked there; the fact's source speaks for all of it.

    `sets` were seen there; `harvest_sets` are those to harvest one by one, none for the whole list. `requests_per_s`
    is the pace that the provider bears, None for the usual one. An empty `prefix` is not known.
    """

    id: str
    url: Fact
    prefix: str = ""
    sets: tuple[str, ...] = ()
    harvest_sets: tuple[str, ...] = ()
    former_urls: tuple[str, ...] = ()
    holds: Holding = Holding.DATASETS
    requests_per_s: float | None = None
    quirks: tuple[Quirk, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRecipe:
    """How the files of the facility's DOIs are reached; the fact's source speaks for all of it.

    Its `doi_prefixes` and `landing_hosts` are None where it names none of its own: then the facility's count.
    `door_url` is where the files' server answers, empty when it lies beside the catalogue.
    """

    id: str
    catalogue: str
    base_url: Fact
    door_url: str = ""
    doi_prefixes: tuple[str, ...] | None = None
    landing_hosts: tuple[str, ...] | None = None
    rules: tuple[PathRule, ...] = ()
    door: Door | None = None
    auth: Auth | None = None
    staging: Staging | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """What a value of a section looks like."""

    pattern: re.Pattern[str]
    example: str


ANY = Form(re.compile(r"[^\x00-\x1f\x7f]+\Z"), "a text in one line")
URL = Form(re.compile(r"https?://[^\s/?#@]+(?:[/?][^\s#]*)?\Z"), "https://data.facility.example")
HOST = Form(re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+\Z"), "doi.facility.example")
COUNTRY = Form(re.compile(r"[A-Z]{2}\Z"), "FR")
ROR = Form(re.compile(r"https://ror\.org/0[a-hj-km-np-tv-z0-9]{6}\d{2}\Z"), "https://ror.org/02550n020")
DOI_PREFIX = Form(re.compile(r"10\.\d{4,9}\Z", re.ASCII), "10.15151")
HANDLE_PREFIX = Form(re.compile(r"\d+(?:\.[\w-]+)*\Z", re.ASCII), "21.11151")
CLIENT = Form(re.compile(r"[a-z0-9]+\.[a-z0-9_-]+\Z"), "inist.esrf")


def _row(shape: Shape, form: Form, help: str) -> dict[str, Any]:
    return {"shape": shape, "form": form, "help": help}


@dataclass(frozen=True, slots=True)
class Facility:
    """What is known of one facility; a section without facts is empty, never guessed."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    country: Fact | None = field(default=None, metadata=_row(Shape.ONE, COUNTRY, "Country (ISO 3166-1)"))
    ror: Fact | None = field(default=None, metadata=_row(Shape.ONE, ROR, "ROR id of the organisation"))
    homepage: Fact | None = field(default=None, metadata=_row(Shape.ONE, URL, "Homepage"))
    catalogue: Fact | None = field(default=None, metadata=_row(Shape.ONE, URL, "Data catalogue for people"))
    software: Fact | None = field(default=None, metadata=_row(Shape.ONE, ANY, "Catalogue software"))
    doi_prefixes: tuple[Fact, ...] = field(
        default=(), metadata=_row(Shape.MANY, DOI_PREFIX, "DOI prefixes of datasets")
    )
    handle_prefixes: tuple[Fact, ...] = field(
        default=(), metadata=_row(Shape.MANY, HANDLE_PREFIX, "Handle prefixes of datasets")
    )
    datacite_clients: tuple[Fact, ...] = field(default=(), metadata=_row(Shape.MANY, CLIENT, "DataCite client ids"))
    landing_hosts: tuple[Fact, ...] = field(default=(), metadata=_row(Shape.MANY, HOST, "Hosts of the landing pages"))
    licences: tuple[Fact, ...] = field(default=(), metadata=_row(Shape.MANY, ANY, "Licences of data or metadata"))
    policies: tuple[Fact, ...] = field(default=(), metadata=_row(Shape.MANY, URL, "Data policies"))
    services: Mapping[str, Fact] = field(
        default_factory=dict, metadata=_row(Shape.NAMED, URL, "Programming interfaces, by name")
    )
    oai: tuple[OaiEndpoint, ...] = field(default=(), metadata=_row(Shape.ENDPOINTS, URL, "OAI-PMH endpoints"))
    recipes: tuple[FileRecipe, ...] = field(default=(), metadata=_row(Shape.RECIPES, URL, "Ways to the files"))

    def iter_facts(self) -> Iterator[tuple[str, Fact]]:
        """Yield every fact with the place it has in the profile (`services.icatplus`, `oai.data`)."""
        for row in sections():
            yield from _placed(row, getattr(self, row.name))


def sections() -> tuple[Field[Any], ...]:
    """List the sections of a profile, in order; id, name and aliases are labels, not facts."""
    return tuple(row for row in fields(Facility) if row.metadata)


def _placed(row: Field[Any], value: Any) -> Iterator[tuple[str, Fact]]:
    match row.metadata["shape"]:
        case Shape.ONE:
            yield from [(row.name, value)] if value else []
        case Shape.MANY:
            yield from ((row.name, fact) for fact in value)
        case Shape.NAMED:
            yield from ((f"{row.name}.{name}", fact) for name, fact in value.items())
        case Shape.ENDPOINTS:
            yield from ((f"{row.name}.{endpoint.id}", endpoint.url) for endpoint in value)
        case Shape.RECIPES:
            yield from ((f"{row.name}.{recipe.id}", recipe.base_url) for recipe in value)
