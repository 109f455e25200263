"""How a facility's files are reached: only the facility knows which address an internal path has."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class PathRule:
    """Files below the internal path `prefix` have the address `template`; {path} in it is the rest of the path."""

    prefix: str
    template: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """Where a facility's catalogue answers, and how its internal paths become addresses.

    `catalogue` is the id of a repository plug-in, `base_url` its API without a slash at the end. It is used for DOIs
    of `doi_prefixes` and for pages on `landing_hosts`. `door` says how the bytes are served (https, webdav, ids, none),
    `auth` what the door wants (none, token, login), `staging` where the files lie (online, tape, unknown).
    """

    id: str
    catalogue: str
    base_url: str
    doi_prefixes: tuple[str, ...] = ()
    landing_hosts: tuple[str, ...] = ()
    rules: tuple[PathRule, ...] = ()
    door: str = ""
    auth: str = ""
    staging: str = ""

    def address_of(self, path: str) -> str:
        """Give the address of an internal path, by the longest prefix that fits; empty when none does."""
        fitting = [rule for rule in self.rules if _below(path, rule.prefix)]
        if not fitting:
            return ""
        rule = max(fitting, key=lambda rule: len(rule.prefix))
        rest = path.removeprefix(rule.prefix.rstrip("/")).lstrip("/")
        return rule.template.replace("{path}", quote(rest))


def _below(path: str, prefix: str) -> bool:
    bare = prefix.rstrip("/")
    return path.startswith(f"{bare}/") and ".." not in path.split("/")
