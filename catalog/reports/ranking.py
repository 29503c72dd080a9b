# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The ranking as `ouvrage rank` prints it: a table, JSON, CSV or Markdown.

JSON is the same in all languages; its shape is ``policies/schemas/output/rank.schema.json``.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from catalog.i18n import Translator
from catalog.listing.tables import guard_formula
from catalog.priorities import MODULE_GRAPH, Answer, Blocker, Point, Ranked
from catalog.priority_policy import AXES, Priorities
from catalog.reports.text import markdown, plain
from catalog.reports.wording import exemption_words, opening_words, reason, word

SCHEMA_VERSION = 1
_REASONS = 3


def ranking_table(ranked: Sequence[Ranked], policy: Priorities, t: Translator) -> Table:
    """Return the ranking as a table for a terminal, readable from 80 columns on."""
    table = Table(title=t("Which closed code to open next"), title_justify="left", show_lines=True)
    for heading in _headings(t)[:5]:
        table.add_column(heading, overflow="fold")
    for item in ranked:
        rank, name, *marks, reasons, blockers = _cells(item, policy, t)
        told = Text.assemble((name, "bold"), "\n", reasons)
        if item.blockers:
            way = t("{title}: {n}", title=t("In the way"), n=blockers.replace("\n", ", "))
            told.append(f"\n{way}", style="yellow")
        table.add_row(rank, told, *(Text(mark) for mark in marks))
    return table


def ranking_markdown(ranked: Sequence[Ranked], policy: Priorities, t: Translator) -> str:
    """Return the ranking as a Markdown table."""
    headings = _headings(t)
    rows = [["<br>".join(map(markdown, text.split("\n"))) for text in _cells(item, policy, t)] for item in ranked]
    lines = [headings, ["---"] * len(headings), *rows]
    return f"# {t('Which closed code to open next')}\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def ranking_csv(ranked: Sequence[Ranked]) -> str:
    """Return the ranking as CSV (comma, LF); text that a spreadsheet would run is quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = (
        "rank",
        "repository",
        "visibility",
        "transparency",
        "reusability",
        "degree",
        "blockers",
        "front",
        "url",
        "exempted_until",
        "declared_open_on",
    )
    writer.writerow(columns)
    for item in ranked:
        blockers = " ".join(blocker.rule for blocker in item.blockers)
        texts = {"repository": item.subject.key, "url": item.subject.html_url, "blockers": blockers}
        row = as_json(item, with_data=False) | {name: guard_formula(text) for name, text in texts.items()}
        row["exempted_until"] = item.exemption.expires_on.isoformat() if item.exemption else ""
        row["declared_open_on"] = item.declared_open_on
        writer.writerow([row[column] for column in columns])
    return out.getvalue()


def ranking_json(ranked: Iterable[Ranked]) -> str:
    """Return the ranking as a JSON list; each repository carries all its evidence."""
    return dump([as_json(item, with_data=False) for item in ranked])


def dump(value: object) -> str:
    """Write JSON as all our outputs are: UTF-8 kept, indented, a newline at the end."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def as_json(item: Ranked, *, with_data: bool) -> dict[str, Any]:
    """Return one repository as JSON values; `with_data` adds to each point what the detector saw there."""
    subject = item.subject
    return {
        "schema_version": SCHEMA_VERSION,
        "rank": item.rank or None,
        "front": item.front or None,
        "repository": subject.key,
        "url": subject.html_url,
        "visibility": str(subject.visibility),
        "transparency": item.transparency,
        "reusability": item.reusability,
        "degree": item.degree,
        "degree_basis": [_answer(answer) for answer in item.degree_basis],
        "blockers": [_blocker(blocker) for blocker in item.blockers],
        "evidence": [_point(point, with_data) for point in item.evidence],
        "exemption": _exemption(item),
        "declared_open_on": item.declared_open_on or None,
        "scan": _scan(item),
    }


