# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a machine of a cluster asks, and the store answers: the same as if it held the store."""

import queue

import pytest

from catalog.cluster_channel import Correspondent, answer, decode, encode
from catalog.cluster_worker import Order, Setup
from catalog.database import Store
from catalog.reaching import GitAccess
from catalog.visit import Visit
from scanner.errors import GitError
from scanner.models import BlobKey, Finding, Outcome, Reading
from scanner.scan import Emit, Memory


class Line:
    """Questions and answers of one scan, answered on the spot."""

    def __init__(self, memory: Memory, emit: Emit) -> None:
        self._memory = memory
        self._emit = emit
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def put(self, value: bytes, timeout: float) -> None:
        """Answer a question."""
        self._answers.put(encode(answer(decode(value), self._memory, self._emit)))

    def get(self, timeout: float) -> bytes:
        """Return the answer."""
        return self._answers.get_nowait()


class Silence:
    """Nobody at the other end."""

    def put(self, value: bytes, timeout: float) -> None:
        """Take the question."""

    def get(self, timeout: float) -> bytes:
        """Wait in vain."""
        raise TimeoutError


def _reading(number: int) -> Reading:
    found = Finding(rule="mark", line=number, message="é\udcff", fingerprint="f", data={"nom": ["à", None, 1.5]})
    bounded = {"outcome": Outcome.BOUNDED, "reason": "took more than 180 s"} if number % 7 == 0 else {}
    return Reading(
        blob=f"{number:040x}",
        path_class="code:é",
        detector="marks",
        version="1",
        findings=(found,) if number % 2 else (),
        summary={"lines": number},
        **bounded,
    )


def test_a_machine_knows_what_the_store_knows(store: Store) -> None:
    line = Line(store, store.save_readings)
    speaker = Correspondent("scan", line, line, "here")
    readings = [_reading(number).model_copy(update={"findings": ()}) for number in range(50)]
    speaker.emit(readings)
    keys = [BlobKey(f"{number:040x}", "code:é") for number in range(60)]
    assert speaker.known("marks", "1", keys) == store.known("marks", "1", keys) != {}
    assert speaker.recall("marks", "1", keys) == store.recall("marks", "1", keys)
    assert len(speaker.recall("marks", "1", keys)) == 50
    assert speaker.known("marks", "2", keys) == {}


def test_findings_arrive_as_they_were_sent(store: Store) -> None:
    kept: list[Reading] = []
    line = Line(store, kept.extend)
    Correspondent("scan", line, line, "here").emit([_reading(1), _reading(7)])
    assert kept == [_reading(1), _reading(7)]


def test_what_the_store_refuses_is_told_to_the_machine(store: Store) -> None:
    def full(readings: object) -> None:
        raise GitError("no room left")

    line = Line(store, full)
    with pytest.raises(GitError, match="no room left"):
        Correspondent("scan", line, line, "here").emit([_reading(1)])


def test_an_odd_question_is_answered_with_an_error(store: Store) -> None:
    assert "error" in answer({"number": 1, "do": "keep", "readings": ["odd"]}, store, store.save_readings)
    assert "error" in answer({}, store, store.save_readings)


def test_a_machine_whose_command_is_gone_stops() -> None:
    with pytest.raises(GitError, match="no longer answers"):
        Correspondent("scan", Silence(), Silence(), "here").known("marks", "1", [BlobKey("0" * 40, "txt")])


def test_an_order_shows_neither_token_nor_key() -> None:
    setup = Setup((("secrets.yml", b"politique"),), b"la cle", 2000, (("marks", "1"),))
    order = Order("scan", "queue", Visit("h", "https://h/a", "", GitAccess("Basic c2VjcmV0"), ""), setup)
    for hidden in ("c2VjcmV0", "la cle", "politique", "https://h/a"):
        assert hidden not in repr(order) + repr(setup) + str([order])
