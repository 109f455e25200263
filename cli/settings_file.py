"""Write a fairsvc.toml: every setting with its help, the defaults as comments."""

from __future__ import annotations

import json
from typing import Any

from fairsvc.settings import table

_TAIL = """
# A host that agreed to be asked faster, or wants to be asked slower:
# [[rate]]
# host = "data.facility.example"
# requests_per_s = 5
# in_flight = 4

# What opens a host, sent to no other one: in a variable of the environment, or as value = "Bearer ...".
# [[token]]
# host = "data.facility.example"
# variable = "FACILITY_TOKEN"

# A catalogue to harvest; prefix and set may be left out.
# [[source]]
# name = "facility"
# kind = "oai"
# url = "https://data.facility.example/oai"
# prefix = "oai_datacite"
# set = "open"
# interval_h = 24
"""


def write_settings(contact: str) -> str:
    """Write the text of a new settings file with the contact filled in."""
    rows = (_row(row.name, row.default, row.metadata["help"], contact) for row in table())
    return "# Settings of fairsvc. `fairsvc settings` shows what is in force.\n\n" + "\n".join(rows) + _TAIL


def _row(name: str, default: Any, help: str, contact: str) -> str:
    value = contact if name == "contact" else default
    comment = "" if name == "contact" else "# "
    return f"# {help}.\n{comment}{name} = {_toml(value)}\n"


def _toml(value: Any) -> str:
    """Spell a value in TOML; JSON and TOML agree on texts, numbers, booleans and lists of them."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
