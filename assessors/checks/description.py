"""F2: the data are described with rich metadata, and the description says something."""

from __future__ import annotations

from assessors.reading.absence import absent, falls_short
from assessors.reading.completeness import CORE, INFORMATIVE_LENGTH, RICH, missing_from
from assessors.reading.plausibility import abstract_flaw, title_flaw
from assessors.reading.sentences import shown
from assessors.reading.views import said, views
from fairsvc.model.check import Verdict, check, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import METADATA

_COMPLETE = "complete-metadata"


@check(
    "core-metadata-complete",
    version=2,
    title="Creator, title, identifier, date, publisher and type are stated",
    source="FAIR F2; DataCite Metadata Schema 4.7, mandatory properties",
    example="All six in DataCite XML or schema.org, none of them a placeholder",
    counterexample='Creator "admin", title "test", publisher "(:unav)"',
    needs=METADATA,
)
def core_metadata_complete(evidence: Evidence) -> Verdict:
    """Count a placeholder as absent, and so an account as creator and one text in every field."""
    return _complete(evidence, CORE)


@check(
    "descriptive-metadata-rich",
    version=2,
    title="Beside the citation, a summary and keywords are stated",
    source="FAIR F2; DataCite Metadata Schema 4.7, recommended properties",
    example="The six core properties, a summary of 50 characters or more, and keywords",
    counterexample='The six core properties, the title again as summary, and the keyword "data"',
    needs=METADATA,
)
def descriptive_metadata_rich(evidence: Evidence) -> Verdict:
    """Ask for the core, a summary that is more than the title, and keywords."""
    return _complete(evidence, (*CORE, *RICH))


@check(
    "title-meaningful",
    version=2,
    title="The title tells a person what the data are",
    source="FAIR F2; PaN profile: title is neither filler nor identifier",
    example="X-ray absorption spectra of copper oxide nanoparticles at the Cu K edge",
    counterexample='"scan_0001.h5", "10.5072/abc", "Untitled", "Josiah Carberry"',
    needs=METADATA,
)
def title_meaningful(evidence: Evidence) -> Verdict:
    """Refuse placeholders, identifiers, file names, names of creators and single words."""
    titles = [(pointer, title.value) for pointer, title in said(evidence, "titles", lambda view: view.titles[:100])]
    if not titles:
        return absent(evidence, "a title", remedy="title-the-data")
    for pointer, title in titles:
        if not title_flaw(title, evidence):
            return passed("The title says what the data are.", pointer)
    pointer, title = titles[0]
    because = f"The title “{shown(title)}” is {title_flaw(title, evidence)}."
    return falls_short(evidence, "a better title", because, pointer, remedy="title-the-data")


@check(
    "description-informative",
    version=2,
    title="The abstract says more than the title",
    source="FAIR F2, R1; DataCite Metadata Schema 4.7, property 17",
    example="An abstract of 150 characters or more",
    counterexample='The title again, "No description available", or one word many times',
    needs=METADATA,
)
def description_informative(evidence: Evidence) -> Verdict:
    """Measure the longest description that is neither filler nor the title again."""
    texts = [
        (f"view/{name}/descriptions", text.value, view) for name, view in views(evidence) for text in view.descriptions
    ]
    if not texts:
        return absent(evidence, "a description", remedy="describe-the-data")
    sound = [row for row in texts if not abstract_flaw(row[1], row[2])]
    pointer, longest, view = max(sound or texts, key=lambda row: len(row[1]))
    length = len(" ".join(longest.split()))
    if sound and length >= INFORMATIVE_LENGTH:
        return passed(f"The description has {length} characters.", pointer)
    because = f"The longest description has {length} characters; {INFORMATIVE_LENGTH} are expected."
    if not sound:
        because = f"The description is {abstract_flaw(longest, view)}."
    return falls_short(evidence, "a longer description", because, pointer, remedy="describe-the-data")


def _complete(evidence: Evidence, wanted: tuple[str, ...]) -> Verdict:
    missing = missing_from(evidence, wanted)
    if not missing:
        cites = (f"view/{name}" for name, _ in views(evidence))
        return passed(f"All {len(wanted)} properties are stated: {', '.join(wanted)}.", *cites)
    return absent(evidence, f"{', '.join(missing)} other than as placeholders", remedy=_COMPLETE)
