# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Command lines that can't be taken are told in the reader's language, on one line, with where to look."""

import sys

import pytest

from catalog.cli import main
from scanner.errors import UsageError

REFUSED = {
    "crwl": "la commande « crwl » n’existe pas ; peut-être crawl (voir `ouvrage --help`)",
    "zzz": "la commande « zzz » n’existe pas (voir `ouvrage --help`)",
    "crawl --nope": "l’option --nope n’existe pas ; peut-être --ospos (voir `ouvrage crawl --help`)",
    "policy preview --zzz": "l’option --zzz n’existe pas (voir `ouvrage policy preview --help`)",
    "crawl": "il manque l’argument SOURCE... (voir `ouvrage crawl --help`)",
    "check a b c": "il y a des arguments en trop : b c (voir `ouvrage check --help`)",
    "rank --database": "l’option --database demande une valeur",
    "rank --quiet=3": "l’option --quiet ne prend pas de valeur",
    "explain a --format tout": "la valeur de --format n’est pas admise : « tout » n’est pas parmi text, json, markdown"
    " (voir `ouvrage explain --help`)",
    "scan --jobs 0": "la valeur de --jobs n’est pas admise : il faut un nombre d’au moins 1"
    " (voir `ouvrage scan --help`)",
    "serve --port 70000": "la valeur de --port n’est pas admise : il faut un nombre d’au plus 65535"
    " (voir `ouvrage serve --help`)",
    "serve --port un": "la valeur de --port n’est pas admise : il faut un nombre entier (voir `ouvrage serve --help`)",
    "publish --accessibility-rate un": "la valeur de --accessibility-rate n’est pas admise : il faut un nombre"
    " (voir `ouvrage publish --help`)",
    "crawl x --ospos /nulle-part": "la valeur de --ospos n’est pas admise : le fichier /nulle-part n’existe pas"
    " (voir `ouvrage crawl --help`)",
    "crawl x --ospos /": "la valeur de --ospos n’est pas admise : / est un dossier, et non un fichier"
    " (voir `ouvrage crawl --help`)",
}


def _said(words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sys, "argv", ["ouvrage", *words.split()])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == UsageError.exit_code
    return capsys.readouterr().err.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("words", REFUSED)
def test_what_cannot_be_taken_is_told_in_french(
    words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert _said(words, capsys, monkeypatch) == f"ouvrage: {REFUSED[words]}\n"


@pytest.mark.parametrize(("words", "locale"), [("rank --nope --lang en", "fr"), ("rank --nope", "C")])
def test_the_language_asked_for_is_heard_even_then(
    words: str, locale: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    told = "ouvrage: No such option: --nope (see `ouvrage rank --help`)\n"
    assert _said(words, capsys, monkeypatch) == told


def test_no_word_at_all_is_answered_with_the_help(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said("", capsys, monkeypatch) == ""
