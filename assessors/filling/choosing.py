"""What is written of a dataset into lines to paste: what any view knows, else the example."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assessors.filling import examples
from assessors.filling.known import known_metadata
from assessors.filling.naming import best_affiliations
from assessors.filling.pasting import own_address, safe_address
from assessors.memory import remembered
from assessors.reading.addresses import path_of
from assessors.reading.completeness import SHORT_SUMMARY_LENGTH
from assessors.reading.file_formats import find_format_of_name
from assessors.reading.opened_files import opened_hdf5
from assessors.reading.plausibility import abstract_flaw, creator_flaw, title_flaw
from assessors.reading.profiles import fit_description
from assessors.reading.substance import substantial
from assessors.reading.views import said, views
from fairsvc.model.evidence import Column, Evidence
from fairsvc.model.metadata import Agent, Content
from fairsvc.model.step import PAGE
from fairsvc.vocab.licences import find_licence, find_licence_at
from fairsvc.vocab.panet import Term, find_label, find_term
from fairsvc.vocab.wording import words

_LONGEST = 5_000
_MOST = 50
_MOST_FILES = 20
_MOST_CREATORS = 200
_ABSTRACTS = ("", "Abstract")


def one_line(text: str) -> str:
    """Put the text on one line without what cannot stand in a document; cut after 5,000 characters."""
    line = " ".join(text[:_LONGEST].split())
    return line if line.isprintable() else "".join(sign for sign in line if sign.isprintable())


def choose_title(evidence: Evidence) -> str:
    """Choose the first title that says what the data are: the metadata's, else the page's."""
    titles = [title.value for _, title in said(evidence, "titles", lambda view: view.titles[:_MOST])]
    titles += [evidence.page_facts.title] if evidence.page_facts else []
    sound = (one_line(title) for title in titles if not title_flaw(title, evidence))
    return next(filter(None, sound), examples.TITLE)


def choose_description(evidence: Evidence, shortest_length: int = SHORT_SUMMARY_LENGTH) -> str:
    """Choose the first description that search engines take and that is not too short, abstracts before others."""
    stated = [(text, view) for _, view in views(evidence) for text in view.descriptions[:_MOST]]
    stated.sort(key=lambda row: row[0].kind not in _ABSTRACTS)
    sound = (one_line(text.value) for text, view in stated if not abstract_flaw(text.value, view))
    fit = (text for text in sound if fit_description(text) and len(text) >= shortest_length)
    return next(fit, examples.DESCRIPTION)


@remembered
def choose_creators(evidence: Evidence) -> list[Agent]:
    """List the creators who are plausible, else an example at their place; the publisher is an organisation."""
    known = known_metadata(evidence)
    name = words(known.publisher.name) if known.publisher else None
    plausible = [agent for agent in known.creators[:_MOST_CREATORS] if not creator_flaw(agent, evidence)]
    marked = [replace(agent, kind="Organizational") if words(agent.name) == name else agent for agent in plausible]
    named = [agent for _, agent in said(evidence, "creators", lambda view: view.creators[:_MOST_CREATORS])]
    return marked or [replace(examples.CREATOR, affiliations=best_affiliations(named))]


def choose_publisher(evidence: Evidence) -> Agent:
    """Choose the publisher, with all identifiers that any view gives it."""
    return known_metadata(evidence).publisher or examples.PUBLISHER


def choose_page_address(evidence: Evidence) -> str:
    """Choose the landing page's address: what answered, else what the registry names, else the PID's."""
    page = evidence.exchange(PAGE)
    registered = evidence.registry.url if evidence.registry else ""
    return safe_address(page.url if page is not None and page.ok else registered or own_address(evidence))


def choose_version(evidence: Evidence) -> str:
    """Choose the version that is stated."""
    return one_line(known_metadata(evidence).version) or examples.VERSION


def choose_licence(evidence: Evidence) -> str:
    """Choose the first standard licence that a view or a typed link names, by its SPDX identifier or address."""
    for _, rights in said(evidence, "rights", lambda view: view.rights[:_MOST]):
        if found := find_licence(rights):
            return found
    linked = (find_licence_at(link.target) for link in evidence.links_with("license")[:_MOST])
    return next((found for found in linked if found), examples.LICENCE)


@remembered
def choose_files(evidence: Evidence) -> list[Content]:
    """List up to twenty files, with what the probe saw of them."""
    return known_files(evidence)[:_MOST_FILES] or [examples.FILE]


def known_files(evidence: Evidence) -> list[Content]:
    """List the files that are known, with the size and type that the probe saw, else the type that the name shows."""
    return [_typed(_as_seen(evidence, content)) for content in known_metadata(evidence).content]


def file_name(content: Content) -> str:
    """Give the file's name, else the end of its address."""
    return one_line((content.name or path_of(content.url)).rpartition("/")[2]) or examples.FILE.name


def choose_techniques(evidence: Evidence) -> list[Term]:
    """List the PaNET techniques that the subjects name by address, label or synonym."""
    return known_techniques(evidence) or [examples.TECHNIQUE]


def known_techniques(evidence: Evidence) -> list[Term]:
    """List the PaNET techniques that are known; empty when the subjects name none."""
    found: dict[str, Term] = {}
    for _, subject in said(evidence, "subjects", lambda view: view.subjects[:_MOST_CREATORS]):
        term = find_term(subject.value_uri) or find_label(subject.value)
        if term is not None and term.is_technique and not term.deprecated and term.parents:
            found.setdefault(term.id, term)
    return list(found.values())


def choose_columns(evidence: Evidence) -> list[Column]:
    """List the variables as the columns of a table, or the datasets of an HDF5 file, are named."""
    return list(_columns(evidence))[:_MOST] or [examples.VARIABLE]


def choose_variables(evidence: Evidence) -> list[Column]:
    """List the variables that the metadata name, each with the unit that the file gives it, else those of the file."""
    columns = {column.name: column for column in choose_columns(evidence)}
    named = (text for _, text in said(evidence, "variables", lambda view: view.variables[:_MOST]) if substantial(text))
    return [columns.get(name, Column(name)) for name in dict.fromkeys(named)] or list(columns.values())


def _columns(evidence: Evidence) -> Iterator[Column]:
    columns = [column for facts in evidence.probed_files for column in facts.columns if substantial(column.name)]
    yield from columns
    opened = opened_hdf5(evidence)
    if not columns and opened is not None and opened[1].inside is not None:
        names = dict.fromkeys(path.rpartition("/")[2] for path in opened[1].inside.datasets)
        yield from (Column(name) for name in names if substantial(name))


def _as_seen(evidence: Evidence, content: Content) -> Content:
    facts = next((facts for facts in evidence.probed_files if facts.url == content.url), None)
    if facts is None or facts.instead:
        return content
    size = content.size_bytes if facts.total_bytes is None else facts.total_bytes
    return replace(content, media_type=facts.signature_media_type or content.media_type, size_bytes=size)


def _typed(content: Content) -> Content:
    shown = None if content.media_type else find_format_of_name(content.name or content.url)
    return replace(content, media_type=shown.media_types[0]) if shown is not None and shown.media_types else content
