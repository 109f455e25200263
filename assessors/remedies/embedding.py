"""Tell search engines and programs everything in one block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assessors.known import known_metadata
from assessors.pasting import schema_org
from fairsvc.formats.schema_org_writing import schema_org_properties
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Agent, Metadata, Text
from fairsvc.model.remedy import Snippet, remedy

# What describes a dataset at least; each stands in only where no view knows it.
_EXAMPLE = Metadata(
    titles=(Text("X-ray absorption spectra of copper oxide nanoparticles at the Cu K edge"),),
    descriptions=(
        Text("Spectra of copper oxide nanoparticles, taken in transmission at room temperature.", "Abstract"),
    ),
    creators=(Agent("Carberry, Josiah", "Personal", "Josiah", "Carberry"),),
    publisher=Agent("Demo Light Source", "Organizational"),
)
_LEAST = ("titles", "descriptions", "creators", "publisher")


@remedy(
    "embed-schema-org",
    "Put this block into the head of the landing page, in a script element of type application/ld+json; title,"
    " description, creator or publisher that no view knows are examples: write your own.",
)
def embed_schema_org(evidence: Evidence) -> Iterator[Snippet]:
    """Write all that any view knows as schema.org."""
    known = known_metadata(evidence)
    missing = {name: getattr(_EXAMPLE, name) for name in _LEAST if not known.says(name)}
    yield schema_org(evidence, schema_org_properties(replace(known, **missing)))
