# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The text of a verdict: what people read in a terminal, and in the log of a CI."""

import os
import pty
import sys

import pytest
from wcwidth import wcswidth

from catalog.check.models import Mode, Note, Severity, Verdict
from catalog.check.reports import REPORTS, printed
from catalog.check.reports.page import Page, page_of
from catalog.check.reports.text import MAX_SHOWN, render
from catalog.i18n import translator
from tests.catalog.check.reports.verdicts import change, hostile, problem, verdict

ENGLISH, FRENCH = translator("en"), translator("fr")


def text(of: Verdict, page: Page | None = None) -> str:
    return render(of, ENGLISH, page) if page else render(of, ENGLISH)


def test_problems_are_told_by_file_the_heaviest_first() -> None:
    told, _, after = text(change()).partition("Why, and how to mend\n")
    assert told == (
        "The repository as a whole\n"
        "  error  licence-present\n"
        "    a problem of licence-present\n"
        "\n"
        "old.env\n"
        "  error  secret  line 3\n"
        "    a problem of secret (in the history, commit bbbbbbbb)\n"
        "\n"
        "src/réglages.py\n"
        "  error  secret  line 12\n"
        "    a problem of secret\n"
        "  warning  personal-data  line 3\n"
        "    a problem of personal-data\n"
        "\n"
        "src/un dossier/a#b.py\n"
        "  note  spdx-headers\n"
        "    a problem of spdx-headers\n"
        "\n"
    )
    rules = ("licence-present", "secret", "personal-data", "spdx-headers")
    assert [after.count(f"\n{rule}: ") for rule in rules] == [1, 1, 1, 1]


def test_what_is_said_of_several_lines_of_a_file_is_said_once() -> None:
    twice = tuple(problem("personal-data", path="a.csv", line=line) for line in (3, 9))
    assert "a.csv\n  error  personal-data  lines 3, 9\n    a problem of personal-data\n\n" in text(verdict(twice))
    many = tuple(problem("personal-data", path="a.csv", line=line) for line in range(1, 15))
    assert "  lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12… (14)\n" in text(verdict(many))


def test_what_does_not_count_is_said_with_its_reason_and_the_last_line_counts() -> None:
    assert text(change()).partition("Excluded\n")[2] == (
        "    logo.png, binary-file: the logo (.ouvrage.yml:7, until 31 January 2027)\n"
        "    tests/a.py:2, secret: a fake one (tests/a.py:2)\n"
        "\n"
        "To be known\n"
        "    The history is cut short.\n"
        "\n"
        "Not judged\n"
        "    big.sql was not read\n"
        "\n"
        "Ouvrage: the check fails\n"
        "3 errors, 1 warning, 1 note (what this change brings to 22222222, 12 files); 3 were there before; 2\n"
        "are excluded; the check is incomplete.\n"
    )


def test_nothing_wrong_is_one_line() -> None:
    assert text(verdict()) == "no problem (the whole repository, 12 files).\n"
    assert text(verdict(mode=Mode.CHANGE, files=1)) == "no problem (what this change brings, 1 file).\n"
    assert render(verdict(), FRENCH) == "aucun problème (dépôt entier, 12 fichiers).\n"


def test_a_rule_that_only_notes_break_says_how_to_mend_and_no_more() -> None:
    told = text(verdict((problem("degree-badge", Severity.NOTE), problem("secret", path="a"))))
    why = told.partition("Why, and how to mend\n")[2]
    assert "degree-badge: Badge of the degree of openness\n    Add to the README" in why
    assert "Degrees of openness of code.gouv.fr" not in why
    assert "article L311-5" in why


def test_what_fails_the_check_says_how_to_tell_a_false_alarm() -> None:
    note = problem("degree-badge", Severity.NOTE)
    assert "ouvrage:allow" not in text(verdict((note,)))
    assert "A false alarm? Write ouvrage:allow RULE reason" in text(verdict((problem("secret", path="a"),)))
    told = text(verdict((problem("secret", path="a"),), mode=Mode.CHANGE)).replace("\n", " ")
    assert "it counts once it is in the base branch" in told


