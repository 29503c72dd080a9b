# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Lock files are data about what is installed: their licences are counted, package by package."""

import json

from tests.scanner.detectors.licenses.conftest import Conclude

NPM = {
    "name": "calcul",
    "lockfileVersion": 3,
    "packages": {
        "": {"name": "calcul", "license": "AGPL-3.0-or-later"},
        "node_modules/a": {"version": "1.0.0", "license": "MIT"},
        "node_modules/a/node_modules/b": {"version": "2.1.0", "license": "(MIT OR GPL-3.0-or-later)"},
        "node_modules/@portee/c": {"version": "3.0.0", "license": "MIT"},
        "node_modules/d": {"version": "0.1.0"},
        "node_modules/lien": {"resolved": "packages/lien", "link": True},
    },
}
COMPOSER = {
    "content-hash": "0",
    "packages": [{"name": "symfony/yaml", "version": "v7.1", "license": ["MIT"]}],
    "packages-dev": [{"name": "phpunit/phpunit", "version": "11", "license": ["BSD-3-Clause", "MIT"]}],
}


def installed(conclude: Conclude, name: str, content: object) -> list[dict[str, object]]:
    text = content if isinstance(content, str) else json.dumps(content, indent=2)
    return [fact.data for fact in conclude({name: text}) if fact.rule == "licence-installed"]


def test_npm_packages_are_counted_by_licence_the_project_itself_left_out(conclude: Conclude) -> None:
    (told,) = installed(conclude, "package-lock.json", NPM)
    assert told["packages"] == 4
    assert told["licences"] == [
        ["MIT", 2, ["a 1.0.0", "@portee/c 3.0.0"]],
        ["", 1, ["d 0.1.0"]],
        ["MIT OR GPL-3.0-or-later", 1, ["b 2.1.0"]],
    ]


def test_several_licences_of_a_composer_package_are_a_choice(conclude: Conclude) -> None:
    (told,) = installed(conclude, "api/composer.lock", COMPOSER)
    assert {licence[0] for licence in told["licences"]} == {"MIT", "BSD-3-Clause OR MIT"}  # type: ignore[attr-defined]


def test_a_lock_file_without_licences_or_that_is_none_says_nothing(conclude: Conclude) -> None:
    assert not installed(conclude, "yarn.lock", 'a@^1.0.0:\n  version "1.0.0"\n')
    assert not installed(conclude, "package-lock.json", '{"packages": ')
    assert not installed(conclude, "package-lock.json", "[" * 100_000)


def test_odd_values_in_a_lock_file_are_left_out(conclude: Conclude) -> None:
    nested: object = "MIT"
    for _ in range(500):
        nested = [nested]
    odd = [{"name": "a/a", "license": value} for value in ("()", "( AND", nested, 3, {"type": "MIT"}, None)]
    (told,) = installed(conclude, "composer.lock", {"packages": [*COMPOSER["packages"], *odd], "packages-dev": True})
    assert told["licences"] == [["", 6, ["a/a ", "a/a ", "a/a "]], ["MIT", 1, ["symfony/yaml v7.1"]]]
