# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The faces of the command: what the READMEs promise is what there is, and each option has its help."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from catalog.cli import app
from catalog.publishing import outputs_of
from catalog.view import Audience
from scanner.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]


def _commands() -> dict[str, object]:
    return dict(getattr(get_command(app), "commands", {}))


@pytest.mark.parametrize("name", ["README.md", "README.fr.md"])
def test_the_readme_lists_each_command_and_no_other(name: str) -> None:
    told = re.findall(r"^\| `([a-z]+)[ `]", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(_commands())


def test_every_option_says_what_it_does() -> None:
    silent = [
        f"{name} {parameter.name}"
        for name, command in _commands().items()
        for parameter in getattr(command, "params", ())
        if not getattr(parameter, "help", "")
    ]
    assert silent == []


@pytest.mark.parametrize("internal", ["public", "public/interne", "."])
def test_the_internal_view_is_never_inside_the_public_one(tmp_path: Path, internal: str) -> None:
    with pytest.raises(UsageError, match="apart"):
        outputs_of(tmp_path / "public", tmp_path / internal)


def test_two_folders_apart_are_two_outputs(tmp_path: Path) -> None:
    public, internal = tmp_path / "public", tmp_path / "interne"
    assert outputs_of(public, internal) == {Audience.PUBLIC: public, Audience.INTERNAL: internal}
    assert outputs_of(public, None) == {Audience.PUBLIC: public}


def test_one_audience_alone_has_the_output(tmp_path: Path) -> None:
    assert outputs_of(tmp_path / "interne", None, Audience.INTERNAL) == {Audience.INTERNAL: tmp_path / "interne"}


def test_the_internal_view_never_takes_the_folder_of_the_public_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="where the public one is"):
        outputs_of(Path("public"), None, Audience.INTERNAL)
    with pytest.raises(UsageError, match="where the public one is"):
        outputs_of(Path("public/interne"), None, Audience.INTERNAL)
    with pytest.raises(UsageError, match="twice"):
        outputs_of(tmp_path / "a", tmp_path / "b", Audience.INTERNAL)
