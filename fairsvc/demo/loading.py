"""Read the catalogue from the package's data files."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from fairsvc.demo.catalogue import (
    Catalogue,
    DataFile,
    Dataset,
    Document,
    Facility,
    Holding,
    Instrument,
    Person,
    Term,
    Variable,
    Withdrawal,
)
from fairsvc.demo.pasted import Pasted

Table = Mapping[str, Any]
DATA = files("fairsvc.demo") / "data"
REQUIRED = ("id", "tier", "note", "title", "published", "datestamp")
OPTIONAL = (
    "abstract",
    "proposal",
    "sample",
    "beam",
    "collected",
    "available",
    "page",
    "delay_s",
    "json_ld",
    "registered",
    "deleted",
    "location",
)
QUDT = "http://qudt.org/vocab/unit/"
ROWS = ("datasets.toml", "deceptive.toml")


@cache
def load_text(name: str) -> str:
    """Read a text file of the package."""
    return (DATA / name).read_text(encoding="utf-8")


@cache
def load_catalogue() -> Catalogue:
    """Read facility and datasets; they are the same in every process."""
    shared: Table = tomllib.loads(load_text("facility.toml"))
    rows: list[Table] = [row for name in ROWS for row in tomllib.loads(load_text(name))["dataset"]]
    facility = Facility(**shared["facility"])
    return Catalogue(
        facility,
        tuple(Term(spec, row["name"], "") for spec, row in shared["set"].items()),
        tuple(_instrument(shared, name) for name in shared["instrument"]),
        tuple(_dataset(shared, facility, row) for row in rows),
    )


def _dataset(shared: Table, facility: Facility, row: Table) -> Dataset:
    instrument = _instrument(shared, row["instrument"]) if "instrument" in row else None
    related = tuple((relation, _doi(facility, other)) for relation, other in row.get("related", ()))
    return Dataset(
        doi=_doi(facility, row["id"]),
        kind=row.get("type", "Dataset"),
        creators=tuple(_person(shared, name) for name in row["creators"]),
        set_spec=instrument.set_spec if instrument else "xray",
        instrument=instrument,
        techniques=tuple(_technique(shared, name) for name in row.get("techniques", ())),
        keywords=tuple(row.get("keywords", ())),
        files=tuple(_file(shared, facility, row, name) for name in row.get("files", ())),
        licence=_term(shared, "licence", row.get("licence")),
        registry_licence=_term(shared, "licence", row.get("registry_licence", row.get("licence"))),
        oai_licence=_term(shared, "licence", row.get("oai_licence")),
        access=_term(shared, "access", row.get("access")),
        related=related,
        software=_doi(facility, row["software"]) if "software" in row else "",
        lacks=frozenset(row.get("lacks", ())),
        negotiation=frozenset(row.get("negotiation", ())),
        pasted=Pasted(**{name: tuple(lines) for name, lines in row.get("pasted", {}).items()}),
        documents=tuple((name, Document(**about)) for name, about in row.get("documents", {}).items()),
        holding=Holding(**row["holding"]) if "holding" in row else None,
        withdrawn=Withdrawal(**row["withdrawn"]) if "withdrawn" in row else None,
        **{key: row[key] for key in REQUIRED},
        **{key: row[key] for key in OPTIONAL if key in row},
    )


def _doi(facility: Facility, id: str) -> str:
    return f"{facility.prefix}/dls.{id}"


def _instrument(shared: Table, id: str) -> Instrument:
    row = shared["instrument"][id]
    return Instrument(id, row["name"], row["set"], f"{shared['facility']['prefix']}/dls.instrument.{id}")


def _person(shared: Table, named: str | Table) -> Person:
    """Take a person from those that are shared, or as the row describes one."""
    return Person(**shared["person"][named] if isinstance(named, str) else named)


def _technique(shared: Table, id: str) -> Term:
    row = shared["technique"][id]
    return Term(id, row["label"], row["iri"])


def _term(shared: Table, table: str, id: str | None) -> Term | None:
    if not id:
        return None
    row = shared[table][id]
    return Term(id, row["name"], row["url"])


def _file(shared: Table, facility: Facility, row: Table, name: str) -> DataFile:
    about = shared["file"][name]
    claims = row.get("claims", {})
    body = (DATA / "files" / name).read_bytes()
    return DataFile(
        dataset=row["id"],
        name=name,
        media_type=about["media_type"],
        body=body,
        claimed_bytes=claims.get("size_bytes", len(body)),
        claimed_sha256=claims.get("sha256", hashlib.sha256(body).hexdigest()) if claims.get("digest", True) else "",
        variables=tuple(Variable(name, QUDT + unit) for name, unit in about.get("variables", ())),
        conforms_to=about.get("conforms_to", ""),
        answer=claims.get("answer", "bytes"),
        doi=f"{_doi(facility, row['id'])}/{name.lower()}" if row.get("file_dois") else "",
        folder=row.get("folders", {}).get(name, ""),
    )
