"""Landing pages that tell a person little and a machine nothing, unless something was pasted into them."""

from __future__ import annotations

from fairsvc.demo.catalogue import Dataset
from fairsvc.demo.markup import Markup, join, tag
from fairsvc.demo.page_head import own_title, pasted_html, pasted_json_ld

PLAIN = ("bare", "table", "pasted")


def plain_landing_page(dataset: Dataset, base_url: str) -> str:
    """Write the page that the dataset's `page` names: a title, a table, or only what is pasted."""
    title = Markup() if dataset.page == "pasted" else own_title(dataset)
    head = join(title, pasted_json_ld(dataset), pasted_html(dataset, in_head=True))
    facts = {"table": _table(dataset, base_url), "bare": tag("p", {}, dataset.title)}.get(dataset.page, Markup())
    body = tag("body", {}, facts, pasted_html(dataset, in_head=False))
    return tag("html", {}, tag("head", {}, head), body)


def _table(dataset: Dataset, base_url: str) -> Markup:
    facts = [
        ("Who", ", ".join(person.name for person in dataset.creators)),
        ("Where", dataset.instrument.name if dataset.instrument else ""),
        ("When", dataset.collected.replace("/", " to ")),
        ("What", dataset.abstract),
    ]
    rows = [tag("tr", {}, tag("td", {}, name), tag("td", {}, value)) for name, value in facts if value]
    rows += [_file_row(base_url + file.path, file.name) for file in dataset.shown_files]
    return join(tag("h1", {}, dataset.title), tag("table", {}, *rows))


def _file_row(address: str, name: str) -> Markup:
    return tag("tr", {}, tag("td", {}, "Download"), tag("td", {}, tag("a", {"href": address}, name)))
