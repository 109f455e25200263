"""What the dataset's own metadata say, placeholders left out, for remedies to be filled with.

Where no view knows, an example stands that is valid as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assessors.reading.addresses import path_of, scheme_of
from assessors.reading.substance import substantial
from assessors.reading.views import said
from fairsvc.model.evidence import Evidence
from fairsvc.model.manifest import FileEntry
from fairsvc.model.step import PAGE

EXAMPLE_TITLE = "X-ray absorption spectra of copper oxide at the Cu K edge"
EXAMPLE_PUBLISHER = "The facility's name"
_EXAMPLE_CREATOR = "Carberry, Josiah"
_EXAMPLE_FILE = FileEntry("https://data.example.org/files/scan_0001.h5", "scan_0001.h5", None, (), "application/x-hdf5")
_EXAMPLE_DESCRIPTION = (
    "Absorption spectra of copper oxide powder, taken in transmission at room temperature. The files hold the energy "
    "and the intensities before and behind the sample, one file for each scan."
)
_LONGEST_TEXT = 4_000
_MOST_FILES = 3


def own_title(evidence: Evidence) -> str:
    """Give the dataset's title: the metadata's, else the page's."""
    page = [evidence.page_facts.title] if evidence.page_facts else []
    stated = (title.value for _, title in said(evidence, "titles", lambda view: view.titles))
    return _first(stated, _first(page, EXAMPLE_TITLE))


def own_description(evidence: Evidence) -> str:
    """Give the dataset's description."""
    stated = (text.value for _, text in said(evidence, "descriptions", lambda view: view.descriptions))
    return _first(stated, _EXAMPLE_DESCRIPTION)


def own_creators(evidence: Evidence) -> list[str]:
    """List the names of the dataset's creators, each once."""
    stated = (agent.name for _, agent in said(evidence, "creators", lambda view: view.creators))
    return list(dict.fromkeys(one_line(name) for name in stated if substantial(name))) or [_EXAMPLE_CREATOR]


def own_publisher(evidence: Evidence) -> str:
    """Give the name of the dataset's publisher."""
    stated = said(evidence, "publisher", lambda view: (view.publisher,) if view.publisher else ())
    return _first((agent.name for _, agent in stated), EXAMPLE_PUBLISHER)


def own_year(evidence: Evidence) -> int:
    """Give the year of publication; that of the evidence where none is stated that may be true."""
    this = evidence.gathered_at.year
    years = (year for _, year in said(evidence, "", lambda view: (view.publication_year,)) if year is not None)
    return next((year for year in years if 1850 <= year <= this), this)


def own_page(evidence: Evidence) -> str:
    """Give the landing page's address: what answered, else what the registry names, else the PID's."""
    page = evidence.exchange(PAGE)
    if page is not None and page.ok:
        return page.url
    registered = evidence.registry.url if evidence.registry else ""
    return registered or (page.url if page is not None else evidence.pid.uri)


def own_files(evidence: Evidence) -> list[FileEntry]:
    """List up to three files that the manifest or the metadata name by an address."""
    return list(dict.fromkeys(_named_files(evidence)))[:_MOST_FILES] or [_EXAMPLE_FILE]


def file_name(entry: FileEntry) -> str:
    """Give the file's name: its path, else the end of its address."""
    return one_line((entry.path or path_of(entry.url)).rpartition("/")[2]) or "scan_0001.h5"


def _named_files(evidence: Evidence) -> Iterator[FileEntry]:
    named = [entry for entry in evidence.manifest.entries[:_MOST_FILES] if scheme_of(entry.url)]
    yield from named
    if not named:
        for _, one in said(evidence, "content", lambda view: view.content[:_MOST_FILES]):
            if scheme_of(one.url):
                yield FileEntry(one.url, one.name, one.size_bytes, one.digests, one.media_type)


def one_line(text: str) -> str:
    """Put the text on one line without what cannot stand in XML; cut after 4,000 characters."""
    line = " ".join(text[:_LONGEST_TEXT].split())
    return line if line.isprintable() else "".join(sign for sign in line if sign.isprintable())


def _first(texts: Iterable[str], example: str) -> str:
    return next((one_line(text) for text in texts if substantial(text)), example)