def test_numbers_and_days_are_written_as_the_language_writes_them() -> None:
    fields = {"count": 12345, "day": "2026-03-01"}
    of = verdict((problem("secret", path="a", message="{count} since {day}", fields=fields),))
    assert "12,345 since 1 March 2026\n" in text(of)
    assert "12\u202f345 since 1er mars 2026\n" in render(of, FRENCH)


def test_the_spaces_of_french_hold_their_words_together() -> None:
    told = render(verdict((problem("licence-present"),)), FRENCH, Page(60))
    assert "licence-present\u00a0: Licence présente\n" in told
    assert "«\u00a0ouvrage fix\u00a0»" in told.replace("\n    ", " ")


def test_a_sentence_of_ours_in_another_is_in_the_reader_s_language_too() -> None:
    inner = "An address holds a password."
    of = verdict((problem("secret", path="a", message="{what}", fields={"what": inner}),))
    assert FRENCH.told(inner) != inner
    assert FRENCH.told(inner) in render(of, FRENCH)


def test_sentences_to_add_follow_the_message() -> None:
    also = (Note(message="{by} doesn't count.", fields={"by": "a.py:3"}), Note(message="{n} more.", fields={"n": 2}))
    assert "a problem of secret a.py:3 doesn't count. 2 more.\n" in text(verdict((problem("secret", also=also),)))


@pytest.mark.parametrize("width", [40, 60, 100, 200])
def test_lines_fit_the_page(width: int) -> None:
    wide = problem("secret", path="a", message="漢字 " * 60 + "é" * 5)
    lines = text(verdict((wide,), notes=(Note(message="mot " * 200),)), Page(width)).splitlines()
    assert max(wcswidth(line) for line in lines if "https://" not in line) <= width


def test_colours_are_for_terminals_alone() -> None:
    assert "\x1b" not in REPORTS["text"](change(), ENGLISH)
    coloured = text(change(), Page(100, coloured=True))
    assert "\x1b[31merror\x1b[0m" in coloured
    assert coloured.replace("\x1b[0m", "").replace("\x1b[1m", "").replace("\x1b[31m", "").replace(
        "\x1b[33m", ""
    ).replace("\x1b[36m", "") == text(change())


def test_a_terminal_has_its_width_and_its_colours_unless_it_refuses_them() -> None:
    ours, theirs = pty.openpty()
    try:
        with os.fdopen(theirs, "w") as terminal:
            assert page_of(terminal, {}).coloured
            assert not page_of(terminal, {"NO_COLOR": "1"}).coloured
            assert not page_of(terminal, {"TERM": "dumb"}).coloured
            assert page_of(terminal, {"NO_COLOR": ""}).coloured
            assert page_of(terminal, {}).width >= 40
    finally:
        os.close(ours)


def test_a_stream_that_is_no_terminal_gets_plain_text(tmp_path_factory: pytest.TempPathFactory) -> None:
    with (tmp_path_factory.mktemp("text") / "told").open("w") as file:
        assert printed("text", change(), ENGLISH, file) == text(change())
    assert printed("json", change(), ENGLISH, sys.stdout) == REPORTS["json"](change(), ENGLISH)


def test_no_line_is_a_command_to_the_runner_of_a_ci() -> None:
    for width in (40, 100):
        lines = text(hostile(), Page(width)).splitlines()
        assert not [line for line in lines if line.lstrip().startswith("::") or "##[" in line]
    assert r"\x3a:error::taken" in text(hostile())
    assert r"\x23#[add-mask]x" in text(hostile())


def test_names_are_shown_on_one_line_without_controls() -> None:
    told = text(hostile())
    assert r"a\nb" in told
    assert r"\u202etxt.exe" in told
    assert all(line.isprintable() for line in told.splitlines())


def test_beyond_what_people_read_the_others_are_counted() -> None:
    problems = [problem("file-size", Severity.NOTE, f"{number:04}") for number in range(MAX_SHOWN + 2)]
    told = text(verdict((*problems, problem("secret", path="z"))))
    assert told.startswith("z\n")
    assert "3 other problems aren't shown: --format json has them all.\n" in told
    assert told.endswith("1 error, 502 notes (the whole repository, 12 files).\n")
