# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Reads a folder of declarations; what can't be used is a problem with its file and line, and the rest is used."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from catalog import declarations
from catalog.ospos import Referent, read_referents
from catalog.registers import models
from catalog.registers.grounds import load_grounds
from catalog.registers.quarters import last_day, parse_quarter
from scanner.detectors.algorithms.declarations import canonical_field, plain_value
from scanner.models import Problem
from scanner.nearest import nearest

SUFFIXES = (".yml", ".yaml")
NAMES = {
    "openings": ("openings", "ouvertures"),
    "exemptions": ("exemptions", "derogations", "dérogations"),
    "requests": ("requests", "demandes"),
    "algorithms": ("algorithms", "algorithmes"),
    "referents": ("referents", "référents"),
}
"""What each register's file may be called, without suffix; a list may also stand under that name as its only key."""
_MOST_FILES = 1_000

RecordT = TypeVar("RecordT", bound=models.Record)


def read_registers(folder: Path, today: date, policies: Path | None = None) -> models.Registers:
    """Read the declarations of a folder that is there, as `catalog.registers.load_registers` tells."""
    reader = _Reader(_files(folder), [*_strangers(folder)])
    openings = reader.read("openings", _opening, lambda each: each.name.casefold())
    exemptions = reader.read("exemptions", partial(_exemption, policies), _of_repository)
    requests = reader.read("requests", _request, lambda each: each.id.casefold())
    algorithms = reader.read("algorithms", _algorithm, lambda each: f"{_of_repository(each)} {each.name.casefold()}")
    reader.problems.extend(_both_open_and_closed(openings, exemptions, today))
    return models.Registers(
        today=today,
        openings=openings,
        exemptions=exemptions,
        requests=requests,
        algorithms=algorithms,
        referents=reader.referents(),
        problems=tuple(reader.problems),
    )


def _of_repository(record: Any) -> str:  # noqa: ANN401 - any record with a repository
    return models.plain_key(record.repository)


def _files(folder: Path) -> dict[str, list[Path]]:
    known = {
        register: [f"{name}{suffix}" for name in names for suffix in SUFFIXES] for register, names in NAMES.items()
    }
    return {
        register: [folder / name for name in names if (folder / name).is_file()] for register, names in known.items()
    }


def _strangers(folder: Path) -> Iterator[Problem]:
    """Yield the YAML files of the folder that no register is called after."""
    known = [name for names in NAMES.values() for name in names]
    found = (path for path in sorted(folder.iterdir())[:_MOST_FILES] if path.suffix in SUFFIXES)
    for path in found:
        if path.stem not in known:
            near = nearest(path.stem, known)
            hint = f"did you mean {near}.yml?" if near else "known names: " + ", ".join(NAMES)
            yield Problem(file=str(path), reason=f"this file is no register: {hint}")


class _Reader(NamedTuple):
    files: dict[str, list[Path]]
    problems: list[Problem]

    def read(
        self, register: str, make: Callable[[dict[str, Any]], RecordT | str], same: Callable[[RecordT], str]
    ) -> tuple[RecordT, ...]:
        """Read the files of a register; of two records on the same thing that disagree, the first is kept."""
        kept: dict[str, RecordT] = {}
        for path in self.files[register]:
            rename = _in_english if register == "algorithms" else None
            read = declarations.read_declared_list(path, f"declarations/{register}", NAMES[register], rename)
            self.problems.extend(read.problems)
            for record in read.records:
                made = make(record.values | {"file": f"{path.parent.name}/{path.name}", "line": record.line})
                if isinstance(made, str):
                    self.problems.append(Problem(file=str(path), line=record.line, reason=made))
                elif (first := kept.setdefault(same(made), made)) is not made:
                    self.problems.append(_disagreement(path, first, made))
        return tuple(kept.values())

    def referents(self) -> tuple[Referent, ...]:
        kept: dict[str, Referent] = {}
        for path in self.files["referents"]:
            named = read_referents(path)
            self.problems.extend(named.problems)
            for each in named.referents:
                first = kept.setdefault(each.scope, each)
                if first.model_copy(update={"declared_by": each.declared_by}) != each:
                    file, _, line = each.declared_by.rpartition(":")
                    reason = f"{each.scope} has another referent at {first.declared_by}: only that one is used"
                    self.problems.append(Problem(file=file, line=int(line), reason=reason))
        return tuple(kept.values())


def _in_english(key: str, value: Any) -> tuple[str, Any]:  # noqa: ANN401 - any YAML
    """Accept the French fields that a repository's own `algorithmes.yml` may have."""
    field = canonical_field(key)
    return (field, plain_value(field, value)) if field in models.Algorithm.model_fields else (key, value)


def _disagreement(path: Path, first: models.Record, other: models.Record) -> Problem:
    one, two = first.model_dump(exclude={"file", "line"}), other.model_dump(exclude={"file", "line"})
    differing = ", ".join(key for key in one if one[key] != two[key])
    if differing:
        reason = f"this entry disagrees with {first.place} ({differing}): only that one is used"
    else:
        reason = f"this entry repeats {first.place}"
    return Problem(file=str(path), line=other.line, reason=reason)


def _both_open_and_closed(
    openings: Iterable[models.Opening], exemptions: Iterable[models.Exemption], today: date
) -> Iterator[Problem]:
    """Yield the exemptions in force of code that is said to be open: only people can tell which is right."""
    done = [each for each in openings if each.effective_on and each.repository]
    for exemption in exemptions:
        for opening in done:
            if exemption.in_force(today) and models.names(opening.repository, exemption.repository):
                reason = f"{exemption.repository} is exempted, but {opening.place} says that it is open"
                yield Problem(file=exemption.file, line=exemption.line, reason=reason)


# --- records ---------------------------------------------------------------------------------------------------------


def _opening(values: dict[str, Any]) -> models.Opening | str:
    quarter = parse_quarter(values.get("quarter", ""))
    if not (quarter or "effective_on" in values):
        return "this entry is left out: it must have a quarter or an effective_on"
    opening = models.Opening.model_validate(values | {"quarter": quarter})
    if opening.announced_on and quarter and last_day(quarter) < opening.announced_on:
        return f"{quarter} was over when it was announced, on {opening.announced_on}: this entry is left out"
    return opening


def _exemption(policies: Path | None, values: dict[str, Any]) -> models.Exemption | str:
    grounds, cited = load_grounds(policies), values["ground"]
    ground = grounds.get(cited)
    if ground is None:
        return f"this exemption is refused: the law knows no ground {cited!r}: {grounds.hint(cited)}"
    return models.Exemption.model_validate(values | {"ground": ground.id, "article": ground.article})


def _request(values: dict[str, Any]) -> models.Request | str:
    request = models.Request.model_validate(values)
    if request.answered_on and request.answered_on < request.received_on:
        return f"this request is answered before it is received, on {request.answered_on}: this entry is left out"
    answered = request.answered_on and request.status is models.RequestStatus.OPEN
    return request.model_copy(update={"status": models.RequestStatus.ANSWERED}) if answered else request


def _algorithm(values: dict[str, Any]) -> models.Algorithm:
    return models.Algorithm.model_validate(models.plain_algorithm(values))
