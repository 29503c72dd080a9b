# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The gate: which units are proposed, best first, never one inside another; and what was looked at."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from scanner.detectors import roles
from scanner.detectors.modules.score import Scored
from scanner.models import Confidence, Fact

Gate = Literal["extractable", "after-cutting"]
_DETECTOR = "modules"
_NAMES = re.compile(r"[/.]")
_MESSAGES: dict[Gate, str] = {
    "extractable": "This part could live on its own: it needs nothing of the rest of the repository",
    "after-cutting": "This part could live on its own once a few imports are cut",
}


def gate_of(scored: Scored, policy: Mapping[str, Any]) -> Gate | None:
    """Return what it takes to take a unit out, or None when it isn't to be proposed.

    Someone must want it: it is imported from elsewhere, or offered as a package. Where coupling isn't known, only
    offered packages are proposed, with their cuts unknown. What only sets this program up is nobody else's.
    """
    unit, signals = scored.unit, scored.signals
    if not set(policy["settings"].split()).isdisjoint(_NAMES.split(unit.path.lower())):
        return None
    if scored.score < policy["min_score"] or not (signals.used_by or unit.offered):
        return None
    if signals.domain_share > policy["max_domain"] * scored.usual.domain:
        return None
    if not scored.coupled:
        return "after-cutting" if unit.offered else None
    if not signals.cuts:
        return "extractable"
    return "after-cutting" if _few_cuts(scored, policy) else None


def _few_cuts(scored: Scored, policy: Mapping[str, Any]) -> bool:
    """Return whether cutting is little work: few imports to cut, and not a hub that half of the code stands on."""
    signals, usual = scored.signals, scored.usual
    hub = signals.importers > policy["max_importers"] * max(1, usual.files - len(scored.unit.sources))
    few = len(signals.cuts) <= policy["max_cuts"] and scored.efferent <= policy["max_efferent"] * usual.efferent
    return few and not hub


def propose(scored: Sequence[Scored], policy: Mapping[str, Any]) -> Iterator[Fact]:
    """Yield the proposals, best first, none of them inside another, at most as many as the policy says.

    A part of a package that is itself proposed stands back for it: its makers have drawn the line already.
    """
    passing = [(each, gate) for each in scored if (gate := gate_of(each, policy))]
    packages = [each.unit.path for each, _ in passing if each.unit.package]
    chosen: list[str] = []
    for each, gate in sorted(passing, key=lambda row: (-row[0].score, row[0].unit.path)):
        path = each.unit.path
        if roles.is_under(path, packages) or any(_nested(path, other) for other in chosen):
            continue
        if len(chosen) >= policy["proposed"]:
            return
        chosen.append(path)
        yield _fact(each, gate)


def _nested(one: str, other: str) -> bool:
    return one.startswith(other + "/") or other.startswith(one + "/")


def _fact(scored: Scored, gate: Gate) -> Fact:
    unit, signals = scored.unit, scored.signals
    rate = round(1000 * len(signals.cuts) / unit.lines, 2) if scored.coupled else None
    return Fact(
        detector=_DETECTOR,
        rule="module-candidate",
        path=unit.path,
        line=1 if unit.kind == "file" else 0,
        confidence=Confidence.MEDIUM if scored.coupled else Confidence.LOW,
        message=_MESSAGES[gate],
        data={
            "kind": unit.kind,
            "language": unit.language,
            "package": unit.package,
            "files": len(unit.sources),
            "lines": unit.lines,
            "score": round(scored.score, 3),
            "gate": gate,
            "signals": {
                "efferent_per_kloc": rate,
                "domain_share": round(signals.domain_share, 3),
                "breadth": len(signals.used_by),
                "independence": round(signals.alone / signals.commits, 3) if signals.commits else None,
            },
            "cuts": [{"path": cut.source, "line": cut.line, "target": cut.target} for cut in signals.cuts],
            "importers": signals.importers,
            "used_by": list(signals.used_by[:20]),
        },
    )
