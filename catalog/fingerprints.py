# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Short keys of what a page is made from: the same from run to run as long as that is the same."""

import hashlib
import json
import sys
import zlib
from datetime import date
from enum import Enum
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError

from scanner.resources import resource_dir

_BYTES = 12
KEY_LENGTH = 2 * _BYTES
"""Characters of a key: two a byte."""
_OURS = "\0"
"""How texts start that stand for something else."""
_SOURCES = (".html", ".po", ".py")
_PACKAGES = ("babel", "jinja2", "markupsafe", "pydantic", "scancode-toolkit")


class Fingerprints:
    """Keys that all depend on what is `shared`. A model that comes back is looked at once."""

    def __init__(self, *shared: object, models: "Models | None" = None) -> None:
        """Make keys that depend on `shared`; `models` are those that other keys were made of already.

        Raises:
            TypeError: a value that no key can be made of, such as a function.
        """
        self.models = models or Models()
        self._text = json.JSONEncoder(check_circular=False, separators=(",", ":"), default=self.models.told).encode
        self._shared = hashlib.blake2b(self._text(shared).encode(), digest_size=_BYTES)

    def of(self, *values: object) -> str:
        """Return the key of texts, numbers, days, None, models, and lists, tuples and mappings of those.

        Raises:
            TypeError: one of another kind is among them.
        """
        made = self._shared.copy()
        made.update(self._text([self.models.joined(value) for value in values]).encode())
        return made.hexdigest()


class Models:
    """The key of each model, kept with it so that its identity stays its own."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}
        self._kept: list[BaseModel] = []

    def key(self, model: BaseModel) -> str:
        """Return the key of a model."""
        return self._known.get(id(model)) or self._look_at(model)

    def joined(self, value: object) -> object:
        """Return what stands for a list or a tuple of models alone, in their order; anything else as it is."""
        if not (isinstance(value, list | tuple) and value and isinstance(value[0], BaseModel)):
            return value
        try:
            return _OURS + "".join(map(self._known.__getitem__, map(id, value)))
        except KeyError:  # one of them is seen for the first time, or isn't a model
            models = all(isinstance(each, BaseModel) for each in value)
            return _OURS + "".join(map(self.key, value)) if models else value

    def told(self, value: object) -> str:
        """Return what stands for a value that JSON has no word for.

        Raises:
            TypeError: no key can be made of it.
        """
        if isinstance(value, BaseModel):
            return _OURS + self.key(value)
        if isinstance(value, date | Enum | Path):
            return f"{_OURS}{type(value).__name__} {value!r}"
        raise TypeError(f"no key can be made of a {type(value).__name__}: {value!r:.80}")

    def _look_at(self, model: BaseModel) -> str:
        made = hashlib.blake2b(type(model).__name__.encode() + _json(model), digest_size=_BYTES)
        self._kept.append(model)
        return self._known.setdefault(id(model), made.hexdigest())


def _json(model: BaseModel) -> bytes:
    try:
        return model.__pydantic_serializer__.to_json(model)
    except PydanticSerializationError:  # a lone surrogate, which a repository's own YAML may hold and no JSON does
        return repr(model).encode("utf-8", "surrogatepass")


@cache
def program() -> str:
    """Return the key of what makes pages of data: our code, the templates and the translations, and their libraries."""
    made = hashlib.blake2b(digest_size=_BYTES)
    made.update(" ".join(f"{name} {version(name)}" for name in _PACKAGES).encode())
    made.update(f"{sys.version} {zlib.ZLIB_RUNTIME_VERSION}".encode())
    site, code = resource_dir("site"), Path(__file__).resolve().parent
    folders = (site / "templates", site / "themes", site / "locales", code, code.parent / "scanner")
    for path in sorted(path for folder in folders for path in folder.rglob("*.*") if path.suffix in _SOURCES):
        made.update(path.name.encode() + path.read_bytes())
    return made.hexdigest()
