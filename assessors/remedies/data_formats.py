"""I1, R1.3: how to publish data in formats that the community shares."""

from __future__ import annotations

from collections.abc import Iterator

from assessors.filling.choosing import known_techniques
from assessors.filling.examples import NEXUS_DEFINITION
from assessors.filling.pasting import server_lines
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Snippet, remedy
from fairsvc.vocab import load_toml
from fairsvc.vocab.panet import Term, broader

_HIGHEST = 12


@remedy(
    "convert-format", "Publish the data in NeXus/HDF5 or another open format of your community, beside the raw one."
)
def convert_format(evidence: Evidence) -> Iterator[Snippet]:
    """Tell what the file must hold."""
    definition = find_definition(evidence) or NEXUS_DEFINITION
    yield server_lines("Content-Type: application/x-hdf5", "", f"/entry (NX_class NXentry), definition = {definition}")


@remedy(
    "name-nexus-definition",
    "Write the measurement into an NXentry that names the application definition of its technique, and keep to it.",
)
def name_nexus_definition(evidence: Evidence) -> Iterator[Snippet]:
    """Choose the definition by the PaNET techniques of the dataset."""
    definition = find_definition(evidence) or NEXUS_DEFINITION
    groups = load_toml("nexus_definitions.toml")[definition].get("groups", ())
    yield server_lines(
        'entry = file.create_group("entry")',
        'entry.attrs["NX_class"] = "NXentry"',
        f'entry["definition"] = "{definition}"',
        *(f'entry.create_group("{group[2:]}").attrs["NX_class"] = "{group}"' for group in groups),
    )


def find_definition(evidence: Evidence) -> str:
    """Find the NeXus definition that is made for a technique of the dataset, or for a broader one."""
    made_for = {name: set(row.get("techniques", ())) for name, row in load_toml("nexus_definitions.toml").items()}
    level = known_techniques(evidence)
    for _ in range(_HIGHEST):
        ids = {term.id for term in level}
        for name, served in made_for.items():
            if served & ids:
                return name
        above: dict[str, Term] = {parent.id: parent for term in level for parent in broader(term.id)}
        level = list(above.values())
    return ""
