"""How `fairsvc assess --draft` judges metadata before they are published: no store, no network."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cli.assess_options import Asked, hold_dataset
from cli.context import Context
from cli.output import write_json, write_text
from cli.verdict_tables import as_document, narrowed, print_assessed
from fairsvc.errors import Unreadable, UsageError

if TYPE_CHECKING:
    from fairsvc.jobs.drafting import Draft
    from fairsvc.jobs.judging import Panel
    from fairsvc.settings import Settings

# Standard input in place of a file.
_STDIN = "-"


def assess_draft(call: Context, asked: Asked) -> None:
    """Judge the draft and say what of it is to be seen only later. Raises UsageError, ProblemsFound."""
    from fairsvc.jobs.drafting import judge_draft, judge_text
    from fairsvc.jobs.judging import own_sets, panel_of
    from fairsvc.jobs.thresholds import read_thresholds

    settings = _usual(call)
    panel = panel_of(settings, asked.metric_sets)
    thresholds = read_thresholds(asked.thresholds, panel.metric_sets, own_sets(settings))
    try:
        if asked.draft == _STDIN:
            draft = judge_text(sys.stdin.buffer, asked.pid, panel)
        else:
            draft = judge_draft(Path(asked.draft), asked.pid, panel)
    except Unreadable as fault:
        # No server sent it: whoever wrote the draft can mend it.
        raise UsageError(fault.what, fault.which, fault.next_step) from fault
    draft = _narrowed(draft, asked, panel)
    if asked.as_json:
        document = as_document(draft.assessed)
        write_json(document | {"named": draft.named, "after_publication": draft.later})
    else:
        print_assessed(draft.assessed, with_lines=True)
        write_text(_later(draft))
    hold_dataset(thresholds, draft.assessed)


def _narrowed(draft: Draft, asked: Asked, panel: Panel) -> Draft:
    later = draft.later
    if asked.metric_sets:
        checks = {name for metric_set in panel.metric_sets for name in metric_set.check_ids}
        later = tuple(name for name in later if name in checks)
    return replace(draft, assessed=narrowed(draft.assessed, asked, panel.metric_sets), later=later)


def _later(draft: Draft) -> str:
    answered = len(draft.assessed.verdicts)
    named = "" if draft.named else " The document names no PID; a stand-in was used: give the one it will have."
    later = f"{len(draft.later)} of {answered + len(draft.later)} checks can only be answered after publication"
    return f"A draft: nothing was asked or kept. {later}.{named}"


def _usual(call: Context) -> Settings:
    """Give the settings; a folder without any needs none."""
    from fairsvc.settings import Settings

    return call.settings() if call.config or call.path.exists() else Settings()
