# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`policies/legal.yml`, `checklist.yml`, `quality.yml` and `licenses.yml` as typed values."""

from pathlib import Path
from typing import Literal

from catalog.priority_policy import Words
from catalog.verdict.models import LegalVerdict
from scanner.models import Frozen
from scanner.policies import load_policy


class GroundRule(Frozen):
    """A ground on which code may stay closed, and where it leads."""

    id: str
    article: str
    kind: Literal["absolute", "relative", "other"]
    verdict: LegalVerdict
    title: Words


class LegalQuestion(Frozen):
    """A question of the tree; `removable` and `judgement` name blockers."""

    number: int = 0
    articles: tuple[str, ...]
    title: Words
    to_decide: Words
    removable: tuple[str, ...] = ()
    judgement: tuple[str, ...] = ()


class Ending(Frozen):
    """Where the tree ends."""

    article: str
    title: Words


class LegalPolicy(Frozen):
    """The tree of code.gouv.fr's legal guide."""

    grounds: tuple[GroundRule, ...]
    questions: tuple[LegalQuestion, ...]
    unasked: LegalQuestion
    verdicts: dict[LegalVerdict, Ending]


class CheckRule(Frozen):
    """A line of the checklist, and what judges it."""

    id: str
    section: str
    title: Words
    why: Words
    mend: Words
    blockers: tuple[str, ...] = ()
    needs: str = ""
    faults: str = ""
    """Rule of the facts that say what is wrong in what is needed."""
    review: tuple[str, ...] = ()
    judge: Literal["", "licence", "reuse"] = ""
    human: bool = False
    history: bool = False
    silence: Literal["pass", "human"] = "pass"
    """What it means that nothing was found."""


class EffortPolicy(Frozen):
    """From how many things to do the work is medium, or large."""

    medium: int
    large: int


class ChecklistPolicy(Frozen):
    """What is checked before opening."""

    sections: dict[str, Words]
    lines: tuple[CheckRule, ...]
    effort: EffortPolicy


class LegalLicence(Frozen):
    """A licence that an administration may choose."""

    spdx: str
    use: Literal["software", "information"]
    effect: Literal["permissive", "reciprocal"]
    name: Words
    same_text: tuple[str, ...] = ()


class PointRule(Frozen):
    """A point of remarkable software: a fact, files by name, or something known of the repository."""

    id: str
    title: Words
    fact: str = ""
    files: tuple[str, ...] = ()
    known: Literal["", "homepage", "commit", "licence", "maintained", "funded", "reused"] = ""


class ValueRule(Frozen):
    """What makes open code worth mending."""

    holders: int
    forks: int
    stars: int
    modules: int


class QualityPolicy(Frozen):
    """The criteria of remarkable software (Awesome code.gouv.fr)."""

    months: int
    poor_below: int
    value: ValueRule
    preconditions: tuple[PointRule, ...]
    points: tuple[PointRule, ...]


class VerdictPolicies(Frozen):
    """All that a verdict is judged by."""

    legal: LegalPolicy
    checklist: ChecklistPolicy
    licences: tuple[LegalLicence, ...]
    quality: QualityPolicy


def load_verdict_policies(policies: Path | None) -> VerdictPolicies:
    """Load the policies, the administration's own first; raises `UsageError` for one that breaks its schema."""
    names = ("legal", "checklist", "quality", "licenses")
    legal, checklist, quality, licences = (load_policy(name, policies).data for name in names)
    software = [LegalLicence.model_validate(_known(each)) for each in licences["licenses"]]
    return VerdictPolicies(
        legal=LegalPolicy.model_validate(_known(legal, "version")),
        checklist=ChecklistPolicy.model_validate(_known(checklist, "version")),
        licences=tuple(each for each in software if each.use == "software"),
        quality=QualityPolicy.model_validate(_known(quality, "version")),
    )


def _known(data: dict[str, object], *left: str) -> dict[str, object]:
    return {key: value for key, value in data.items() if key not in {"aliases", *left}}
