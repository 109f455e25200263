"""The packaged tables that checks judge by; their digest is part of the rules."""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache

from fairsvc.vocab import load_text, load_toml
from fairsvc.vocab.addresses import bare_address

FILES = (
    "access_rights.toml",
    "eu_licence_codes.txt",
    "experiment.toml",
    "file_formats.toml",
    "filler.toml",
    "licences.toml",
    "metadata_standards.toml",
    "nexus_definitions.toml",
    "panet.tsv",
    "placeholders.txt",
    "relations.toml",
    "spdx_licence_ids.txt",
    "units.toml",
    "vocabularies.toml",
)


@cache
def tables_digest() -> str:
    """SHA-256 over all tables: the vocabulary version of a verdict."""
    return hashlib.sha256("\0".join(load_text(name) for name in FILES).encode()).hexdigest()


@cache
def placeholders() -> frozenset[str]:
    """List the values that say nothing, in lower case."""
    lines = load_text("placeholders.txt").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def filler(kind: str) -> frozenset[str]:
    """List one row of filler.toml: accounts, beside_accounts, no_keywords, hollow or beside_hollow."""
    return frozenset(load_toml("filler.toml")[kind])


@cache
def relations(kind: str) -> frozenset[str]:
    """List one row of relations.toml: relations, data, experiment, data_types or persistent_schemes."""
    return frozenset(load_toml("relations.toml")[kind])


@cache
def nexus_groups(definition: str) -> tuple[str, ...] | None:
    """List the groups that a published NeXus application definition requires in its entry; None when it is none."""
    row = load_toml("nexus_definitions.toml").get(definition)
    return tuple(row.get("groups", ())) if row is not None else None


@cache
def prefixes(name: str, section: str) -> tuple[tuple[str, str], ...]:
    """List a table of address prefixes and what each belongs to, the longest first."""
    table: dict[str, str] = load_toml(name)[section]
    return tuple(sorted(table.items(), key=lambda row: -len(row[0])))


@lru_cache(maxsize=4096)
def find_owner(address: str, name: str, section: str) -> str | None:
    """Find whose address it is by the table of prefixes; scheme, "www." and case do not count."""
    bare = bare_address(address)
    rows = prefixes(name, section)
    return next((owner for prefix, owner in rows if bare.startswith(prefix)), None) if bare else None
