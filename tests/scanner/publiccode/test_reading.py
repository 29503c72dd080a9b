# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Which bytes are a document at all."""

import pytest

from scanner.publiccode import validate
from scanner.publiccode.reading import Kind, Place, Unreadable, read
from tests.scanner.publiccode.documents import VALID


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        ("name: Pa\u00efe\n".encode("latin-1"), Place(1, 9), "the file must be written in UTF-8"),
        ("name: Paie\n".encode("utf-16"), Place(1, 1), "the file must be written in UTF-8"),
        (b"name: Paie\n---\nname: Conges\n", Place(2, 1), "one document only"),
        (b"name: Paie: RH\n", Place(1, 11), "a colon is out of place"),
        (b"name:\n\tPaie\n", Place(2, 1), "a tab is out of place"),
        (b'name: "Paie\n', Place(2, 1), "a quote or a bracket is not closed"),
        (b"name: *rien\n", Place(1, 7), "names no anchor"),
        (b"name: \x07\n", Place(1, 7), "a control character"),
        (b"? [a]\n: b\n", Place(1, 3), "a key must be a text"),
    ],
)
def test_what_is_no_document_says_where_and_why(data: bytes, place: Place, message: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data)
    (problem,) = validate(data).problems
    assert message in problem.message
    assert (caught.value.place, problem.key) == (place, "")


def test_a_mark_of_byte_order_is_no_matter() -> None:
    assert validate(b"\xef\xbb\xbf" + VALID.encode()).valid


def test_kinds_are_those_of_yaml_1_2() -> None:
    root = read(b"a: no\nb: 2024-01-31\nc: 0.10\nd: true\ne: ~\nf:\ng: '1'\nh: !!str 1\ni: 12:30\n").root
    kinds = [
        Kind.TEXT,
        Kind.TEXT,
        Kind.NUMBER,
        Kind.BOOLEAN,
        Kind.NOTHING,
        Kind.NOTHING,
        Kind.TEXT,
        Kind.TEXT,
        Kind.TEXT,
    ]
    assert [part.kind for part in root.keys.values()] == kinds


def test_a_key_that_stands_twice_is_told_and_the_first_is_read() -> None:
    validation = validate(VALID.encode() + b"name: Conges\nfundedBy: [{uri: 'https://a.fr', uri: x}]\n")
    assert [(problem.key, problem.line, problem.column) for problem in validation.problems] == [
        ("name", 22, 1),
        ("fundedBy[0].uri", 23, 34),
    ]
    assert (validation.document["name"], validation.valid) == ("Paie", False)


def test_aliases_are_read_and_bombs_are_not() -> None:
    assert read(b"a: &x [1, 2]\nb: *x\n").root.plain() == {"a": ["1", "2"], "b": ["1", "2"]}
    bomb = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
        b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(9)
    )
    for data in (bomb, b"a: &x [*x]\n", b"[" * 5_000, b"- " * 5_000):
        (problem,) = validate(data).problems
        assert problem.message.startswith("the document holds too many values")


def test_a_file_that_is_too_large_is_not_read() -> None:
    (problem,) = validate(b"name: " + b"a" * 600_000).problems
    assert problem.message == "the file is larger than 500000 bytes"


def test_half_a_character_is_replaced() -> None:
    assert read(b'a: "\\ud800"\n').root.plain() == {"a": "?"}
