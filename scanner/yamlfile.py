# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""YAML that remembers its lines: untrusted files read safely, problems told with file and line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, cast

import yaml

from scanner.errors import UsageError

MAX_BYTES = 5_000_000
MAX_DEPTH = 200

Position = tuple[str | int, ...]


class Document:
    """A parsed YAML file: plain `data` (dicts, lists, scalars) and the line of each of its parts."""

    def __init__(self, data: Any, lines: dict[Position, int], file: str) -> None:  # noqa: ANN401 - YAML is any value
        self.data = data
        self.file = file
        self._lines = lines

    def line(self, *position: str | int) -> int:
        """Return the line (from 1) of the part at `position`, or of its nearest known parent."""
        while position and position not in self._lines:
            position = position[:-1]
        return self._lines.get(position, 1)

    def same_line(self, position: Position, other: Position) -> None:
        """Give a part that its reader renamed the line of what was written."""
        self._lines[position] = self.line(*other)


_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as fast where PyYAML comes with libyaml; both give the same nodes."""


def _guard(text: str | bytes) -> None:
    """Refuse aliases, a few lines of which can stand for gigabytes, and depths that would exhaust the stack."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        refused = "aliases (*) are not accepted" if isinstance(event, yaml.AliasEvent) else ""
        if refused or depth > MAX_DEPTH:
            mark = cast("yaml.Mark", event.start_mark)
            raise yaml.composer.ComposerError(None, None, refused or f"it is more than {MAX_DEPTH} levels deep", mark)


def load(
    text: str | bytes, file: str, *, plain: bool = False, on_repeat: Callable[[str, int], None] | None = None
) -> Document:
    """Parse one YAML document.

    Args:
        text: at most `MAX_BYTES` of YAML 1.1.
        file: the name that errors carry.
        plain: leave every scalar as the text that was written (`no`, `007` and `2024-08-09` stay so).
        on_repeat: takes the key and line of a key that stands twice, and only the first is read; without it,
            such a key is an error.

    Raises:
        UsageError: too large, not YAML, uses aliases, or holds the same key twice; `source` is ``file:line``.
    """
    if len(text) > MAX_BYTES:
        raise UsageError("the file is larger than {limit} bytes", source=file, limit=MAX_BYTES)
    loader = None
    try:
        _guard(text)
        loader = _Loader(text)
        node = loader.get_single_node()
        lines: dict[Position, int] = {}
        if node is None:
            return Document(None, lines, file)
        _walk(node, (), lines, _Repeats(file, on_repeat))
        return Document(_as_written(node) if plain else loader.construct_document(node), lines, file)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        reason = error.problem or "unreadable"
        raise UsageError("this is not valid YAML: {reason}", source=f"{file}:{line}", reason=reason) from error
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0]
        raise UsageError("this is not valid YAML: {reason}", source=file, reason=reason) from error
    finally:
        if loader is not None:
            loader.dispose()


def load_file(path: Path) -> Document:
    """Read and parse a YAML file; raises `UsageError` as `load` does, and when the file can't be read."""
    return load(read_file(path), str(path))


def read_file(path: Path) -> bytes:
    """Return what a file holds; raises `UsageError` when it can't be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError("the file can't be read: {reason}", source=str(path), reason=reason) from error


class _Repeats(NamedTuple):
    """What to do with a key that stands twice in one mapping."""

    file: str
    on_repeat: Callable[[str, int], None] | None

    def meet(self, key: str, line: int) -> None:
        if self.on_repeat:
            self.on_repeat(key, line)
            return
        raise UsageError(
            "the key {key} stands twice in the same mapping",
            source=f"{self.file}:{line}",
            mend="keep one of the two",
            key=repr(key),
        )


def _walk(node: yaml.Node, position: Position, lines: dict[Position, int], repeats: _Repeats) -> None:
    lines.setdefault(position, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        node.value = [(k, v) for k, v in node.value if _walk_pair(k, v, position, lines, repeats)]
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _walk(item, (*position, index), lines, repeats)


def _walk_pair(
    key_node: yaml.Node, value_node: yaml.Node, position: Position, lines: dict[Position, int], repeats: _Repeats
) -> bool:
    line = key_node.start_mark.line + 1
    key = (*position, str(key_node.value))
    if key in lines:
        repeats.meet(str(key_node.value), line)
        return False
    lines[key] = line
    _walk(value_node, key, lines, repeats)
    return True


def _as_written(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _as_written(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_as_written(item) for item in node.value]
    return str(node.value)
