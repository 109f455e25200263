"""Whose statements count: the same evidence scored apart and together."""

from __future__ import annotations

from enum import StrEnum


class Perspective(StrEnum):
    """What a verdict may rest on.

    ANY: everything that was gathered. STANDARDS: what a program finds that knows the PID and open web standards alone,
    neither the registry's own API nor an OAI-PMH endpoint nor conventions for people and search engines. PAGE: the
    landing page, its links and negotiation. REGISTRY: the registration agency's record. OAI: the harvested record.
    """

    ANY = "any"
    STANDARDS = "standards"
    PAGE = "page"
    REGISTRY = "registry"
    OAI = "oai"
