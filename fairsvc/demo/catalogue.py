"""What the demo facility knows: datasets and what they refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from fairsvc.demo.pasted import NOTHING_PASTED, SITE, Pasted

PORTAL = "$portal"


@dataclass(frozen=True, slots=True)
class Facility:
    """The institution that publishes, with its funder and its names at registry and OAI-PMH."""

    name: str
    ror: str
    prefix: str
    email: str
    repository_id: str
    client: str
    created_at: datetime
    funder: str
    funder_ror: str
    award: str
    award_title: str


@dataclass(frozen=True, slots=True)
class Person:
    """A creator; `orcid` is the bare iD or empty."""

    given: str
    family: str
    orcid: str

    @property
    def name(self) -> str:
        """Family name first, as DataCite wants it."""
        return f"{self.family}, {self.given}" if self.given else self.family

    @property
    def orcid_url(self) -> str:
        """The iD as an address, or an empty string."""
        return f"https://orcid.org/{self.orcid}" if self.orcid else ""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a vocabulary: technique, licence or access right; `url` is empty when it has none."""

    id: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """A beamline or neutron instrument; `set_spec` is the OAI-PMH set that its data belong to."""

    id: str
    name: str
    set_spec: str
    doi: str

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/instruments/{self.id}"


@dataclass(frozen=True, slots=True)
class Variable:
    """What a file measures, with the address of its QUDT unit."""

    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of a dataset: what is claimed of it, and what a request really gets.

    `answer` is bytes, login, error-page, missing, unauthorized or forbidden. `claimed_sha256` is empty when no digest
    is given, `doi` when the file has no DOI of its own. `folder` is where it lies in a repository, without a slash at
    the end.
    """

    dataset: str
    name: str
    media_type: str
    body: bytes
    claimed_bytes: int
    claimed_sha256: str
    variables: tuple[Variable, ...] = ()
    conforms_to: str = ""
    answer: str = "bytes"
    doi: str = ""
    folder: str = ""

    @property
    def path(self) -> str:
        """Where it can be fetched."""
        return f"/files/{self.dataset}/{self.name}"

    @property
    def inner_path(self) -> str:
        """Where it lies in its dataset."""
        return f"{self.folder}/{self.name}" if self.folder else self.name

    @property
    def uri(self) -> str:
        """Its own DOI as the address that people cite, or an empty string."""
        return f"https://doi.org/{self.doi}" if self.doi else ""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where facility, resolver and data portal are, without a slash at the end."""

    site: str
    resolver: str
    portal: str

    def file(self, file: DataFile) -> str:
        """Name the file by its DOI, at the resolver that stands in for doi.org, or by its plain address."""
        return f"{self.resolver}/{file.doi}" if file.doi else self.site + file.path


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """When and why a dataset was withdrawn."""

    at: date
    reason: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A DataCite relation to an address or a DOI."""

    relation: str
    target: str
    scheme: str
    resource_type: str


@dataclass(frozen=True, slots=True)
class Holding:
    """The repository software whose API alone lists a dataset's files: invenio, dataverse or scicat.

    `record` is the dataset's key there, `folder` the path under which the facility itself keeps the files.
    """

    software: str
    record: str
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document below the landing page that no writer made."""

    media_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """One dataset. An empty value means that its metadata lack it.

    The defects stand in `lacks`, `page`, `json_ld`, `negotiation`.
    """

    id: str
    doi: str
    tier: str
    note: str
    title: str
    kind: str
    creators: tuple[Person, ...]
    published: date
    datestamp: datetime
    set_spec: str
    abstract: str = ""
    instrument: Instrument | None = None
    techniques: tuple[Term, ...] = ()
    keywords: tuple[str, ...] = ()
    proposal: str = ""
    sample: str = ""
    beam: str = ""
    software: str = ""
    collected: str = ""
    available: date | None = None
    files: tuple[DataFile, ...] = ()
    licence: Term | None = None
    registry_licence: Term | None = None
    oai_licence: Term | None = None
    access: Term | None = None
    related: tuple[tuple[str, str], ...] = ()
    lacks: frozenset[str] = frozenset()
    page: str = "full"
    delay_s: float = 0.0
    json_ld: str = ""
    negotiation: frozenset[str] = frozenset()
    registered: bool = True
    deleted: bool = False
    withdrawn: Withdrawal | None = None
    location: str = ""
    holding: Holding | None = None
    pasted: Pasted = NOTHING_PASTED
    documents: tuple[tuple[str, Document], ...] = ()

    @property
    def path(self) -> str:
        """Where its DOI leads: the landing page, unless `location` says otherwise."""
        return self.location or f"/datasets/{self.id}"

    @property
    def is_elsewhere(self) -> bool:
        """Tell whether its landing page is not on the facility's web site."""
        return self.path.startswith("http")

    def page_at(self, base_url: str) -> str:
        """Give the whole address of `path`; `base_url` is that of the facility's web site."""
        return self.path if self.is_elsewhere else base_url + self.path

    @property
    def uri(self) -> str:
        """The DOI as the address that people cite."""
        return f"https://doi.org/{self.doi}"

    @property
    def shown_files(self) -> tuple[DataFile, ...]:
        """The files that page and metadata name."""
        return () if "files" in self.lacks or self.deleted else self.files

    def relations(self, base_url: str) -> tuple[Relation, ...]:
        """List related items: the proposal by address, instrument, software, other datasets and files by DOI."""
        if "related" in self.lacks:
            return ()
        found: list[Relation] = []
        if self.instrument is not None:
            found.append(Relation("IsCollectedBy", self.instrument.doi, "DOI", "Instrument"))
        if self.proposal and "-" in self.proposal:
            found.append(Relation("IsDocumentedBy", f"{base_url}/proposals/{self.proposal}", "URL", "Text"))
        if self.software:
            found.append(Relation("IsCompiledBy", self.software, "DOI", "Software"))
        related = [*self.related, *(("HasPart", file.doi) for file in self.shown_files if file.doi)]
        found += [Relation(relation, doi, "DOI", "Dataset") for relation, doi in related]
        return tuple(found)

    def at(self, addresses: Addresses) -> Dataset:
        """Put the site's address where pasted lines and documents say `$site`, the portal's where `location` does."""
        site = addresses.site
        documents = ((name, replace(known, text=known.text.replace(SITE, site))) for name, known in self.documents)
        location = self.location.replace(PORTAL, addresses.portal)
        return replace(self, pasted=self.pasted.at(site), documents=tuple(documents), location=location)

    def find_part(self, doi: str) -> Dataset | None:
        """Find by DOI the dataset itself, or the part that one of its files is; None when the DOI names neither."""
        if doi == self.doi:
            return self
        return next((self._part(file) for file in self.files if file.doi and file.doi == doi), None)

    def _part(self, file: DataFile) -> Dataset:
        """Describe a file that has a DOI as the small dataset that its DOI is registered for."""
        return replace(
            self,
            doi=file.doi,
            title=f"{file.name}: {self.title}",
            abstract="",
            proposal="",
            related=(("IsPartOf", self.doi),),
            files=(replace(file, doi=""),),
            location=file.path,
        )


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything, in the order of the data file."""

    facility: Facility
    sets: tuple[Term, ...]
    instruments: tuple[Instrument, ...]
    datasets: tuple[Dataset, ...]

    def at(self, addresses: Addresses) -> Catalogue:
        """Put the addresses where datasets say `$site` and `$portal`."""
        return replace(self, datasets=tuple(dataset.at(addresses) for dataset in self.datasets))

    def find_dataset(self, id: str) -> Dataset | None:
        """Find a dataset by its short id; None when there is none."""
        return next((dataset for dataset in self.datasets if dataset.id == id), None)

    def held_by(self, software: str) -> tuple[Dataset, ...]:
        """List the datasets whose files only the API of that repository software lists."""
        return tuple(one for one in self.datasets if one.holding is not None and one.holding.software == software)

    def with_overrides(self, overrides: Mapping[str, Mapping[str, Any]]) -> Catalogue:
        """Give the catalogue with other values in the named fields of the datasets with these short ids."""
        if unknown := overrides.keys() - {dataset.id for dataset in self.datasets}:
            raise KeyError(f"the demo has no dataset {', '.join(sorted(unknown))}")
        changed = (replace(dataset, **overrides.get(dataset.id, {})) for dataset in self.datasets)
        return replace(self, datasets=tuple(changed))

    def find_instrument(self, doi: str) -> Instrument | None:
        """Find an instrument by its DOI; None when there is none."""
        return next((instrument for instrument in self.instruments if instrument.doi == doi.lower()), None)

    def find_doi(self, doi: str) -> Dataset | None:
        """Find a registered dataset or part by DOI, which is case-insensitive; None when the resolver knows none."""
        registered = (dataset for dataset in self.datasets if dataset.registered)
        return next((found for dataset in registered if (found := dataset.find_part(doi.lower()))), None)
