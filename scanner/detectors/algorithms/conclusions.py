# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""From the readings of a tree to its facts: which files are rules, models, legal bases, and their share of the code.

Tests, samples, documentation, translations and vendored code are counted apart: they show no rule of the product.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from scanner.detectors import roles
from scanner.detectors.algorithms.declarations import PROBLEMS
from scanner.detectors.algorithms.kinds import kinds_of
from scanner.detectors.algorithms.lexicon import Lexicon
from scanner.models import BlobKey, Confidence, Fact, Reading, TreeFile

_DETECTOR = "algorithms"
_HINTS = 5


class CodeFile(NamedTuple):
    """A source of the product and what its reading says."""

    path: str
    digest: str
    language: str
    code_lines: int
    persons: int
    """Distinct words for persons in it."""
    rules: Mapping[str, Any]
    training: Sequence[Sequence[Any]]
    law: Mapping[str, Any]
    control: Mapping[str, Any]


def conclude(
    files: Sequence[tuple[TreeFile, str | None]], readings: Mapping[BlobKey, Reading], lexicon: Lexicon
) -> Iterator[Fact]:
    """Yield the facts of a tree, given the path class of each of its files."""
    yield from _declared(files, readings)
    vendored = roles.vendored_folders(file.path for file, _ in files)
    kept: list[tuple[TreeFile, str]] = []
    excluded: Counter[str] = Counter()
    for file, path_class in files:
        if path_class is None and not _named(file.path, lexicon.models | lexicon.spreadsheets):
            continue
        if reason := _excluded(file.path, vendored):
            excluded[reason] += 1
        else:
            kept.append((file, path_class or ""))
    code = _code_files(kept, readings, lexicon)
    about_persons = _is_about_persons(code, lexicon.thresholds)
    ranked = sorted((c for c in code if _is_rule(c, about_persons, lexicon.thresholds)), key=_strength, reverse=True)
    rules = {file.path for file in ranked}
    citing = [c for c in code if c.law and not lexicon.notices.search(c.path)]
    law = sorted(citing, key=lambda c: (c.path in rules, c.law["count"], c.path), reverse=True)
    trained = list(_models(kept, readings, lexicon)) + [_training_fact(c) for c in code if c.training]
    limit = int(lexicon.thresholds["facts"])
    yield from (_rule_fact(file, lexicon) for file in ranked[:limit])
    hints = list(_hint_facts(code, ranked, about_persons))
    yield from hints
    yield from [_control_fact(file) for file in code if _is_control(file, file.path in rules)][:limit]
    yield from trained[:limit]
    yield from (_law_fact(file, file.path in rules) for file in law[:limit])
    sheets = sorted(_spreadsheets(kept, readings, lexicon), key=lambda row: (-(row["formulas"] or 0), row["path"]))
    yield from (_spreadsheet_fact(row) for row in sheets[:limit] if row["formulas"] or row.get("macros"))
    strength = sum(1.0 if file.path in rules else _hint(file, about_persons) for file in code)
    summary = _summary(code, ranked, law, trained, excluded, sheets, strength)
    nearest = next(iter(hints), None)
    yield _standing_at(nearest, summary) if nearest else summary


def _declared(files: Sequence[tuple[TreeFile, str | None]], readings: Mapping[BlobKey, Reading]) -> Iterator[Fact]:
    for file, path_class in files:
        if path_class not in {"declared", "declared-among"}:
            continue
        reading = readings.get(BlobKey(file.blob, path_class))
        said = reading.summary if reading else {}
        fact = partial(Fact, detector=_DETECTOR, path=file.path, confidence=Confidence.HIGH)
        for line, fields in said.get("declared", ()):
            data = {"status": "declared", **fields}
            yield fact(rule="algorithm-declared", line=line, message="An algorithm is declared", data=data)
        for line, kind, field, expected in said.get("problems", ()):
            data = {"problem": kind, "field": field, "expected": expected}
            yield fact(rule="algorithm-declaration-problem", line=line, message=PROBLEMS[kind], data=data)


def _excluded(path: str, vendored: Mapping[str, str]) -> str:
    """Return why a file is no code of the product, or ""."""
    checks = {
        "tests": roles.is_test(path),
        "documentation": roles.is_documentation(path),
        "translations": roles.is_translation(path),
        "migrations": roles.is_migration(path),
        "minified": roles.is_minified(path),
        "vendored": roles.is_under(path, vendored),
    }
    return next((reason for reason, holds in checks.items() if holds), "")


