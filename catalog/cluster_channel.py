# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a machine of a cluster asks while it scans, and the answers: what is known, what it said, keep this.

The store stays with the command: machines ask over two queues, one for all questions, one for the answers to each
scan. Messages are compressed JSON, of values of ours only.
"""

import itertools
import json
import zlib
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Protocol

from scanner.errors import GitError, OuvrageError
from scanner.models import BlobKey, Known, Reading
from scanner.scan import Emit, Memory

ANSWER_SECONDS = 300
"""Time the command may take to answer: a store on a busy disk takes its time."""
_KEYS_AT_ONCE = 20_000
_LARGEST = 1_000_000_000

Message = dict[str, Any]


class Pipe(Protocol):
    """A queue of bytes between machines."""

    def put(self, value: bytes, timeout: float) -> None:
        """Add a message."""

    def get(self, timeout: float) -> bytes:
        """Take the next message; raises TimeoutError when none comes."""


def encode(message: Message) -> bytes:
    """Return a message as bytes."""
    return zlib.compress(
        json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"), 1
    )


def decode(data: bytes) -> Message:
    """Return the message that `encode` was given.

    Raises:
        ValueError: it isn't one.
    """
    unpacker = zlib.decompressobj()
    text = unpacker.decompress(data, _LARGEST)
    if unpacker.unconsumed_tail:
        raise ValueError("too large a message")
    message = json.loads(text.decode("utf-8", "surrogatepass"))
    if not isinstance(message, dict):
        raise ValueError("not a message")
    return message


class Correspondent:
    """The memory and the `emit` of a scan on a machine of the cluster: the command is asked."""

    def __init__(self, scan: str, questions: Pipe, answers: Pipe, reply_to: str) -> None:
        """Speak for a scan.

        Args:
            scan: its id, as the command gave it.
            questions: the queue that the command reads.
            answers: the queue of the answers to this attempt.
            reply_to: name of that queue.
        """
        self._about = {"scan": scan, "reply_to": reply_to}
        self._questions = questions
        self._answers = answers
        self._numbers = itertools.count()

    def known(self, detector: str, version: str, keys: Collection[BlobKey]) -> dict[BlobKey, Known]:
        """Return those of `keys` that this detector version has read."""
        rows = self._ask_in_parts("known", detector, version, keys)
        return {BlobKey(blob, path_class): Known(reason, found) for blob, path_class, reason, found in rows}

    def recall(self, detector: str, version: str, keys: Collection[BlobKey]) -> dict[BlobKey, Reading]:
        """Return the readings themselves."""
        rows = self._ask_in_parts("recall", detector, version, keys)
        readings = (Reading.model_validate(row) for row in rows)
        return {reading.key: reading for reading in readings}

    def emit(self, readings: Sequence[Reading]) -> None:
        """Have readings kept; they are when this returns."""
        self._ask({"do": "keep", "readings": [reading.model_dump(mode="json") for reading in readings]})

    def _ask_in_parts(self, what: str, detector: str, version: str, keys: Collection[BlobKey]) -> Iterator[Any]:
        for part in _parts(keys):
            yield from self._ask({"do": what, "detector": detector, "version": version, "keys": list(part)})

    def _ask(self, message: Message) -> list[Any]:
        number = next(self._numbers)
        try:
            self._questions.put(encode(message | self._about | {"number": number}), timeout=ANSWER_SECONDS)
            answer = decode(self._answers.get(timeout=ANSWER_SECONDS))
        except TimeoutError as error:
            raise GitError("the command that asked for this scan no longer answers") from error
        if answer.get("number") != number or "error" in answer:
            raise GitError(str(answer.get("error", "the command answers something else")))
        return list(answer["rows"])


def _parts(keys: Collection[BlobKey]) -> Iterator[tuple[BlobKey, ...]]:
    rest = iter(keys)
    while part := tuple(itertools.islice(rest, _KEYS_AT_ONCE)):
        yield part


def answer(question: Message, memory: Memory, emit: Emit) -> Message:
    """Return the answer to a question, from the memory and to the `emit` of the command."""
    try:
        rows = _answer(question, memory, emit)
    except OuvrageError as error:
        return {"number": question["number"], "error": str(error)}
    except Exception as error:  # noqa: BLE001 - whatever a machine sends, the others are answered
        return {"number": question.get("number"), "error": f"unexpected failure ({type(error).__name__}: {error})"}
    return {"number": question["number"], "rows": rows}


def _answer(question: Message, memory: Memory, emit: Emit) -> list[Any]:
    if question["do"] == "keep":
        emit([Reading.model_validate(row) for row in question["readings"]])
        return []
    keys = [BlobKey(blob, path_class) for blob, path_class in question["keys"]]
    asked = (question["detector"], question["version"], keys)
    if question["do"] == "known":
        return [[*key, each.reason, each.has_findings] for key, each in memory.known(*asked).items()]
    return [reading.model_dump(mode="json") for reading in memory.recall(*asked).values()]
