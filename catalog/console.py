# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is said while working: on stderr, with bars on a terminal only, in the reader's language."""

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING

from catalog.i18n import Translator, choose_language, translator
from catalog.reports.text import plain

if TYPE_CHECKING:
    from rich.console import Console

Advance = Callable[[str], None]


class Loudness(IntEnum):
    """How much is said."""

    QUIET = 0
    NORMAL = 1
    VERBOSE = 2
    DEBUG = 3


class Voice:
    """Says things to people. Threads may share it."""

    def __init__(self, loudness: Loudness = Loudness.NORMAL) -> None:
        self.loudness = loudness
        self._lock = threading.Lock()

    @cached_property
    def _err(self) -> "Console":
        from rich.console import Console  # slow to load, and only what is drawn needs it

        return Console(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)

    def say(self, message: str, *, at: Loudness = Loudness.NORMAL) -> None:
        """Print one line, if it is loud enough. The text is data: nothing in it is markup, nor commands a terminal."""
        if self.loudness >= at:
            with self._lock:
                sys.stderr.write(f"{_plain(message)}\n")

    def detail(self, message: str) -> None:
        """Print one line under --verbose."""
        self.say(message, at=Loudness.VERBOSE)

    def error(self, message: str) -> None:
        """Print one line whatever the loudness."""
        with self._lock:
            if sys.stderr.isatty():
                self._err.print(_plain(message), style="bold red")
            else:
                sys.stderr.write(f"{_plain(message)}\n")

    @contextlib.contextmanager
    def waiting(self, title: str) -> Iterator[None]:
        """Show on a terminal, for as long as it takes, that something is under way."""
        if self.loudness is Loudness.QUIET or not sys.stderr.isatty():  # FORCE_COLOR makes no terminal of a CI's log
            yield
            return
        from rich.markup import escape

        with self._err.status(escape(title)):
            yield

    @contextlib.contextmanager
    def counting(self, title: str, total: int) -> Iterator[Advance]:
        """Show how many of `total` things are done; call the value with the name of each when it is."""
        if self.loudness is Loudness.QUIET or total == 0 or not self._err.is_terminal:
            yield self.detail
            return
        from rich.markup import escape
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, TextColumn("{task.fields[last]}"), console=self._err, transient=True) as progress:
            task = progress.add_task(title, total=total, last="")
            yield lambda name: progress.update(task, advance=1, last=escape(name)[-40:])


def _plain(message: str) -> str:
    return "\n".join(map(plain, message.split("\n")))


@dataclass
class Session:
    """What one command speaks with; the options that every command has set it."""

    voice: Voice = field(default_factory=Voice)
    translate: Translator = field(default_factory=lambda: translator(choose_language()))
    debug: bool = False
