# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Short keys of what a page is made from: the same from run to run as long as that is the same."""

import hashlib
from collections.abc import Callable
from datetime import date
from enum import Enum
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError

from scanner.resources import resource_dir

_BYTES = 12
_SOURCES = (".html", ".po", ".py")
_PACKAGES = ("babel", "jinja2", "markupsafe", "pydantic")


class Fingerprints:
    """Keys that all depend on what is `shared`. A model that comes back is looked at once."""

    def __init__(self, *shared: object) -> None:
        """Raise TypeError on a value that no key can be made of, such as a function."""
        self._models: dict[int, tuple[BaseModel, str]] = {}
        self._shared = hashlib.blake2b(digest_size=_BYTES)
        self._shared.update(self._told(shared))

    def of(self, *values: object) -> str:
        """Return the key of texts, numbers, days, None, models, and lists, tuples and mappings of those.

        Raises:
            TypeError: one of another kind is among them.
        """
        made = self._shared.copy()
        made.update(self._told(values))
        return made.hexdigest()

    def _told(self, value: object) -> bytes:
        parts: list[str] = []
        self._tell(value, parts.append)
        return "".join(parts).encode("utf-8", "surrogatepass")

    def _tell(self, value: object, add: Callable[[str], None]) -> None:
        """Add what tells a value from any other: the length goes before each text, so that no two run together."""
        if isinstance(value, str):
            add(f"s{len(value)}:{value}")
        elif known := self._models.get(id(value)):
            add(known[1])
        elif isinstance(value, tuple | list):
            add(f"l{len(value)}:")
            for each in value:
                self._tell(each, add)
        elif isinstance(value, BaseModel):
            add(self._model(value))
        elif isinstance(value, dict):
            add(f"m{len(value)}:")
            for key, each in value.items():
                self._tell(key, add)
                self._tell(each, add)
        elif value is None or isinstance(value, bool | int | float | date | Enum | Path):
            add(f"{type(value).__name__[0]}{value!r};")
        else:
            raise TypeError(f"no key can be made of a {type(value).__name__}: {value!r:.80}")

    def _model(self, model: BaseModel) -> str:
        """Return the key of a model, kept with it so that its identity stays its own."""
        key = hashlib.blake2b(type(model).__name__.encode() + _json(model), digest_size=_BYTES).hexdigest()
        self._models[id(model)] = (model, f"o{key}")
        return f"o{key}"


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
    site, code = resource_dir("site"), Path(__file__).resolve().parent
    folders = (site / "templates", site / "themes", site / "locales", code, code.parent / "scanner")
    for path in sorted(path for folder in folders for path in folder.rglob("*.*") if path.suffix in _SOURCES):
        made.update(path.name.encode() + path.read_bytes())
    return made.hexdigest()
