"""How a facility's files are reached: only the facility knows which address an internal path has."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

PLACEHOLDER = "{path}"


class Door(StrEnum):
    """How the bytes are served; none says that there is no way for machines."""

    HTTPS = "https"
    WEBDAV = "webdav"
    IDS = "ids"
    NONE = "none"


class Auth(StrEnum):
    """What the door wants to see."""

    NONE = "none"
    TOKEN = "token"  # noqa: S105 - the word, no token
    LOGIN = "login"


class Staging(StrEnum):
    """Where the files lie."""

    ONLINE = "online"
    TAPE = "tape"


@dataclass(frozen=True, slots=True)
class PathRule:
    """Files below the internal path `prefix` have the address `template`; {path} in it is the rest of the path."""

    prefix: str
    template: str

    def covers(self, path: str) -> bool:
        """Tell whether the path lies below the prefix, not beside it and not by going up."""
        return path.startswith(f"{self.prefix.rstrip('/')}/") and ".." not in path.split("/")


@dataclass(frozen=True, slots=True)
class Recipe:
    """Where a facility's catalogue answers, and how its internal paths become addresses.

    `catalogue` is the id of a repository plug-in, `base_url` its API without a slash at the end. It is used for DOIs
    of `doi_prefixes` and for pages on `landing_hosts`. `door`, `auth` and `staging` are None where nobody told;
    `door_url` is where a server of files (IDS) answers that does not lie beside the catalogue.
    """

    id: str
    catalogue: str
    base_url: str
    doi_prefixes: tuple[str, ...] = ()
    landing_hosts: tuple[str, ...] = ()
    rules: tuple[PathRule, ...] = ()
    door: Door | None = None
    auth: Auth | None = None
    staging: Staging | None = None
    door_url: str = ""

    def rule_for(self, path: str) -> PathRule | None:
        """Choose the rule with the longest prefix that covers an internal path; None when none does."""
        fitting = [rule for rule in self.rules if rule.covers(path)]
        return max(fitting, key=lambda rule: len(rule.prefix.rstrip("/")), default=None)

    def address_of(self, path: str) -> str:
        """Give the address of an internal path, its rest percent-encoded; empty when no rule covers it."""
        rule = self.rule_for(path)
        if rule is None:
            return ""
        rest = path.removeprefix(rule.prefix.rstrip("/")).lstrip("/")
        return rule.template.replace(PLACEHOLDER, quote(rest, errors="replace"))
