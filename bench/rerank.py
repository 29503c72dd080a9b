# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`python -m bench.rerank`: how long a ranking takes anew after a weight of the policy changed, with nothing scanned.

A store of made-up repositories is filled with as many facts, files and findings a repository as scans of real ones
leave (medians of five repositories of French administrations: 24 facts, 200 files, 30 places of contents with findings;
one file in ten is held elsewhere too). The ranking is timed under two policies, beside a naive reader that asks the
store repository by repository and parses everything it finds. The last line is JSON: seconds, and `ratio` of the two.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from catalog.database import Store, open_store
from catalog.priorities import MODULE_GRAPH, Ranked, assess, in_order, rank
from catalog.priority_policy import Priorities, load_priorities
from catalog.subjects import FactRow, FindingRow, Subject
from scanner.models import Fact, Forge, ForgeKind, Owner, Place, Report, Repository, TreeFile, Visibility

_HOST = "forge.exemple.gouv.fr"
_DETECTORS = dict.fromkeys(("algorithms", "community", "licenses", "modules", "rights", "secrets"), "1")
_FILES, _PLACES, _COMMON = 200, 30, 50_000
_COMMIT = "c0ffee" + "0" * 34


def main() -> int:
    """Fill a store, time the rankings, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m bench.rerank")
    parser.add_argument("--repositories", type=int, default=10_000)
    parser.add_argument("--store", type=Path, help="keep the store there, or use the one that is there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        path = arguments.store or Path(place, "rerank.db")
        if not path.exists():
            with open_store(path) as store:
                print(f"filled in {_seconds(lambda: fill(store, arguments.repositories))[0]:.0f} s")
        print(json.dumps(measure(path)))
    return 0


def measure(path: Path) -> dict[str, Any]:
    """Return the seconds of a ranking, of one after a weight changed, and of the naive reader of the same store."""
    policy = load_priorities()
    with open_store(path, read_only=True) as store:
        top, _ = _seconds(lambda: rank(store, _reweighted(policy), limit=20))
        first, ranked = _seconds(lambda: rank(store, policy))
        again, changed = _seconds(lambda: rank(store, _reweighted(policy)))
        naive, read = _seconds(lambda: in_order((assess(each, policy) for each in _one_by_one(store)), policy))
    moved = sum(one.subject.id != other.subject.id for one, other in zip(ranked, changed, strict=True))
    same = sum(one.transparency == other.transparency for one, other in zip(_by_id(ranked), _by_id(read), strict=True))
    return {
        "repositories": len(ranked),
        "seconds": round(first, 2),
        "seconds_after_a_weight_change": round(again, 2),
        "seconds_for_the_first_20": round(top, 2),
        "seconds_naive": round(naive, 2),
        "ratio": round(naive / top, 1),
        "moved": moved,
        "same_scores_as_naive": same,
    }


def _by_id(ranked: list[Ranked]) -> list[Ranked]:
    return sorted(ranked, key=lambda item: item.subject.id)


def _seconds(step: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = step()
    return time.perf_counter() - start, result


def _reweighted(policy: Priorities) -> Priorities:
    """Return the policy with the first rule of each axis weighing ten times as much."""
    axes = {}
    for name, axis in policy.axes.items():
        first, *others = axis.rules
        heavier = first.model_copy(update={"weight": first.weight * 10})
        axes[name] = axis.model_copy(update={"rules": (heavier, *others)})
    return policy.model_copy(update={"axes": axes})


# --- the naive reader ------------------------------------------------------------------------------------------------


def _one_by_one(store: Store) -> Iterator[Subject]:
    """Yield the closed repositories, each asked for by queries of its own, with every fact parsed."""
    for row in store.rows("SELECT * FROM repositories WHERE visibility <> 'public' AND gone_at IS NULL"):
        subject = Subject(
            row["id"], row["host"], ForgeKind.GITLAB, "", row["full_name"], row["name"], row["visibility"], ""
        )
        for fact in store.rows("SELECT * FROM repository_facts WHERE repository_id = ?", (row["id"],)):
            known = FactRow(fact["rule"], fact["path"], fact["line"], 0, fact["message"], fact["data"])
            subject.facts.setdefault(known.rule, []).append(known)
            _ = known.data
        for found in store.rows("SELECT * FROM repository_findings WHERE repository_id = ?", (row["id"],)):
            names = ("rule", "path", "line", "at_head", "confidence", "message", "fingerprint")
            subject.findings.append(FindingRow(**{name: found[name] for name in names}, commit="", date=""))
        yield subject


# --- made-up repositories --------------------------------------------------------------------------------------------


def fill(store: Store, number: int) -> None:
    """Fill an empty store with closed repositories, the same at each call."""
    chance = random.Random(number)  # noqa: S311 - no secret
    store.save_forge(Forge(host=_HOST, kind=ForgeKind.GITLAB, url=f"https://{_HOST}"))
    owners = [
        store.save_owner(Owner(host=_HOST, login=f"direction-{n}", name="", html_url=""))
        for n in range(number // 20 + 1)
    ]
    _save_contents(store)
    for index in range(number):
        owner = index % len(owners)
        repository_id = store.save_repository(_repository(f"direction-{owner}", f"application-{index}"), owners[owner])
        report = Report(commit=_COMMIT, refs_digest="1", detectors=_DETECTORS, files=_FILES, history_blobs=900)
        store.save_scan(repository_id, report, _files(index, chance), _places(chance), _facts(chance))


def _repository(owner: str, name: str) -> Repository:
    full_name = f"{owner}/{name}"
    return Repository(
        host=_HOST,
        owner=owner,
        name=name,
        full_name=full_name,
        forge_id=full_name,
        html_url=f"https://{_HOST}/{full_name}",
        clone_url=f"https://{_HOST}/{full_name}.git",
        visibility=Visibility.PRIVATE,
    )


def _files(index: int, chance: random.Random) -> Iterator[TreeFile]:
    for number in range(_FILES):
        common = chance.random() < 0.1
        blob = f"{chance.randrange(_COMMON) if common else _COMMON + index * _FILES + number:040x}"
        yield TreeFile(
            path=f"src/lib{number % 9}/file{number}.py", blob=blob, size=chance.randrange(100, 9000), mode="100644"
        )


def _places(chance: random.Random) -> Iterator[Place]:
    """Yield contents with findings; their readings are shared by all, as those of common files are."""
    for number in sorted(chance.sample(range(500), _PLACES)):
        path = f"conf/{number}.env"
        yield Place(
            blob=f"{10**30 + number:040x}", path=path, commit=_COMMIT, date="2024-01-01", at_head=bool(number % 3)
        )


def _save_contents(store: Store) -> None:
    from scanner.models import Confidence, Finding, Reading

    rules = ("secret-password", "licence-detection", "personal-email", "secret-api-key", "rights-contractor")
    store.save_readings(
        Reading(
            blob=f"{10**30 + number:040x}",
            path_class="",
            detector="secrets",
            version="1",
            findings=tuple(
                Finding(rule=rules[(number + n) % 5], confidence=Confidence.MEDIUM, message="Found", line=n + 1)
                for n in range(4)
            ),
        )
        for number in range(500)
    )


def _facts(chance: random.Random) -> Iterator[Fact]:
    rules, modules = chance.choice((0, 0, 0, 2, 6, 15)), chance.choice((0, 0, 1, 3, 7, 11))
    for number in range(rules):
        lines = [{"line": n, "text": "if (baspc > pc->seuil_prel) montant = assiette * taux;"} for n in range(3)]
        data: dict[str, Any] = {"terms": {"seuil": 3, "montant": 2}, "lines": lines}
        yield Fact(detector="algorithms", rule="algorithm-rules", path=f"src/calcul{number}.py", line=7, data=data)
    share: dict[str, Any] = {"rule_files": rules, "code_files": _FILES, "share": rules / _FILES}
    yield Fact(detector="algorithms", rule="algorithm-summary", data=share)
    for number in range(modules):
        module: dict[str, Any] = {
            "kind": "directory", "language": "python", "files": 5, "lines": 700, "score": round(chance.random(), 2),
            "gate": chance.choice(("extractable", "after-cutting")), "used_by": ["src/app", "src/web", "src/batch"],
            "cuts": [{"path": f"src/lib{number}/a.py", "line": 12, "target": "src/models.py"}],
        }  # fmt: skip
        yield Fact(detector="modules", rule="module-candidate", path=f"src/lib{number}", data=module)
    yield Fact(detector="modules", rule=MODULE_GRAPH, data={"resolution_rate": round(chance.random(), 2)})
    for rule in ("community-readme", "licence-declared", "rights-authors", "rights-summary", "rights-unlicensed"):
        yield Fact(detector="rights", rule=rule, data={"expression": "MIT", "files": 40, "rules": {"a": 3, "b": 9}})
    for number in range(8):
        data = {"name": f"part{number}", "version": "1.2.3", "licensed": bool(number % 4), "files": 30, "bytes": 90_000}
        yield Fact(detector="rights", rule="rights-vendored", path=f"vendor/part{number}", data=data)


if __name__ == "__main__":
    raise SystemExit(main())
