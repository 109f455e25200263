"""Remedies: what to do about a failed check, with lines to paste that are made of the dataset's own metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from fairsvc.model.evidence import Evidence


class Place(StrEnum):
    """Where a snippet goes."""

    HEADER = "Link header"
    JSON_LD = "JSON-LD"
    HTML = "HTML"
    DATACITE = "DataCite"
    OAI = "OAI-PMH"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Snippet:
    """Lines to paste.

    HEADER: one Link header line. JSON_LD: a JSON object for the page's schema.org block, without the script element.
    HTML: elements for the page. DATACITE: one element of DataCite XML (kernel 4). OAI: one element of an oai_dc record.
    SERVER: how the server answers, as HTTP or as a file to serve; no program can apply it.
    """

    place: Place
    text: str


Fill = Callable[[Evidence], Iterable[Snippet]]


@dataclass(frozen=True, slots=True)
class Remedy:
    """A way to repair something; several checks may ask for the same one. `sentence` says what to do."""

    id: str
    sentence: str
    fill: Fill


@dataclass(frozen=True, slots=True)
class Prescription:
    """A remedy filled for one dataset."""

    id: str
    sentence: str
    snippets: tuple[Snippet, ...] = ()

    @property
    def text(self) -> str:
        """The sentence, then the lines to paste."""
        return "\n".join((self.sentence, *(snippet.text for snippet in self.snippets)))


def remedy(id: str, sentence: str) -> Callable[[Fill], Remedy]:
    """Make a Remedy of a pure function that gives the lines to paste; the sentence is an order and ends in a stop."""

    def make(fill: Fill) -> Remedy:
        return Remedy(id, sentence, fill)

    return make
