"""The landing page that a person sees."""

from __future__ import annotations

from string import Template

from fairsvc.demo.catalogue import Addresses, Catalogue, DataFile, Dataset, Person, Term
from fairsvc.demo.loading import load_text
from fairsvc.demo.markup import Markup, join, tag
from fairsvc.demo.page_head import head, pasted_html


def landing_page(catalogue: Catalogue, dataset: Dataset, addresses: Addresses) -> str:
    """Write the complete page of a dataset."""
    parts = [
        tag("h1", {}, dataset.title),
        _withdrawal(dataset),
        _facts(catalogue, dataset),
        _section("Abstract", tag("p", {}, dataset.abstract)) if dataset.abstract else "",
        _files(dataset, addresses),
        _related(dataset, addresses.site),
        _section("Cite as", tag("p", {}, citation(catalogue, dataset))),
        pasted_html(dataset, in_head=False),
    ]
    return page(head(catalogue, dataset, addresses), join(*parts))


def page(head: Markup, main: Markup) -> str:
    """Put head and main into the frame that all pages share."""
    return Template(load_text("page.html")).substitute(head=head, main=main, style=load_text("style.css"))


def plain_page(title: str, *main: Markup) -> str:
    """Write a page that is no landing page."""
    return page(tag("title", {}, title), join(tag("h1", {}, title), *main))


def citation(catalogue: Catalogue, dataset: Dataset) -> str:
    """Cite the dataset as DataCite recommends."""
    people = "; ".join(person.name for person in dataset.creators)
    name = catalogue.facility.name
    return f"{people} ({dataset.published.year}): {dataset.title}. {name}. {dataset.kind}. {dataset.uri}"


def _section(heading: str, *children: str) -> Markup:
    return tag("section", {}, tag("h2", {}, heading), *children)


def _facts(catalogue: Catalogue, dataset: Dataset) -> Markup:
    facts: list[tuple[str, str]] = [
        ("DOI", _link(dataset.uri)),
        ("Creators", _listed([_person(person) for person in dataset.creators])),
        ("Publisher", _link(catalogue.facility.ror, catalogue.facility.name)),
        ("Published", dataset.published.isoformat()),
        ("Collected", dataset.collected.replace("/", " to ")),
        ("Access", _term(dataset.access)),
        ("Open from", dataset.available.isoformat() if dataset.available else ""),
        ("Licence", _term(dataset.licence)),
        ("Instrument", _link(dataset.instrument.path, dataset.instrument.name) if dataset.instrument else ""),
        ("Techniques", _listed([_term(term) for term in dataset.techniques])),
        ("Keywords", ", ".join(dataset.keywords)),
        ("Proposal", dataset.proposal),
        ("Sample", dataset.sample),
        ("Beam", dataset.beam),
    ]
    return tag("dl", {}, *(join(tag("dt", {}, name), tag("dd", {}, value)) for name, value in facts if value))


def _files(dataset: Dataset, addresses: Addresses) -> Markup:
    if not dataset.shown_files:
        return Markup()
    header = tag("tr", {}, *(tag("th", {"scope": "col"}, name) for name in ("File", "Type", "Bytes", "SHA-256")))
    caption = tag("caption", {}, f"{len(dataset.shown_files)} in all")
    rows = (_file_row(file, addresses) for file in dataset.shown_files)
    return _section("Files", tag("table", {}, caption, header, *rows))


def _file_row(file: DataFile, addresses: Addresses) -> Markup:
    name = _link(addresses.file(file), file.name)
    cells = (name, file.media_type, str(file.claimed_bytes), file.claimed_sha256)
    return tag("tr", {}, *(tag("td", {}, cell) for cell in cells))


def _related(dataset: Dataset, base_url: str) -> Markup:
    items = []
    for relation in dataset.relations(base_url):
        address = relation.target if relation.scheme == "URL" else f"https://doi.org/{relation.target}"
        items.append(tag("li", {}, f"{relation.relation}: ", _link(address)))
    return _section("Related items", tag("ul", {}, *items)) if items else Markup()


def _withdrawal(dataset: Dataset) -> Markup:
    if dataset.withdrawn is None:
        return Markup()
    sentence = f"This dataset was withdrawn on {dataset.withdrawn.at.isoformat()}. {dataset.withdrawn.reason}"
    return tag("p", {"class": "note"}, sentence)


def _person(person: Person) -> Markup:
    return _link(person.orcid_url, person.name) if person.orcid else join(person.name)


def _term(term: Term | None) -> Markup:
    if term is None:
        return Markup()
    return _link(term.url, term.label) if term.url else join(term.label)


def _listed(items: list[Markup]) -> Markup:
    return Markup("; ".join(items))


def _link(href: str, text: str = "") -> Markup:
    return tag("a", {"href": href}, text or href)
