"""A dataset as a citation: CSL JSON and BibTeX."""

from __future__ import annotations

from fairsvc.demo.catalogue import Catalogue, Dataset

CSL_JSON = "application/vnd.citationstyles.csl+json"
BIBTEX = "application/x-bibtex"
_SPECIAL = str.maketrans({mark: f"\\{mark}" for mark in "{}%&#_$"})


def csl_json(catalogue: Catalogue, dataset: Dataset) -> dict[str, object]:
    """Describe the dataset as an item of CSL JSON."""
    published = dataset.published
    everything: dict[str, object] = {
        "type": "dataset",
        "id": dataset.uri,
        "DOI": dataset.doi,
        "URL": dataset.uri,
        "title": dataset.title,
        "author": [{"family": person.family, "given": person.given} for person in dataset.creators],
        "issued": {"date-parts": [[published.year, published.month, published.day]]},
        "publisher": catalogue.facility.name,
        "abstract": dataset.abstract,
        "categories": list(dataset.keywords),
        "copyright": dataset.registry_licence.label if dataset.registry_licence else "",
    }
    return {name: value for name, value in everything.items() if value}


def bibtex(catalogue: Catalogue, dataset: Dataset) -> bytes:
    """Write one entry."""
    fields = {
        "doi": dataset.doi,
        "url": dataset.uri,
        "author": " and ".join(person.name for person in dataset.creators),
        "title": f"{{{dataset.title.translate(_SPECIAL)}}}",
        "keywords": ", ".join(dataset.keywords).translate(_SPECIAL),
        "publisher": catalogue.facility.name,
        "year": str(dataset.published.year),
        "copyright": dataset.registry_licence.label if dataset.registry_licence else "",
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{dataset.uri},", ",\n".join(lines), "}", ""]).encode()
