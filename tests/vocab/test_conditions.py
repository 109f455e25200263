"""What permits something, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.metadata import Rights
from fairsvc.vocab.conditions import states_conditions

CONDITIONS = [
    Rights("Elettra Data Policy"),
    Rights("DANS Licence"),
    Rights("Terms of Use and Access to ADS Resources"),
    Rights("License granted for private use"),
    Rights("No commercial reproduction, distribution, display or performance rights in this work are provided."),
    Rights("Free to use for science if you ask us first and mention us somewhere"),
    Rights("Nutzung zu wissenschaftlichen Zwecken erlaubt"),
    Rights("CC BY"),
    Rights("Copyright 2026 the facility; see https://data.esrf.fr/policy for use"),
    Rights(uri="https://www.elettra.eu/userarea/scientific-data-policy.html"),
    Rights(uri="https://doi.org/10.17026/fp39-0x58", text="DANS"),
]
NONE = [
    Rights(),
    Rights("ask me"),
    Rights("Ask the PI for permission to use"),
    Rights("x"),
    Rights("licence"),
    Rights("see website"),
    Rights("See licence on our website"),
    Rights("all rights reserved"),
    Rights("Alle Rechte vorbehalten. Nutzung auf Anfrage."),
    Rights("Copyright © 2020 Anne Raugh, All Rights Reserved"),
    Rights("© 2026 the facility"),
    Rights("open access"),
    Rights("Open Access", "info:eu-repo/semantics/openAccess"),
    Rights("NO_ACCESS"),
    Rights("Sonderfall"),
    Rights("None"),
    Rights("no license"),
    Rights("To be decided with the terms of the policy"),
    Rights(uri="https://www.example.org/licence"),
    Rights(uri="https://example.com/terms"),
    Rights(uri="https://creativecommons.org/licenses/by/9.0/"),
    Rights(uri="https://www.esrf.fr"),
    Rights(uri="http://["),
]


@pytest.mark.parametrize("rights", CONDITIONS, ids=str)
def test_conditions_of_use(rights: Rights) -> None:
    assert states_conditions(rights)


@pytest.mark.parametrize("rights", NONE, ids=str)
def test_no_conditions(rights: Rights) -> None:
    assert not states_conditions(rights)


@given(st.text(max_size=400), st.text(max_size=200))
@settings(max_examples=100)
def test_any_text_states_conditions_or_none(text: str, uri: str) -> None:
    assert states_conditions(Rights(text, uri, text)) in (True, False)
