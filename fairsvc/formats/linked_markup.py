"""Datasets in the markup of a page: microdata and RDFa, read as the JSON-LD that they amount to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fairsvc.errors import Unreadable
from fairsvc.formats.linked_choice import count_datasets, find_subject
from fairsvc.formats.linked_data import Graph
from fairsvc.formats.linked_terms import read_node
from fairsvc.model.evidence import Finding
from fairsvc.model.metadata import Metadata


def read_markup(nodes: Sequence[Any], syntax: str) -> tuple[Metadata | None, tuple[Finding, ...]]:
    """Read the dataset or the nearest work among the node objects; origins name `syntax` as the document.

    None when the markup describes no work: what stands around one is marked up as often.
    """
    try:
        graph = Graph(list(nodes))
    except Unreadable as fault:
        return None, (Finding(f"{syntax}.invalid", syntax, str(fault)),)
    subject = find_subject(graph)
    if subject is None:
        return None, ()
    datasets = count_datasets(graph)
    found = (
        (Finding(f"{syntax}.several-datasets", syntax, f"{datasets} datasets, one is read"),) if datasets > 1 else ()
    )
    return read_node(graph, subject[1], syntax), found
