# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The State's design system is for the State's sites: what a check says when it is copied elsewhere."""

from pathlib import Path

import pytest

from catalog.check.models import Severity
from tests.building import RepositoryBuilder
from tests.catalog.check.sides import checked, of_rule

RULE = "dsfr-outside-gouv"


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    return RepositoryBuilder(tmp_path / "depot").write("src/a.py", "x = 1\n")


def copied(builder: RepositoryBuilder, site: str) -> RepositoryBuilder:
    builder.write("static/fonts/Marianne-Bold.woff2", b"wOF2\0").write("static/dsfr.min.css", "a{}")
    return builder.write("publiccode.yml", f"landingURL: {site}\n") if site else builder


def test_a_copy_for_a_site_of_someone_else_is_told_once(builder: RepositoryBuilder) -> None:
    copied(builder, "https://www.exemple.fr/").commit()
    [problem] = of_rule(checked(builder), RULE)
    assert (problem.detail, problem.path, problem.severity) == (
        "dsfr-copied", "static/dsfr.min.css", Severity.WARNING,
    )  # fmt: skip
    assert (problem.fields["count"], problem.fields["site"]) == (2, "www.exemple.fr")


def test_a_copy_for_a_site_of_the_state_is_not(builder: RepositoryBuilder) -> None:
    copied(builder, "https://demarches.exemple.gouv.fr/").commit()
    assert of_rule(checked(builder), RULE) == []


@pytest.mark.parametrize("site", ["", "https://github.com/exemple/depot"])
def test_a_copy_for_a_site_that_isn_t_declared_is_a_note(builder: RepositoryBuilder, site: str) -> None:
    copied(builder, site).commit()
    assert [problem.severity for problem in of_rule(checked(builder), RULE)] == [Severity.NOTE]


@pytest.mark.parametrize("site", ["https://exemple.gouv.fr.pirate.example/", "https://pirate.example/.gouv.fr"])
def test_a_host_only_ends_in_the_state_s_domain(builder: RepositoryBuilder, site: str) -> None:
    copied(builder, site).commit()
    assert [problem.severity for problem in of_rule(checked(builder), RULE)] == [Severity.WARNING]


def test_a_dependency_is_a_note(builder: RepositoryBuilder) -> None:
    builder.write("front/package.json", '{"dependencies": {"@gouvfr/dsfr": "1.12.1"}}').commit()
    [problem] = of_rule(checked(builder), RULE)
    assert (problem.detail, problem.path, problem.severity) == ("dsfr-installed", "front/package.json", Severity.NOTE)


def test_a_change_that_adds_one_more_file_brings_nothing(builder: RepositoryBuilder) -> None:
    base = copied(builder, "https://www.exemple.fr/").commit()
    builder.write("static/fonts/Marianne-Thin.woff2", b"wOF2\0").commit()
    assert of_rule(checked(builder, base), RULE) == []


def test_styles_of_one_s_own_that_are_named_after_it_are_no_copy(builder: RepositoryBuilder) -> None:
    builder.write("app/dsfr-overrides.css", "a{}").write("app/dsfr_form_builder.js", "1").commit()
    assert of_rule(checked(builder), RULE) == []


@pytest.mark.parametrize("name", ["dsfr.css", "dsfr.module.min.js", "dsfr-v1.8.4.min.css", "dsfr-1.12.1.js"])
def test_its_files_are_known_by_the_names_that_it_gives_them(builder: RepositoryBuilder, name: str) -> None:
    builder.write(f"static/{name}", "a{}").commit()
    assert [problem.path for problem in of_rule(checked(builder), RULE)] == [f"static/{name}"]
