# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Contents of files that say what they are made from, so that only what has changed is made again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, overload


class Made(NamedTuple):
    """The content of a file that is made from a few things."""

    made_from: tuple[object, ...]
    """All that the content depends on."""
    make: Callable[[], str]


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
Content = Text | bytes


@overload
def whole(files: Iterable[tuple[str, Text]]) -> Iterator[tuple[str, str]]: ...
@overload
def whole(files: Iterable[tuple[str, Content]]) -> Iterator[tuple[str, str | bytes]]: ...
def whole(files: Iterable[tuple[str, Content]]) -> Iterator[tuple[str, str | bytes]]:
    """Yield the path and the content of files, each of them made."""
    for name, content in files:
        if isinstance(content, Made):
            yield name, content.make()
        elif isinstance(content, Joined):
            yield name, content.text()
        else:
            yield name, content