def _code_files(
    kept: Iterable[tuple[TreeFile, str]], readings: Mapping[BlobKey, Reading], lexicon: Lexicon
) -> list[CodeFile]:
    """Return the sources that are long enough; copies count once, under the first of their paths."""
    first: dict[str, CodeFile] = {}
    for file, path_class in kept:
        reading = readings.get(BlobKey(file.blob, path_class))
        summary = reading.summary if reading else {}
        if summary.get("code_lines", 0) >= lexicon.thresholds["code_lines"]:
            first.setdefault(summary["digest"], CodeFile(path=file.path, language=path_class, **summary))
    return list(first.values())


def _is_about_persons(code: Sequence[CodeFile], thresholds: Mapping[str, float]) -> bool:
    """Return whether persons are named all over the code: then a file need not name them again."""
    naming = sum(1 for file in code if file.persons)
    return naming >= thresholds["persons_context"] * max(1, len(code))


def _is_rule(file: CodeFile, about_persons: bool, thresholds: Mapping[str, float]) -> bool:
    rules = file.rules
    if not rules or rules["role"] != "rules":
        return False
    return bool(rules["nature"]) or (
        rules["rule_lines"] >= max(thresholds["rule_lines"], thresholds["density"] * file.code_lines)
        and (rules["comparisons"] >= thresholds["comparisons"] or rules["rule_lines"] >= thresholds["computations"])
        and len(rules["terms"]) >= thresholds["terms"]
        and (about_persons or len(rules["persons"]) >= thresholds["persons"])
    )


def _strength(file: CodeFile) -> tuple[float, str]:
    """Order rule files: many rule lines that compare, in a file full of them, about several kinds of persons."""
    rules = file.rules
    density = rules["rule_lines"] / file.code_lines
    return (rules["comparisons"] + rules["rule_lines"]) * (0.25 + density) * (
        1 + 0.1 * len(rules["persons"])
    ), file.path


def _hint(file: CodeFile, about_persons: bool) -> float:
    """Return what a file that isn't a rule file adds, 0 to ½: a trained model, or some of what makes rules.

    Graded, so that code with little of it still comes before code with none. The weights were set on the development
    half of `bench.truth_transparency`.
    """
    rules = file.rules
    if file.training:
        return 0.5
    if not rules or rules["role"] != "rules" or rules["nature"]:
        return 0.0
    full: float = min(1.0, rules["rule_lines"] / max(10.0, 0.1 * file.code_lines))
    compares = 1.0 if rules["comparisons"] else 0.5
    named = 1.0 if about_persons or file.persons else 0.4
    return 0.3 * full * compares * named * (1.0 if len(rules["terms"]) > 1 else 0.5)


def _hint_facts(code: Sequence[CodeFile], ranked: Sequence[CodeFile], about_persons: bool) -> Iterator[Fact]:
    """Yield the files that come nearest to rules where no file is one, so that the strength has its lines: the
    summary stands at the first.
    """
    if ranked:
        return
    hints = [(_hint(file, about_persons), file) for file in code if file.rules and not file.training]
    for weight, file in sorted(hints, key=lambda each: (-each[0], each[1].path))[:_HINTS]:
        if weight:
            yield Fact(
                detector=_DETECTOR,
                rule="algorithm-hint",
                path=file.path,
                line=file.rules["line"],
                confidence=Confidence.LOW,
                message="This file has a few lines that may compute or decide something about persons",
                data={"weight": round(weight, 4), "terms": file.rules["terms"], "lines": _shown(file.rules["lines"])},
            )


def _standing_at(hint: Fact, summary: Fact) -> Fact:
    data = summary.data | {"lines": hint.data["lines"]}
    return summary.model_copy(update={"path": hint.path, "line": hint.line, "data": data})


def _is_control(file: CodeFile, is_rule: bool) -> bool:
    control = file.control
    return bool(control) and control["count"] >= 3 and (control["numeric"] >= 2 or is_rule or bool(file.training))


def _control_fact(file: CodeFile) -> Fact:
    return Fact(
        detector=_DETECTOR,
        rule="algorithm-control",
        path=file.path,
        line=file.control["lines"][0][0],
        message="This code seems to look for fraud or to choose whom to control: article L311-5 of the CRPA may apply",
        data={"l311_5": True, "kinds": ["control"], **file.control, "lines": _shown(file.control["lines"])},
    )


def _spreadsheet_fact(row: Mapping[str, Any]) -> Fact:
    macros = bool(row.get("macros"))
    bears = bool(row.get("terms") and row.get("persons"))
    return Fact(
        detector=_DETECTOR,
        rule="algorithm-spreadsheet",
        path=row["path"],
        confidence=Confidence.MEDIUM if bears else Confidence.LOW,
        message="This spreadsheet has macros" if macros else "This spreadsheet computes with formulas",
        data={**row, "bears_on_persons": bears},
    )


