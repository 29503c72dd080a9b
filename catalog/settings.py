# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The configuration file: `ouvrage.toml`, or `[tool.ouvrage]` of `pyproject.toml`, in the current folder.

A flag of the command wins over `OUVRAGE_COMMAND_OPTION` in the environment, which wins over the file.
"""

import json
import tomllib
from pathlib import Path
from typing import Any

from scanner.errors import UsageError
from scanner.nearest import mend
from scanner.resources import resource_dir

_PATHS = (
    *("database", "output", "internal", "mirrors", "policies", "declarations"),
    *("annuaire", "top_organizations", "ospos", "referents"),
    *("key_file", "cluster_ca", "cluster_cert", "cluster_key", "dsfr_dir"),
)


def read_settings(file: Path | None) -> dict[str, Any]:
    """Return the settings of `file`, or of the current folder's file when None; {} when there is none.

    Paths are relative to the file that names them.

    Raises:
        UsageError: unreadable, not TOML, an unknown key (with the nearest known one) or a bad value.
    """
    path, settings = _load(file)
    if path is None:
        return {}
    schema = json.loads((resource_dir("policies") / "schemas" / "ouvrage.schema.json").read_text(encoding="utf-8"))
    _check(settings, schema, path)
    return {key: str(path.parent / value) if key in _PATHS else value for key, value in settings.items()}


def _load(file: Path | None) -> tuple[Path | None, dict[str, Any]]:
    if file is not None:
        return file, _parse(file)
    own = Path("ouvrage.toml")
    if own.is_file():
        return own, _parse(own)
    project = Path("pyproject.toml")
    if project.is_file():
        section = _parse(project).get("tool", {}).get("ouvrage")
        if isinstance(section, dict):
            return project, section
    return None, {}


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError("the configuration can't be read: {reason}", source=str(path), reason=reason) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError("this is not valid TOML: {reason}", source=str(path), reason=str(error)) from error


def _check(settings: dict[str, Any], schema: dict[str, Any], path: Path) -> None:
    import jsonschema  # slow to load, and most have no configuration

    known = list(schema["properties"])
    for key in settings:
        if key not in known:
            raise UsageError("unknown key {key}", source=str(path), key=repr(key), **mend(key, known))
    error = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(settings))
    if error:
        key = ".".join(str(part) for part in error.absolute_path)
        raise UsageError("{key}: {reason}", source=str(path), key=key, reason=error.message)
