"""The FTR graph in Turtle (RDF 1.1)."""

from __future__ import annotations

import json

from fairsvc.formats.assessed_dataset import AssessedDataset
from fairsvc.formats.ftr_json_ld import ftr_document

MEDIA_TYPE = "text/turtle"


def write_ftr_turtle(dataset: AssessedDataset, contact: str = "") -> str:
    """Write the same graph as the JSON-LD; its context is embedded, so nothing is fetched."""
    # It costs more than the rest of the room.
    import rdflib  # noqa: PLC0415

    graph = rdflib.Graph()
    graph.parse(data=json.dumps(ftr_document(dataset, contact)), format="json-ld")
    return str(graph.serialize(format="turtle"))
