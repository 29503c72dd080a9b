# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Languages that ask for names rather than files: who defines a full name, and the longest known part of one."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from scanner.detectors.modules.imports.interface import Source


class Names:
    """The full names that sources define, each with its file when one file stands out."""

    def __init__(
        self, sources: Iterable[Source], separator: str, home: Callable[[str, str], bool] | None = None
    ) -> None:
        """Index `defines`; `home(name, path)` tells that a path is where the language expects a name."""
        self._separator = separator
        places: dict[str, list[str]] = defaultdict(list)
        for source in sources:
            for name in dict.fromkeys(source.defines):
                places[name].append(source.path)
        self._file = {name: _main(name, paths, home) for name, paths in places.items()}
        self.tops = {name.partition(separator)[0] for name in places}

    def find(self, name: str, scope: str = "") -> str | None:
        """Return the file of a.b.c inside `scope`, else that of a.b there (c is then in it), else that of a."""
        outer = scope.split(self._separator) if scope else []
        parts = name.split(self._separator)
        for end in range(len(parts), 0, -1):
            if found := self._file.get(self._separator.join([*outer, *parts[:end]])):
                return found
        return None

    def knows(self, name: str) -> bool:
        """Return whether the first segment is a namespace of this repository."""
        return name.partition(self._separator)[0] in self.tops


def _main(name: str, paths: Sequence[str], home: Callable[[str, str], bool] | None) -> str | None:
    """Return the file of a name; a namespace that many files reopen has none, unless one is where it's expected."""
    if len(paths) == 1:
        return paths[0]
    expected = [path for path in paths if home and home(name, path)]
    return expected[0] if len(expected) == 1 else None
