"""Tell search engines and programs everything in one block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assessors.known import known_metadata
from assessors.pasting import schema_org
from assessors.reading.data_files import no_data_due
from assessors.reading.file_formats import find_format_of_name
from fairsvc.formats.schema_org_writing import schema_org_properties
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Agent, Content, Metadata, Rights, Text
from fairsvc.model.remedy import Snippet, remedy

# What dataset search requires; each stands in only where no view knows it.
_EXAMPLE = Metadata(
    titles=(Text("X-ray absorption spectra of copper oxide nanoparticles at the Cu K edge"),),
    descriptions=(
        Text("Spectra of copper oxide nanoparticles, taken in transmission at room temperature.", "Abstract"),
    ),
    creators=(Agent("Carberry, Josiah", "Personal", "Josiah", "Carberry"),),
    publisher=Agent("Demo Light Source", "Organizational"),
    rights=(Rights(uri="https://creativecommons.org/licenses/by/4.0/"),),
    content=(Content("https://data.example.org/files/scan_0001.h5", "scan_0001.h5", "application/x-hdf5"),),
)
_LEAST = ("titles", "descriptions", "creators", "publisher", "rights")


@remedy(
    "embed-schema-org",
    "Put this block into the head of the landing page, in a script element of type application/ld+json; title,"
    " description, creator, publisher, licence or file that no view knows are examples: write your own.",
)
def embed_schema_org(evidence: Evidence) -> Iterator[Snippet]:
    """Write all that any view knows as schema.org."""
    known = known_metadata(evidence)
    due = _LEAST if no_data_due(evidence) else (*_LEAST, "content")
    missing = {name: getattr(_EXAMPLE, name) for name in due if not known.says(name)}
    typed = replace(known, content=tuple(map(_typed, known.content)))
    yield schema_org(evidence, schema_org_properties(replace(typed, **missing)))


def _typed(content: Content) -> Content:
    """Name the media type that the file's name shows, where none is stated."""
    shown = None if content.media_type else find_format_of_name(content.url)
    return replace(content, media_type=shown.media_types[0]) if shown is not None and shown.media_types else content
