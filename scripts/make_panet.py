"""Make the packaged table of PaNET from the flat list of its classes (JSON with inferred direct parents).

Run `python scripts/make_panet.py LIST > fairsvc/vocab/data/panet.tsv` when PaNET has a new release, and put the new
digest into SOURCES.toml.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def main() -> int:
    """Write the table to standard output."""
    document = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    lines = [f"# PaNET {document['version']}", "# id\tlabel\tsynonyms\tparents\tequivalents\tstatus"]
    lines += sorted(map(row, document["terms"]))
    sys.stdout.write("\n".join((*lines, "")))
    return 0


def row(term: dict[str, Any]) -> str:
    """Write one class; the label of the coming release is a synonym of today's."""
    texts = [*term["altLabels"], term.get("unreleasedLabel", "")]
    synonyms = dict.fromkeys(" ".join(text.split()) for text in texts if text.strip())
    parents, equivalents = (" ".join(map(short, term[name])) for name in ("parents", "equivalents"))
    status = "deprecated" if term.get("deprecated") else ""
    label = " ".join(term["label"].split())
    return "\t".join((term["id"], label, "|".join(synonyms), parents, equivalents, status))


def short(iri: str) -> str:
    """Cut the class's id out of its IRI."""
    return iri.rpartition("/")[2]


if __name__ == "__main__":
    sys.exit(main())
