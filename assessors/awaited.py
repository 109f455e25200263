"""Checks that metric sets name before they are there: until then, what they decide is not assessed.

A test fails when the last one is there; the list and its reader in `metric_set_file` then go.
"""

from __future__ import annotations

_IDS = """
identifier-is-guid access-rights-by-address pid-resolves-directly landing-page-over-https access-request-stated
transfer-service-named tombstone-resolves sample-described beam-described dates-collected-and-available
dates-plausible data-content-mentioned file-digest-true every-creator-has-orcid affiliations-have-ror
facility-has-ror instrument-by-pid sample-identified proposal-identified funding-identified software-by-pid
creators-plausible related-provenance-typed provenance-complete namespaces-named variables-found-in-file
technique-term-current schema-org-follows-profiles datacite-xml-obtainable nexus-definition-named
nexus-definition-known units-by-code file-vocabulary-terms file-refers-to-data file-qualifies-references
"""
AWAITED = frozenset(_IDS.split())
