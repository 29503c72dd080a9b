# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Contents of files that say what they are made from, so that only what has changed is made again."""

import gzip
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, overload

_LEVEL = 6
"""Of gzip: 9 takes three or four times as long for a hundredth less."""


class Made(NamedTuple):
    """The content of a file that is made from a few things."""

    made_from: tuple[object, ...]
    """All that the content depends on."""
    make: Callable[[], str]


class Compressed(NamedTuple):
    """The content of a file that holds a text compressed with gzip: the same bytes for the same text."""

    text: str

    @property
    def made_from(self) -> tuple[object, ...]:
        """All that the content depends on."""
        return (self.text,)

    def make(self) -> bytes:
        """Return the content."""
        return gzip.compress(self.text.encode(), _LEVEL, mtime=0)


class Joined(NamedTuple):
    """The content of a file that lists things: one text a thing."""

    things: Sequence[Any]
    """Models, or tuples of what can be keyed: all that the text of each depends on, but for `made_from`."""
    make: Callable[[Any], str]
    """A thing → its text; "" leaves it out."""
    before: str = "["
    between: str = ","
    after: str = "]\n"
    made_from: tuple[object, ...] = ()
    """What all the texts depend on."""

    def text(self) -> str:
        """Return the whole of it."""
        return self.before + self.between.join(filter(None, map(self.make, self.things))) + self.after


Text = str | Made | Joined
Content = Text | Compressed | bytes


class Bundle(NamedTuple):
    """Files that are made from the same things: as long as those are what they were, so is each of the files."""

    name: str
    """What tells it from the other bundles of an output folder, on one line."""
    made_from: tuple[object, ...]
    """All that the name and the content of any of the files depend on."""
    files: Callable[[], Iterable[tuple[str, Content]]]
    """Called only when one of them may have to be made: the path and the content of each."""


@overload
def whole(files: Iterable[tuple[str, Text] | Bundle]) -> Iterator[tuple[str, str]]: ...
@overload
def whole(files: Iterable[tuple[str, Content] | Bundle]) -> Iterator[tuple[str, str | bytes]]: ...
def whole(files: Iterable[tuple[str, Content] | Bundle]) -> Iterator[tuple[str, str | bytes]]:
    """Yield the path and the content of files, each of them made."""
    for each in files:
        if isinstance(each, Bundle):
            yield from whole(each.files())
            continue
        name, content = each
        if isinstance(content, Made | Compressed):
            yield name, content.make()
        elif isinstance(content, Joined):
            yield name, content.text()
        else:
            yield name, content
