# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Judges answers by the OpenAPI descriptions that forges publish; JSON Schema lacks their `nullable`."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

Json = dict[str, Any]


def _unless_null(keyword: str) -> Any:  # noqa: ANN401 - jsonschema's own function type
    usual = Draft4Validator.VALIDATORS[keyword]

    def check(validator: Validator, value: Any, instance: Any, schema: Json) -> Iterator[ValidationError]:  # noqa: ANN401
        if instance is not None or not schema.get("nullable"):
            yield from usual(validator, value, instance, schema) or ()

    return check


_WORDS = {word: _unless_null(word) for word in ("type", "enum", "allOf", "anyOf", "oneOf")}
_OpenApi = extend(Draft4Validator, _WORDS)  # type: ignore[no-untyped-call]


@cache
def _read(path: Path) -> Json:
    document: Json = json.loads(path.read_text(encoding="utf-8"))
    return document


def faults(description: Path, path: str, answer: object, method: str = "get") -> list[str]:
    """Return what is wrong with an answer of status 200 to a path, each as « where: what »."""
    document = _read(description)
    operation = document["paths"][path][method]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    validator = _OpenApi({**schema, "components": document["components"]})
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(answer)]
