# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is said holds texts of others, which are never markup nor orders to a terminal."""

from collections.abc import Callable

import pytest

from catalog.console import Loudness, Voice

ODD = "[bold]depot[/] :lock: \x1b[2J\u202e é\u00a0!"
SHOWN = "[bold]depot[/] :lock: \\x1b[2J\\u202e é\u00a0!"


@pytest.mark.parametrize("speak", [Voice.say, Voice.error])
def test_a_text_is_said_as_it_is_with_what_would_drive_a_terminal_escaped(
    speak: Callable[[Voice, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    speak(Voice(), ODD)
    assert capsys.readouterr().err == f"{SHOWN}\n"


def test_each_line_stays_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    Voice().say("one\n  two")
    assert capsys.readouterr().err == "one\n  two\n"


def test_details_are_for_those_who_ask(capsys: pytest.CaptureFixture[str]) -> None:
    Voice().detail("seldom")
    Voice(Loudness.VERBOSE).detail("often")
    assert capsys.readouterr().err == "often\n"
