"""The expected verdict of every (dataset, check) pair of the demo, as a table that people can read and review.

`python -m tests.support.demo_verdicts` writes it anew; read the difference before it is committed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from assessors.catalogue import load_checks
from assessors.engine import judge
from fairsvc.model.check import Outcome, Verdict
from fairsvc.model.evidence import Evidence
from tests.support.demo_evidence import DATASETS, IDS, LOOKED_INTO, gather_full, gather_standard

TABLE = Path(__file__).parents[1] / "samples/demo/verdicts.txt"
LETTERS = {Outcome.PASS: "P", Outcome.FAIL: "F", Outcome.INDETERMINATE: "?", Outcome.NOT_APPLICABLE: "-"}
CHECKS = load_checks()
GROUP = 5
HEAD = """\
# The verdict of every check on every dataset of the demo: P pass, F fail, ? indeterminate, - not applicable.
# One line a check, one column a dataset in the order of the data files, in groups of five.
# Written by `python -m tests.support.demo_verdicts`.
"""

Judged = Mapping[str, Mapping[str, Verdict]]
Letters = dict[tuple[str, str], str]


def judge_all(gathered: Mapping[str, Evidence]) -> Judged:
    """Give every check's verdict by dataset and check."""
    return {name: judge(evidence, CHECKS.values()) for name, evidence in gathered.items()}


def write_table(depth: str, ids: Sequence[str], judged: Judged) -> str:
    """Write the table of one depth, checks in the order of the alphabet."""
    checks = sorted({check for verdicts in judged.values() for check in verdicts})
    width = max(map(len, checks), default=0)
    lines = [f"[{depth}]", *_legend(ids)]
    for check in checks:
        letters = "".join(_letter(judged[name], check) for name in ids)
        lines.append(f"{check:<{width}}  {_grouped(letters)}")
    return "\n".join([*lines, ""])


def read_table(text: str, depth: str) -> Letters:
    """Read one depth's letters by dataset and check."""
    section = text.partition(f"[{depth}]\n")[2].partition("\n[")[0].splitlines()
    ids = [line.split()[2] for line in section if line.startswith("# ")]
    found: Letters = {}
    for line in section:
        if line and not line.startswith("#"):
            check, *groups = line.split()
            found |= {(name, check): letter for name, letter in zip(ids, "".join(groups), strict=True)}
    return found


def letters_of(judged: Judged) -> Letters:
    """Give the letters by dataset and check."""
    return {(name, check): LETTERS[v.outcome] for name, verdicts in judged.items() for check, v in verdicts.items()}


def _letter(verdicts: Mapping[str, Verdict], check: str) -> str:
    return LETTERS[verdicts[check].outcome] if check in verdicts else "."


def _grouped(letters: str) -> str:
    return " ".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def _legend(ids: Sequence[str]) -> Iterator[str]:
    tiers = {dataset.id: dataset.tier for dataset in DATASETS}
    yield from (f"# {number:>2} {name} ({tiers[name]})" for number, name in enumerate(ids, 1))


def main() -> None:
    """Write the table of both depths."""
    standard = write_table("standard", IDS, judge_all(gather_standard()))
    full = write_table("full", LOOKED_INTO, judge_all(gather_full()))
    TABLE.write_text("\n".join([HEAD, standard, full]), encoding="utf-8")


if __name__ == "__main__":
    main()
