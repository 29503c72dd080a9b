# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Languages by file name, encodings of legacy sources, and comments."""

import pytest

from scanner.detectors.languages import decode, fold, language_of, scripts_only, without_comments


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("a/TH-7KARC.C", "c"),
        ("chap-1.m", "m"),
        ("x.PKB", "plsql"),
        ("a.tsx", "typescript"),
        ("README", None),
        ("a.png", None),
    ],
)
def test_the_language_is_told_by_the_name(path: str, language: str | None) -> None:
    assert language_of(path) == language


def test_legacy_sources_are_read_as_windows_wrote_them() -> None:
    assert decode("barème « élève » – 3 €".encode("cp1252")) == "barème « élève » – 3 €"


def test_folding_splits_identifiers_and_keeps_lines() -> None:
    assert fold("tauxAbattement\nTAUX_PLAFONNÉ") == "taux_abattement\ntaux_plafonne"


@pytest.mark.parametrize(
    ("language", "lines", "code"),
    [
        ("python", ["x = 1  # note", "# note", "s = '#a'"], ["x = 1", "", "s = '#a'"]),
        ("ruby", ['puts "#{a}" # note'], ['puts "#{a}"']),
        (
            "javascript",
            ["a() // note", "let u = 'https://x'", "b /* c", "d */ e"],
            ["a() ", "let u = 'https://x'", "b ", " e"],
        ),
        ("sql", ["select 1 -- note"], ["select 1 "]),
        ("cobol", ["000100*NOTE", "000200 MOVE A TO B."], ["", "000200 MOVE A TO B."]),
        ("sas", ["* note;", "x = 1;"], ["", "x = 1;"]),
    ],
)
def test_comments_are_cut(language: str, lines: list[str], code: list[str]) -> None:
    assert list(without_comments(lines, language)) == code


def test_only_scripts_of_components_are_code() -> None:
    lines = ["<template>", "a > 3", "</template>", "<script setup>", "let a = 1", "</script>", "<style/>"]
    assert [line for line in scripts_only(lines) if line] == ["let a = 1"]