def _shown(lines: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    return [{"line": number, "text": text} for number, text in lines]


def _rule_fact(file: CodeFile, lexicon: Lexicon) -> Fact:
    rules = file.rules
    many = rules["comparisons"] >= 10 or bool(rules["nature"])
    return Fact(
        detector=_DETECTOR,
        rule="algorithm-rules",
        path=file.path,
        line=rules["line"],
        end_line=max((number for number, _ in rules["lines"]), default=rules["line"]),
        confidence=Confidence.HIGH if many else Confidence.MEDIUM,
        message="This file computes or decides something about persons",
        data={
            "language": rules["nature"] or file.language,
            "terms": rules["terms"],
            "persons": rules["persons"],
            "kinds": kinds_of(rules["kinds"], rules["terms"], file.path, lexicon),
            "rule_lines": rules["rule_lines"],
            "comparisons": rules["comparisons"],
            "code_lines": file.code_lines,
            "lines": _shown(rules["lines"]),
        },
    )


def _law_fact(file: CodeFile, is_rule: bool) -> Fact:
    return Fact(
        detector=_DETECTOR,
        rule="algorithm-legal-basis",
        path=file.path,
        line=file.law["lines"][0][0],
        confidence=Confidence.HIGH if is_rule else Confidence.MEDIUM if file.rules.get("nature") else Confidence.LOW,
        message="This code cites the law that it applies",
        data={"count": file.law["count"], "rule_file": is_rule, "lines": _shown(file.law["lines"])},
    )


def _training_fact(file: CodeFile) -> Fact:
    line, _, text = file.training[0]
    return Fact(
        detector=_DETECTOR,
        rule="algorithm-model",
        path=file.path,
        line=line,
        message="This code trains a model",
        data={
            "kind": "training",
            "libraries": [row[1] for row in file.training],
            "lines": [{"line": line, "text": text}],
        },
    )


def _models(
    kept: Iterable[tuple[TreeFile, str]], readings: Mapping[BlobKey, Reading], lexicon: Lexicon
) -> Iterator[Fact]:
    for file, path_class in kept:
        if not _named(file.path, lexicon.models):
            continue
        reading = readings.get(BlobKey(file.blob, path_class))
        sure = bool(reading and reading.summary.get("model"))
        if sure or (reading is None and not _named(file.path, lexicon.ambiguous_models)):
            yield Fact(
                detector=_DETECTOR,
                rule="algorithm-model",
                path=file.path,
                confidence=Confidence.HIGH if sure else Confidence.LOW,
                message="This file holds a learned model",
                data={"kind": "file", "bytes": file.size, "stored": reading.summary["stored"] if reading else "git"},
            )


def _spreadsheets(
    kept: Iterable[tuple[TreeFile, str]], readings: Mapping[BlobKey, Reading], lexicon: Lexicon
) -> Iterator[dict[str, Any]]:
    for file, path_class in kept:
        if _named(file.path, lexicon.spreadsheets):
            reading = readings.get(BlobKey(file.blob, path_class))
            said = reading.summary if reading else {"formulas": None}
            if said["formulas"] != 0 or said.get("macros"):
                yield {"path": file.path, **said}


def _named(path: str, extensions: frozenset[str]) -> bool:
    return path.rpartition("/")[2].rpartition(".")[2].lower() in extensions


def _summary(
    code: Sequence[CodeFile],
    ranked: Sequence[CodeFile],
    law: Sequence[CodeFile],
    trained: Sequence[Fact],
    excluded: Counter[str],
    spreadsheets: Sequence[dict[str, Any]],
    strength: float,
) -> Fact:
    parameters = sum(1 for file in code if file.rules and file.rules["role"] == "parameters")
    code_files = len(code) - parameters
    return Fact(
        detector=_DETECTOR,
        rule="algorithm-summary",
        message="How much of the code computes or decides something about persons",
        data={
            "rule_files": len(ranked),
            "code_files": code_files,
            "share": round(len(ranked) / code_files, 4) if code_files else 0.0,
            "strength": round(strength / code_files, 4) if code_files else 0.0,
            "rule_lines": sum(file.rules["rule_lines"] for file in ranked),
            "code_lines": sum(file.code_lines for file in code),
            "parameter_files": parameters,
            "models": len(trained),
            "legal_basis_files": len(law),
            "languages": dict(Counter(file.rules["nature"] or file.language for file in ranked).most_common(10)),
            "spreadsheets": [{"path": row["path"], "formulas": row["formulas"]} for row in spreadsheets[:20]],
            "excluded": dict(sorted(excluded.items())),
        },
    )
