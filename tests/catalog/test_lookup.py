# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A repository is named as people name it; what is ambiguous is refused with the ways to say which."""

from pathlib import Path

import pytest

from catalog.database import Store
from catalog.lookup import find_repository
from scanner.errors import UsageError
from scanner.models import Forge, ForgeKind, Owner, Repository, Visibility


def _save(store: Store, host: str, full_name: str, clone_url: str = "") -> None:
    owner, _, name = full_name.rpartition("/")
    store.save_forge(Forge(host=host, kind=ForgeKind.GITLAB, url=f"https://{host}"))
    url = f"https://{host}/{full_name}"
    repository = Repository(
        host=host,
        owner=owner,
        name=name,
        full_name=full_name,
        html_url=url,
        clone_url=clone_url or f"{url}.git",
        visibility=Visibility.PRIVATE,
    )
    store.save_repository(repository, store.save_owner(Owner(host=host, login=owner)))


@pytest.mark.parametrize(
    "word",
    [
        "dsi/paie",
        "DSI/Paie",
        "git.fr/dsi/paie",
        "https://git.fr/dsi/paie",
        "https://git.fr/dsi/paie/",
        "git.fr/dsi/paie.git",
    ],
)
def test_a_name_an_address_or_a_clone_address(store: Store, word: str) -> None:
    _save(store, "git.fr", "dsi/paie")
    assert find_repository(store, word)["full_name"] == "dsi/paie"


def test_a_path(store: Store, tmp_path: Path) -> None:
    git_dir = tmp_path / "paie" / ".git"
    git_dir.mkdir(parents=True)
    _save(store, "folder", "dsi/paie", str(git_dir))
    assert find_repository(store, str(tmp_path / "paie"))["full_name"] == "dsi/paie"


def test_two_of_one_name_are_told_apart_by_their_host(store: Store) -> None:
    _save(store, "git.fr", "dsi/paie")
    _save(store, "forge.fr", "dsi/paie")
    with pytest.raises(UsageError, match="several") as error:
        find_repository(store, "dsi/paie")
    assert error.value.fields["names"] == "git.fr/dsi/paie, forge.fr/dsi/paie"
    assert find_repository(store, "forge.fr/dsi/paie")["host"] == "forge.fr"


def test_an_unknown_one_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="absent"):
        find_repository(store, "dsi/absent")
