# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""When `make.py` makes an environment, mends it, leaves it alone, or says why it can't."""

import shutil
import sys
from pathlib import Path

import pytest

import make


@pytest.fixture
def done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Put the environment in a folder of the test's, and record what would be made or installed."""
    calls: list[str] = []
    monkeypatch.setattr(make, "VENV", tmp_path)
    monkeypatch.setattr(make, "STAMP", tmp_path / "ouvrage.stamp")
    monkeypatch.setattr(make, "usable", lambda: True)
    monkeypatch.setattr(make, "create", lambda python: calls.append("create"))
    monkeypatch.setattr(make, "install", calls.append)
    return calls


def test_second_time_does_nothing(done: list[str]) -> None:
    make.prepare("run")
    make.prepare("run")
    assert done == ["run"]


def test_development_tools_are_never_lost(done: list[str]) -> None:
    make.prepare("dev")
    make.prepare("run")
    assert done == ["dev"]


def test_a_changed_lock_is_installed_over(done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    make.prepare("dev")
    monkeypatch.setattr(make, "fingerprint", lambda: "another")
    make.prepare("run")
    assert done == ["dev", "dev"]


def test_an_interrupted_installation_starts_afresh(done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(profile: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(make, "install", interrupted)
    with pytest.raises(KeyboardInterrupt):
        make.prepare("run")
    monkeypatch.setattr(make, "install", done.append)
    make.prepare("run")
    assert done == ["create", "run"]


def test_a_broken_environment_starts_afresh(done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    make.prepare("run")
    monkeypatch.setattr(make, "usable", lambda: False)
    make.prepare("run")
    assert done == ["run", "create", "run"]


def test_without_git_says_how_to_get_it(done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(make.Refusal, match="apt install git"):
        make.prepare("run")
    assert done == []


def test_an_unsupported_python_is_named_with_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "answers", lambda python, statement: False)
    with pytest.raises(make.Refusal, match=r"needs Python 3\.11, 3\.12 or 3\.13; this one is \d+\.\d+\.\d+"):
        make.find_python()


def test_a_python_without_ensurepip_is_named_with_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "answers", lambda python, statement: "ensurepip" not in statement)
    with pytest.raises(make.Refusal, match="apt install python3-venv"):
        make.find_python()


def test_this_python_answers_and_a_missing_one_does_not(tmp_path: Path) -> None:
    assert make.answers(sys.executable, "import json")
    assert not make.answers(sys.executable, "import no_such_module_anywhere")
    assert not make.answers(str(tmp_path / "python"), "")


def test_a_command_without_arguments_refuses_them() -> None:
    with pytest.raises(make.Refusal, match="takes no argument"):
        make.run("demo", ["--fast"])
