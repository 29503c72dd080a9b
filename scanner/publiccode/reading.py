# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""YAML 1.2 that remembers the place of each of its parts, read from untrusted bytes.

The standard asks for YAML 1.2 in UTF-8: `no` and `2024-01-31` are texts there, which PyYAML, being of YAML 1.1, takes
for a boolean and a date. So the kinds of plain scalars are told here, by the core schema of YAML 1.2 (§10.3.2).
"""

import re
from bisect import bisect_right
from enum import StrEnum
from typing import Any, NamedTuple

import yaml

MAX_BYTES = 500_000
"""The longest descriptions that the standard allows, in twelve languages of four-byte letters."""
MAX_PARTS = 20_000
"""Values in the document, aliases unfolded."""
MAX_DEPTH = 30


class Kind(StrEnum):
    """What a value is."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NOTHING = "nothing"
    LIST = "list"
    MAPPING = "mapping"


class Place(NamedTuple):
    """Line and column, from 1."""

    line: int
    column: int


class Part:
    """One value of the document. A mapping has `keys`, a list has `items`, all else has `text`."""

    def __init__(self, kind: Kind, place: Place, text: str = "") -> None:
        self.kind = kind
        self.place = place
        """Where the value starts."""
        self.text = text
        """A scalar as it was written."""
        self.keys: dict[str, Part] = {}
        self.key_places: dict[str, Place] = {}
        self.items: list[Part] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written: null, or a text without a character."""
        return self.kind is Kind.NOTHING or (self.kind is Kind.TEXT and not self.text)

    @property
    def is_empty_list(self) -> bool:
        """Whether it is a list without a value."""
        return self.kind is Kind.LIST and not self.items

    def plain(self) -> Any:  # noqa: ANN401 - JSON is any value
        """Return the value as JSON says it; numbers stay the text that was written, as the standard has none."""
        match self.kind:
            case Kind.MAPPING:
                return {key: part.plain() for key, part in self.keys.items()}
            case Kind.LIST:
                return [part.plain() for part in self.items]
            case Kind.BOOLEAN:
                return self.text.lower() == "true"
            case Kind.NOTHING:
                return None
            case _:
                return self.text


def dotted(above: str, name: str) -> str:
    """Return the dotted name of a key under another, "" being the root."""
    return f"{above}.{name}" if above else name


class Unreadable(Exception):
    """The bytes aren't one YAML document in UTF-8; says where and why."""

    def __init__(self, place: Place, message: str, **fields: object) -> None:
        super().__init__(message)
        self.place = place
        self.message = message
        self.fields = fields


class _Core(yaml.SafeLoader):
    """PyYAML's safe loader with the kinds of YAML 1.2's core schema, and its `?` in texts between brackets."""

    yaml_implicit_resolvers: dict[Any, Any] = {}  # noqa: RUF012 - PyYAML fills it class by class
    _in_text = False

    def scan_plain(self) -> Any:  # noqa: ANN401 - PyYAML's own
        self._in_text = True
        try:
            return super().scan_plain()
        finally:
            self._in_text = False

    def peek(self, index: int = 0) -> Any:  # noqa: ANN401 - PyYAML's own
        """Hide `?` from the scanner, which looks at characters here and takes texts elsewhere."""
        character = super().peek(index)
        return "x" if self._in_text and character == "?" else character


_TAG = "tag:yaml.org,2002:"
for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    (
        "float",
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        list("-+.0123456789"),
    ),
):
    _Core.add_implicit_resolver(_TAG + _tag, re.compile(rf"(?:{_pattern})\Z"), _first)

_MESSAGES = {
    "mapping values are not allowed": "a colon is out of place: check the indentation, or put the value between quotes",
    "could not find expected ':'": "a colon is missing after a key",
    "expected <block end>": "the indentation is not that of the lines above",
    "found character '\\t'": "a tab is out of place: indent with spaces",
    "expected the node content": "a value is missing or out of place",
    "expected ',' or": "a comma or a closing bracket is missing",
    "expected '<document start>'": "this line belongs to nothing above it",
    "found unexpected end of stream": "a quote or a bracket is not closed",
    "found undefined alias": "an alias (*) names no anchor (&)",
    "special characters are not allowed": "a control character is not allowed",
}
"""What PyYAML says, by its first words, in plain words."""
_KINDS = {"null": Kind.NOTHING, "bool": Kind.BOOLEAN, "int": Kind.NUMBER, "float": Kind.NUMBER}


