"""What each way to the files came to, also those that were not tried. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from fairsvc.model.evidence import Evidence
from fairsvc.model.listing_steps import CRATE, FETCH, LINKED_METALINK, PAYLOAD
from fairsvc.model.manifest import Manifest, Outcome
from fairsvc.model.mechanism import Mechanism
from fairsvc.model.resolution import Trial, TrialState
from fairsvc.model.step import LINKSET_STEP, METALINK_STEP, PAGE, REGISTRY
from fairsvc.probe.files import load_mechanisms
from fairsvc.resolve.walking import Walked

# The questions without which a mechanism has nothing to read; the others read the page and its description.
_STEPS = {
    "metalink": (METALINK_STEP.name, LINKED_METALINK.name),
    "linkset": (LINKSET_STEP.name,),
    "datacite": (REGISTRY.name,),
    "ro-crate": (CRATE.name,),
    "bagit": (FETCH.name, PAYLOAD.name),
}
_NOT_NEEDED = "not asked: it was not linked, or the files were known already"


def list_trials(
    evidence: Evidence, walks: tuple[Walked, ...], manifest: Manifest, *, standards_only: bool
) -> tuple[Trial, ...]:
    """List what each way answered, those of the repositories first."""
    outcomes = {outcome.mechanism: outcome for outcome in manifest.outcomes}
    standards = (_standard(one, outcomes.get(one.id), evidence, manifest) for one in load_mechanisms().values())
    if standards_only:
        return tuple(standards)
    return (*_repositories(walks, manifest), *standards)


def _repositories(walks: tuple[Walked, ...], manifest: Manifest) -> Iterator[Trial]:
    for one in walks:
        won, unproven = manifest.mechanism == one.repository.id, not one.repository.sample
        trial = Trial(one.repository.id, one.repository.title, TrialState.FAILED, won=won, unproven=unproven)
        if one.holding is None:
            yield _with(trial, TrialState.FAILED, because=one.trouble)
            continue
        listing = one.holding.listing
        state = TrialState.FOUND if listing.entries else TrialState.NOTHING
        yield _with(trial, state, len(listing.entries), listing.complete, listing.reason or one.holding.access.because)


def _standard(mechanism: Mechanism, outcome: Outcome | None, evidence: Evidence, manifest: Manifest) -> Trial:
    trial = Trial(mechanism.id, mechanism.title, TrialState.NOTHING, won=manifest.mechanism == mechanism.id)
    if outcome is not None:
        return _with(trial, TrialState(outcome.state), outcome.count, outcome.complete, outcome.reason)
    asked = [one for step in _STEPS.get(mechanism.id, (PAGE.name,)) if (one := evidence.exchange_named(step))]
    if not asked:
        return _with(trial, TrialState.NOT_TRIED, because=_NOT_NEEDED)
    told = next((one for one in asked if one.ok), None)
    if told is None:
        return _with(trial, TrialState.FAILED, because=asked[0].outcome())
    return _with(trial, TrialState.NOTHING, because=f"offered none ({told.media_type or 'no media type'} came)")


def _with(trial: Trial, state: TrialState, count: int = 0, complete: bool | None = None, because: str = "") -> Trial:
    return Trial(trial.mechanism, trial.title, state, count, complete, because, won=trial.won, unproven=trial.unproven)
