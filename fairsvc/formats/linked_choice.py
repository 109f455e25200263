"""Choose the node that a document is about: the dataset, or the work that comes nearest to one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fairsvc.formats.linked_data import Graph, Node

DATASETS = frozenset({"Dataset", "DataFeed", "dcat:Dataset", "dcmitype:Dataset"})
# What stands around a dataset on its page, or serves it.
_SURROUNDINGS = frozenset(
    {"BreadcrumbList", "DataCatalog", "DataDownload", "DataService", "DefinedTerm", "DefinedTermSet", "EntryPoint"}
    | {"Grant", "ImageObject", "ItemList", "ListItem", "MonetaryGrant", "Person", "Place", "PostalAddress"}
    | {"PropertyValue", "SearchAction", "SiteNavigationElement", "WPFooter", "WPHeader", "WebSite"}
    | {"dcat:Catalog", "dcat:CatalogRecord", "dcat:DataService", "dcat:Distribution", "foaf:Agent", "foaf:Document"}
    | {"foaf:Person", "foaf:Organization", "skos:Concept", "spdx:Checksum"},
)
_ABOUT = ("mainEntity", "mainEntityOfPage", "about", "dataset", "dcat:dataset", "foaf:primaryTopic")
Rank = tuple[int, bool, int]


def find_subject(graph: Graph) -> tuple[Rank, Node] | None:
    """Find the node and its rank (lower is nearer); None when the document describes no work at all.

    A dataset comes first, then other works, then nodes without a type; what another node has as a part comes later.
    """
    inside = {id(value) for top in graph.tops for value in _parts(top)}
    ranked = [((_kind_rank(node), id(node) in inside, -len(node.properties)), node) for node in _candidates(graph)]
    return min(ranked, key=lambda pair: pair[0]) if ranked else None


def count_datasets(graph: Graph) -> int:
    """Count the datasets that stand by themselves."""
    return sum(1 for _ in iter_datasets(graph))


def iter_datasets(graph: Graph) -> Iterator[Node]:
    """Yield the datasets that stand by themselves, or in a catalogue."""
    inside = {id(value) for top in graph.tops for value in _parts(top)}
    yield from (top for top in graph.tops if DATASETS.intersection(top.types) and id(top) not in inside)


def _candidates(graph: Graph) -> Iterator[Node]:
    for top in graph.tops:
        if not _is_surrounding(top):
            yield top
    for top in graph.tops:
        if _is_surrounding(top):
            yield from (node for node in _described_by(top) if node.properties and not _is_surrounding(node))


def _described_by(top: Node) -> Iterator[Node]:
    """Yield what a node is about, and what has it: to that the reverse property is added as its own."""
    yield from _nodes(top.values(*_ABOUT))
    for term, node in top.pointing():
        node.properties.setdefault(term, []).append(top)
        yield node


def _is_surrounding(node: Node) -> bool:
    return bool(node.types) and all(
        kind in _SURROUNDINGS
        or kind.endswith(("Page", "Organization", "University", "Action"))
        or kind.startswith("vcard:")
        for kind in node.types
    )


def _kind_rank(node: Node) -> int:
    if DATASETS.intersection(node.types) or any(kind.endswith(("Dataset", "DataSet")) for kind in node.types):
        return 0
    return 1 if node.types else 2


def _parts(node: Node) -> Iterator[Node]:
    for term, values in node.properties.items():
        if term not in _ABOUT and not term.startswith("^"):
            yield from _nodes(values)


def _nodes(values: Iterable[object]) -> Iterator[Node]:
    return (value for value in values if isinstance(value, Node))
