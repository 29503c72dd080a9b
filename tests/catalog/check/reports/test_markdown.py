# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The page of Markdown, as a reader of GitHub's dialect renders it: its tables hold, whatever the names."""

from html.parser import HTMLParser

from markdown_it import MarkdownIt

from catalog.check.models import Note, Severity, Verdict
from catalog.check.reports import REPORTS
from catalog.check.reports.markdown import MAX_BYTES, MAX_ROWS
from catalog.i18n import translator
from tests.catalog.check.reports.verdicts import HOSTILE, change, hostile, problem, verdict

OURS = {"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "ul", "li", "strong", "a"}


class Page(HTMLParser):
    """What a page holds: its tags, its links, and the cells of each row."""

    def __init__(self, of: Verdict) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.rows: list[list[str]] = []
        self.feed(MarkdownIt("commonmark").enable("table").render(text(of)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "a":
            self.links.add(dict(attrs)["href"] or "")
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.rstrip("\n")


def text(of: Verdict) -> str:
    return REPORTS["markdown"](of, translator("en"))


def test_problems_are_rows_the_heaviest_first() -> None:
    rows = Page(change()).rows
    assert rows[:3] == [
        ["Severity", "Rule", "Where", "Problem"],
        ["error", "licence-present", "the repository as a whole", "a problem of licence-present"],
        ["error", "secret", "old.env:3", "a problem of secret (in the history, commit bbbbbbbb)"],
    ]
    assert [row[0] for row in rows[-3:]] == ["Rule", "binary-file", "secret"]
    assert rows[-1][2].startswith("a fake one (tests/a.py:2)")


def test_the_title_tells_the_verdict() -> None:
    assert text(change()).startswith("## Ouvrage: the check fails\n")
    assert text(verdict()) == "## Ouvrage: the check passes\n\nno problem (the whole repository, 12 files).\n"
    assert text(verdict(partial=change().partial)).startswith("## Ouvrage: the check is incomplete\n")


def test_no_name_makes_markup_of_its_own() -> None:
    page = Page(hostile())
    assert page.tags <= OURS
    assert page.links <= {rule.source for rule in hostile().rules}
    problems = [row for row in page.rows if len(row) == 4]
    assert len(problems) == 1 + 2 * len(HOSTILE)
    assert [row for row in page.rows if len(row) not in (3, 4)] == []
    assert "`code` | [a](javascript:b) *b*:1" in {row[2] for row in problems}


def test_long_tables_are_cut_and_say_so() -> None:
    many = tuple(problem("file-size", Severity.NOTE, f"{number:05}") for number in range(MAX_ROWS + 7))
    assert "\n\n7 others aren't shown here.\n" in text(verdict(many))


def test_the_page_is_never_heavier_than_a_step_may_show() -> None:
    long = "é|" * 150
    excluded = tuple(problem("secret", path=f"{long}{number}", message=long) for number in range(MAX_ROWS))
    notes = tuple(Note(message=f"{number} {'漢' * 1_900}") for number in range(MAX_ROWS))
    told = text(verdict(excluded, excluded=excluded, notes=notes))
    assert len(told.encode()) <= MAX_BYTES
    assert told.endswith("…\n")
