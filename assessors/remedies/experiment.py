"""How metadata tell of the experiment: sample, beam and dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assessors.filling import examples
from assessors.filling.choosing import choose_description, one_line
from assessors.filling.dating import choose_collected, choose_issued, choose_year, find_stated
from assessors.filling.pasting import datacite_element, meta_elements, schema_org
from assessors.reading.access_rights import embargo_end
from assessors.reading.experiment import beam_quantities, plausible, probes, sample_detail, sample_names
from assessors.reading.sentences import shown
from assessors.reading.views import said
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Snippet, remedy
from fairsvc.vocab.periods import find_period

_META_DATES = {"highwire": "citation_publication_date", "dublin-core": "DC.date"}
_PROBES = {"photon": "X-ray photons", "neutron": "neutrons", "electron": "electron beam"}


@remedy(
    "describe-experiment",
    "Describe the sample - name and formula, state, temperature or pressure - and the beam - probe and energy or "
    "wavelength, with units; what is not yours in the lines is an example.",
)
def describe_experiment(evidence: Evidence) -> Iterator[Snippet]:
    """Write both as technical information, beside the description that is there."""
    told = f"Sample: {_sample(evidence)}; Probe: {_beam(evidence)}"
    yield datacite_element("description", told, {"descriptionType": "TechnicalInfo"})
    yield schema_org(evidence, {"description": [choose_description(evidence), told]})


@remedy(
    "state-dates",
    "State when the data were collected, and when they became or become available; dates that nobody stated yet are "
    "examples.",
)
def state_dates(evidence: Evidence) -> Iterator[Snippet]:
    """Take the days that are stated; data that are not embargoed are available since their publication."""
    collected = choose_collected(evidence)
    available = find_stated(evidence, "Available", "Issued") or evidence.gathered_at.date().isoformat()
    begun, ended = find_period(collected), find_period(available)
    if begun and ended and begun[0] > ended[1]:
        available = evidence.gathered_at.date().isoformat()
    yield datacite_element("date", collected, {"dateType": "Collected"})
    yield datacite_element("date", available, {"dateType": "Available"})
    named = ["https://schema.org/", {"dct": "http://purl.org/dc/terms/"}]
    yield schema_org(evidence, {"@context": named, "temporalCoverage": collected, "dct:available": available})


@remedy(
    "mend-dates",
    "Correct the dates that lie in the future, before the instrument or out of order; state the end of an embargo as "
    "the date Available, not as the year of publication.",
)
def mend_dates(evidence: Evidence) -> Iterator[Snippet]:
    """Keep what can be true, and give examples for the rest: only the facility knows the true dates."""
    today, year, collected = evidence.gathered_at.date(), choose_year(evidence), choose_collected(evidence)
    issued = choose_issued(evidence)
    yield datacite_element("publicationYear", str(year))
    true = {"Created": collected, "Collected": collected, "Issued": issued, "Submitted": issued}
    for kind, text in true.items():
        if any(one.kind == kind for _, one in said(evidence, "dates", lambda view: view.dates)):
            yield datacite_element("date", text, {"dateType": kind})
    yield schema_org(evidence, {"datePublished": issued, "dateCreated": collected, "temporalCoverage": collected})
    yield from meta_elements(evidence, _META_DATES, [issued])
    end = embargo_end(evidence) or _year_ahead(evidence, today)
    if end is not None and end > today:
        yield datacite_element("date", end.isoformat(), {"dateType": "Available"})


def _sample(evidence: Evidence) -> str:
    names = sample_names(evidence)
    if not names:
        return examples.SAMPLE
    detail, _ = sample_detail(evidence)
    name = _value(names[0].text)
    return name if detail and detail in name else f"{name}, {_value(detail) or examples.SAMPLE_DETAIL}"


def _beam(evidence: Evidence) -> str:
    named = probes(evidence)
    probe = next(iter(named), "photon")
    told = next((quantity.written for _, quantity in beam_quantities(evidence) if plausible(probe, quantity)), "")
    return f"{_PROBES[probe]}, {f'beam of {told}' if told else examples.BEAMS[probe]}"


def _value(text: str) -> str:
    """Take what would end a labelled statement out of the text."""
    return one_line(shown(text)).replace(";", ",").replace(". ", ", ").rstrip(".… ")


def _year_ahead(evidence: Evidence, today: date) -> date | None:
    """Take a year of publication to come for the end of the embargo, as some facilities write it."""
    years = (year for _, year in said(evidence, "", lambda view: (view.publication_year,)) if year)
    return next((date(year, 1, 1) for year in years if today.year < year <= today.year + 20), None)
