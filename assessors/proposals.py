"""What any view knows of a dataset, placeholders left out: the stuff that lines to paste are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from assessors.pasting import own_address, safe_address
from assessors.reading.addresses import path_of
from assessors.reading.file_formats import find_format, find_format_of_name
from assessors.reading.profiles import fit_description
from assessors.reading.substance import substantial
from assessors.reading.views import said
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Agent, Metadata
from fairsvc.model.step import PAGE
from fairsvc.vocab.panet import Term, find_label, find_term

T = TypeVar("T")

_MOST_FILES = 5
_MOST_WORDS = 200


def page_address(evidence: Evidence) -> str:
    """Give the address of the landing page, or the PID's where the page did not answer."""
    page = evidence.exchange(PAGE)
    return safe_address(page.url) if page is not None and page.ok else own_address(evidence)


def find_text(evidence: Evidence, field: str, read: Callable[[Metadata], Iterable[str]]) -> str:
    """Find the first text of a field that says something; empty when no view has one."""
    return next((text for _, text in said(evidence, field, read) if substantial(text)), "")


def title(evidence: Evidence) -> str:
    """Give the title, or an example."""
    found = find_text(evidence, "titles", lambda view: (text.value for text in view.titles))
    return found or "X-ray absorption spectra of copper oxide nanoparticles at the Cu K edge"


def description(evidence: Evidence) -> str:
    """Give a description that search engines take, or an example."""
    texts = said(evidence, "descriptions", lambda view: (text.value for text in view.descriptions))
    example = "What was measured, on which sample, with which technique and instrument, and how the data are laid out."
    return next((text for _, text in texts if fit_description(text)), example)


def creators(evidence: Evidence) -> list[Agent]:
    """List the creators that the first view with any names, or an example."""
    named = said(evidence, "creators", lambda view: [[one for one in view.creators if substantial(one.name)]])
    return next((agents for _, agents in named if agents), [Agent("Carberry, Josiah", "Personal")])


def publisher(evidence: Evidence) -> str:
    """Give the publisher's name, or an example."""
    found = find_text(evidence, "publisher", lambda view: [view.publisher.name] if view.publisher else [])
    return found or "Demo Light Source"


def licence_address(evidence: Evidence) -> str:
    """Give the address of the licence, or an example."""
    stated = said(evidence, "rights", lambda view: (right.uri for right in view.rights))
    example = "https://creativecommons.org/licenses/by/4.0/"
    return next((safe_address(uri) for _, uri in stated if uri.startswith(("https://", "http://"))), example)


def files(evidence: Evidence) -> list[tuple[str, str, int | None]]:
    """List address, media type and size of some of the files, or of an example."""
    found = [(entry.url, entry.media_type, entry.size_bytes) for entry in evidence.manifest.entries]
    found += [(one.url, one.media_type, one.size_bytes) for _, one in said(evidence, "content", lambda v: v.content)]
    distinct = {url: (url, kind or _usual_type(url), size) for url, kind, size in reversed(found) if "://" in url}
    chosen = list(reversed(distinct.values()))[:_MOST_FILES]
    return chosen or [("https://example.org/files/scan_0001.h5", "application/x-hdf5", None)]


def techniques(evidence: Evidence) -> list[Term]:
    """List the PaNET techniques that the subjects name by address, label or synonym."""
    found: dict[str, Term] = {}
    for address, word in _words(evidence):
        term = find_term(address) or find_label(word)
        if term is not None and term.is_technique and not term.deprecated and term.parents:
            found.setdefault(term.id, term)
    return list(found.values())


def _words(evidence: Evidence) -> Iterator[tuple[str, str]]:
    for name in ("page", "registry", "oai"):
        view = getattr(evidence, name)
        subjects = view.subjects[:_MOST_WORDS] if view is not None else ()
        yield from ((subject.value_uri, subject.value) for subject in subjects)


def _usual_type(url: str) -> str:
    known = find_format_of_name(path_of(url)) or find_format("application/x-hdf5")
    return known.media_types[0] if known is not None and known.media_types else "application/octet-stream"