class Repeat(NamedTuple):
    """A key that stands once more in the same mapping: only the first is read."""

    key: str
    """Its dotted name."""
    place: Place


class Document(NamedTuple):
    """A document as parts; an empty one is a mapping without keys."""

    root: Part
    repeats: tuple[Repeat, ...] = ()


def read(data: bytes) -> Document:
    """Return a document.

    Raises:
        Unreadable: not UTF-8, not YAML, several documents, or larger than the bounds.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(Place(1, 1), message="the file is larger than {limit} bytes", limit=MAX_BYTES)
    text = _decoded(data)
    node = _composed(text)
    if node is None:
        return Document(Part(Kind.MAPPING, Place(1, 1)))
    builder = _Builder(text)
    root = builder.part(node, "", 0)
    return Document(root, tuple(builder.repeats))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        raise Unreadable(_after(before), message="the file must be written in UTF-8") from error


def _after(before: str) -> Place:
    return Place(before.count("\n") + 1, len(before) - before.rfind("\n"))


def _composed(text: str) -> yaml.Node | None:
    loader = None
    try:
        loader = _Core(text)
        return loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = _after(text[: mark.index]) if mark else Place(1, 1)
        if error.context == "expected a single document in the stream":
            raise Unreadable(
                place, message="a file holds one document only: remove what follows the line ---"
            ) from error
        raise Unreadable(
            place, message="this is not valid YAML: {reason}", reason=_plain(error.problem or "")
        ) from error
    except yaml.reader.ReaderError as error:
        place = _after(text[: error.position])
        raise Unreadable(place, message="this is not valid YAML: {reason}", reason=_plain(error.reason)) from error
    except RecursionError as error:
        raise _too_many(Place(1, 1)) from error
    except (yaml.YAMLError, ValueError) as error:
        raise Unreadable(Place(1, 1), message="this is not valid YAML: {reason}", reason=_plain(str(error))) from error
    finally:
        if loader is not None:
            loader.dispose()


def _sound(text: str) -> str:
    r"""Return a text that can be stored: `"\ud800"` is half a character, that no encoding takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _too_many(place: Place) -> Unreadable:
    return Unreadable(place, message="the document holds too many values, or values in values: it is not read")


def _plain(said: str) -> str:
    return next((plain for words, plain in _MESSAGES.items() if said.startswith(words)), said)


class _Builder:
    """Makes parts of nodes, counting them: an alias is unfolded, and a few lines of aliases can stand for gigabytes."""

    def __init__(self, text: str) -> None:
        self.repeats: list[Repeat] = []
        self._made = 0
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def part(self, node: yaml.Node, key: str, depth: int) -> Part:
        place = self._place(node)
        self._made += 1
        if self._made > MAX_PARTS or depth > MAX_DEPTH:
            raise _too_many(place)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, Part(Kind.MAPPING, place), key, depth)
        if isinstance(node, yaml.SequenceNode):
            made = Part(Kind.LIST, place)
            made.items = [self.part(item, f"{key}[{index}]", depth + 1) for index, item in enumerate(node.value)]
            return made
        return Part(_KINDS.get(node.tag.removeprefix(_TAG), Kind.TEXT), place, _sound(node.value))

    def _place(self, node: yaml.Node) -> Place:
        """Return where a node starts, by the lines that editors see: PyYAML counts U+0085 and others as well."""
        line = bisect_right(self._starts, node.start_mark.index)
        return Place(line, node.start_mark.index - self._starts[line - 1] + 1)

    def _mapping(self, node: yaml.MappingNode, made: Part, above: str, depth: int) -> Part:
        for key_node, value_node in node.value:
            place = self._place(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                raise Unreadable(place, message="a key must be a text")
            name = _sound(key_node.value)
            key = dotted(above, name)
            if name in made.keys:
                self.repeats.append(Repeat(key, place))
                continue
            made.keys[name] = self.part(value_node, key, depth + 1)
            made.key_places[name] = place
        return made