def resolution_rate(item: Ranked) -> float | None:
    """Return the share of internal imports that could be resolved, None when no graph was made."""
    for fact in item.subject.facts.get(MODULE_GRAPH, ()):
        rate = fact.data.get("resolution_rate")
        return float(rate) if isinstance(rate, int | float) else None
    return None


def _answer(answer: Answer) -> dict[str, Any]:
    return {"question": answer.question, "answer": answer.answer, "facts": answer.facts}


def _blocker(blocker: Blocker) -> dict[str, Any]:
    places = [
        {
            "path": place.path,
            "line": place.line,
            "commit": place.commit,
            "rule": place.rule,
            "confidence": place.confidence,
            "at_head": place.at_head,
        }
        for place in blocker.places
    ]
    return {"rule": blocker.rule, "number": blocker.number, "places": places}


def _point(point: Point, with_data: bool) -> dict[str, Any]:
    told = {
        "axis": point.axis,
        "path": point.path,
        "line": point.line,
        "commit": point.commit,
        "rule": point.rule,
        "points": point.points,
        "fact": point.fact.rule,
        "message": point.fact.message,
    }
    if point.fact.declared:
        told["declared"] = True
    return told | {"data": point.fact.data} if with_data else told


def _exemption(item: Ranked) -> dict[str, Any] | None:
    kept = item.exemption
    return kept.model_dump(mode="json", exclude={"repository"}) if kept else None


def _scan(item: Ranked) -> dict[str, Any] | None:
    scan = item.subject.scan
    if scan is None:
        return None
    return {
        "scanned_at": scan.scanned_at,
        "commit": scan.commit,
        "outcome": str(scan.outcome),
        "files": scan.files,
        "history_blobs": scan.history_blobs,
        "missing": scan.missing,
        "shallow": scan.shallow,
        "bounded": [{name: blob.get(name, "") for name in ("blob", "path", "reason")} for blob in scan.bounded],
        "problems": list(scan.problems),
        "resolution_rate": resolution_rate(item),
    }


def _headings(t: Translator) -> list[str]:
    return [
        t("Rank"),
        t("Repository"),
        t("Transparency"),
        t("Reusability"),
        t("Degree"),
        t("Why"),
        t("In the way"),
    ]


def _cells(item: Ranked, policy: Priorities, t: Translator) -> list[str]:
    titles = {blocker.id: blocker.title.in_language(t.language) for blocker in policy.blockers}
    return [
        str(item.rank),
        f"{plain(item.subject.key)}\n({word(item.subject.visibility, t)})",
        score(item, item.transparency, t),
        score(item, item.reusability, t),
        item.degree or "–",
        "\n".join(_reasons(item, policy, t)) or "–",
        "\n".join(titles[blocker.rule] for blocker in item.blockers) or "–",
    ]


def _reasons(item: Ranked, policy: Priorities, t: Translator) -> list[str]:
    kept = [exemption_words(item.exemption, t)] if item.exemption else []
    opened = [opening_words(item.opened, t)] if item.opened else []
    return [*kept, *opened, *main_reasons(item, policy, t)]


def score(item: Ranked, value: float, t: Translator) -> str:
    """Say a score; 0 is never "low": it means that nothing was detected, or that nothing was read."""
    if item.subject.commit:
        return t.number(value) if value else t("nothing detected")
    return t("not scanned") if item.subject.scan is None else t("empty")


def main_reasons(item: Ranked, policy: Priorities, t: Translator) -> list[str]:
    """Return the sentences of the rules that gave most, three at most."""
    given = [
        (sum(point.points for point in item.of_rule(axis, rule.id)), reason(item, axis, rule, t))
        for axis in AXES
        for rule in policy.axes[axis].every_rule
    ]
    told = sorted(((points, text) for points, text in given if text), key=lambda pair: -pair[0])
    return [f"{text}." for _, text in told[:_REASONS]]
