"""What each way to the files came to, also those that were not tried. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fairsvc.formats.redaction import redact
from fairsvc.model.evidence import Evidence
from fairsvc.model.listing_steps import CRATE, FETCH, LINKED_METALINK, PAYLOAD
from fairsvc.model.manifest import Manifest, Outcome
from fairsvc.model.mechanism import Mechanism
from fairsvc.model.resolution import Resolution, Trial, TrialState
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


def list_trials(
    evidence: Evidence, walks: tuple[Walked, ...], manifest: Manifest, *, standards_only: bool
) -> tuple[Trial, ...]:
    """List what each way answered and why it won or did not, those of the repositories first."""
    outcomes = {outcome.mechanism: outcome for outcome in manifest.outcomes}
    standards = [_standard(one, outcomes.get(one.id), evidence, manifest) for one in load_mechanisms().values()]
    trials = standards if standards_only else [*_repositories(walks), *standards]
    confidences = {one.id: one.confidence for one in load_mechanisms().values()}
    confidences |= {one.repository.id: one.repository.confidence for one in walks}
    return tuple(_weighed(trial, manifest, confidences) for trial in trials)


def gave_metalink(resolution: Resolution) -> bool:
    """Tell whether the PID itself gave a Metalink with files, which it would give again; a linked one is another."""
    asked = {purpose for question in resolution.questions for purpose in question.purpose.split(", ")}
    found = any(trial.mechanism == "metalink" and trial.state is TrialState.FOUND for trial in resolution.trials)
    return found and LINKED_METALINK.name not in asked


def _repositories(walks: tuple[Walked, ...]) -> Iterator[Trial]:
    for one in walks:
        recipe = f", by the recipe {one.spot.recipe.id}" if one.spot.recipe else ""
        trial = Trial(one.repository.id, f"{one.repository.title}{recipe}", TrialState.FAILED)
        trial = replace(trial, unproven=not one.repository.sample)
        if one.holding is None:
            yield replace(trial, because=redact(one.trouble.removesuffix(".")))
            continue
        listing = one.holding.listing
        state = TrialState.FOUND if listing.entries else TrialState.NOTHING
        because = listing.reason or one.holding.access.because
        yield replace(trial, state=state, count=len(listing.entries), complete=listing.complete, because=because)


def _standard(mechanism: Mechanism, outcome: Outcome | None, evidence: Evidence, manifest: Manifest) -> Trial:
    trial = Trial(mechanism.id, mechanism.title, TrialState.NOTHING)
    if outcome is not None:
        state = TrialState(outcome.state)
        return replace(trial, state=state, count=outcome.count, complete=outcome.complete, because=outcome.reason)
    asked = [one for step in _STEPS.get(mechanism.id, (PAGE.name,)) if (one := evidence.exchange_named(step))]
    if not asked:
        known = f"{manifest.mechanism} had named the files" if manifest.entries else "nothing links to one"
        return replace(trial, state=TrialState.NOT_TRIED, because=f"not asked: {known}")
    told = next((one for one in asked if one.ok), None)
    if told is None:
        return replace(trial, state=TrialState.FAILED, because=asked[0].outcome())
    return replace(trial, because=f"offered none ({told.media_type or 'no media type'} came)")


def _weighed(trial: Trial, manifest: Manifest, confidences: dict[str, float]) -> Trial:
    """Say of a way that found files why it is believed first, or not."""
    if trial.state is not TrialState.FOUND:
        return trial
    own, best = confidences[trial.mechanism], confidences[manifest.mechanism]
    if trial.mechanism == manifest.mechanism:
        why = "an independent one agrees" if manifest.confidence > own else "not every file has a digest"
        since = f", {manifest.confidence:g} since {why}" if manifest.confidence != own else ""
        return replace(trial, won=True, because=_joined(trial.because, f"believed first, with {own:g}{since}"))
    weight = f"{own:g} against {best:g} of {manifest.mechanism}" if own < best else f"as sure as {manifest.mechanism}"
    return replace(trial, because=_joined(trial.because, weight))


def _joined(*clauses: str) -> str:
    return redact("; ".join(filter(None, clauses)))
