"""F2: the metadata describe what was measured with what: the sample and the beam."""

from __future__ import annotations

from assessors.reading.absence import absent, falls_short
from assessors.reading.experiment import beam_quantities, plausible, probes, sample_detail, sample_names
from assessors.reading.sentences import shown
from fairsvc.model.check import Verdict, check, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import METADATA

_SAMPLE = "the sample by name, with formula, state, temperature or pressure"
_BEAM = "the probe with its energy or wavelength"


@check(
    "sample-described",
    title="The metadata describe the sample",
    source="PaN profile PAN-F2-03; IUPAC Red Book 2005, IR-4",
    example="Sample: copper oxide nanoparticles (CuO), powder, 295 K",
    counterexample="Sample: S1",
    needs=METADATA,
)
def sample_described(evidence: Evidence) -> Verdict:
    """Ask for a name, and for a formula that parses, a state of matter, or a temperature or pressure with its unit."""
    names = sample_names(evidence)
    if not names:
        return absent(evidence, _SAMPLE, remedy="describe-experiment")
    named = names[0]
    detail, pointer = sample_detail(evidence)
    if detail:
        return passed(
            f"The sample is named, “{shown(named.text)}”, and described: {shown(detail)}.", named.pointer, pointer
        )
    because = f"The sample is named, “{shown(named.text)}”, without formula, state, temperature or pressure."
    return falls_short(evidence, _SAMPLE, because, named.pointer, remedy="describe-experiment")


@check(
    "beam-described",
    title="The metadata describe the beam",
    source="PaN profile PAN-F2-04; SI Brochure, 9th edition",
    example="Probe: X-ray photons; energy: 8.979 keV",
    counterexample="X-rays without an energy, or neutrons of 12 keV resolution",
    needs=METADATA,
)
def beam_described(evidence: Evidence) -> Verdict:
    """Ask for photons, neutrons or electrons, and an energy or wavelength with a unit that a beamline has."""
    probed, quantities = probes(evidence), beam_quantities(evidence)
    if not probed and not quantities:
        return absent(evidence, _BEAM, remedy="describe-experiment")
    for pointer, quantity in quantities:
        for probe, place in probed.items():
            if plausible(probe, quantity):
                return passed(f"The probe is the {probe}, the beam has {quantity.written}.", place, pointer)
    if not probed:
        pointer, quantity = quantities[0]
        because = f"The beam has {quantity.written}; of what, photons, neutrons or electrons, is not said."
    elif not quantities:
        probe, pointer = next(iter(probed.items()))
        because = f"The probe is the {probe}; its energy or wavelength is not said."
    else:
        pointer, quantity = quantities[0]
        because = f"No beam of {' or '.join(probed)}s has {quantity.written}."
    return falls_short(evidence, _BEAM, because, pointer, remedy="describe-experiment")
