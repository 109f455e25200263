"""Tell search engines and programs everything in one block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assessors.filling import examples
from assessors.filling.choosing import choose_creators, choose_variables, known_files
from assessors.filling.dating import can_be_true, choose_year
from assessors.filling.known import known_metadata
from assessors.filling.pasting import schema_org, variable_node
from assessors.reading.data_files import no_data_due
from fairsvc.formats.schema_org_writing import schema_org_properties
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata, Rights, Text
from fairsvc.model.remedy import Snippet, remedy
from fairsvc.vocab.licences import licence_address

# What dataset search requires; each stands in only where no view knows it.
_EXAMPLE = Metadata(
    titles=(Text(examples.TITLE),),
    descriptions=(Text(examples.DESCRIPTION, "Abstract"),),
    publisher=examples.PUBLISHER,
    rights=(Rights(uri=licence_address(examples.LICENCE)),),
    content=(examples.FILE,),
)
_LEAST = ("titles", "descriptions", "publisher", "rights")


@remedy(
    "embed-schema-org",
    "Put this block into the head of the landing page, in a script element of type application/ld+json, in place of any"
    " that cannot be read; title, description, creator, publisher, licence or file that no view knows are examples:"
    " write your own.",
)
def embed_schema_org(evidence: Evidence) -> Iterator[Snippet]:
    """Write all that any view knows as schema.org."""
    yield everything(evidence)


def everything(evidence: Evidence) -> Snippet:
    """Write the block that says all that is known, and what dataset search requires."""
    known = known_metadata(evidence)
    due = _LEAST if no_data_due(evidence) else (*_LEAST, "content")
    missing = {name: getattr(_EXAMPLE, name) for name in due if not known.says(name)}
    described = replace(
        known,
        creators=tuple(choose_creators(evidence)),
        dates=tuple(date for date in known.dates if can_be_true(evidence, date)),
        publication_year=choose_year(evidence) if known.publication_year else None,
        content=tuple(known_files(evidence)),
    )
    properties = schema_org_properties(replace(described, **missing))
    if known.variables:
        properties["variableMeasured"] = [variable_node(column, "") for column in choose_variables(evidence)]
    return schema_org(evidence, properties)
