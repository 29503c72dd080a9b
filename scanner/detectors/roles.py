# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What part a file plays in its repository, from names alone: product code, tests, documentation, vendored code…

A folder's name proves little: folders called vendor, build, public, target or translations hold real modules. So
vendored and built code is told by what stands in the tree (a package manager's marks) or in the file (`generated`).
"""

import re
from collections.abc import Iterable

_TEST_FOLDERS = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__|__mocks__|testing|cypress|e2e|fixtures?|__snapshots__|mocks?|factories"
    r"|test[_-]?data|samples?|examples?|stories|benchmarks?)/",
    re.IGNORECASE,
)
_TEST_FILES = re.compile(
    r"(?:^|/)(?:test_[^/]*|conftest|[^/]*[._-](?:tests?|spec|cy|stories|mock|fixtures?))\.\w+$|(?:Tests?|Spec|IT)\.(?:java|kt|php|scala)$",
)
_DOCUMENTATION = re.compile(r"(?:^|/)(?:docs?|documentation|changelogs?)/", re.IGNORECASE)
_TRANSLATIONS = re.compile(r"(?:^|/)(?:locales?|i18n|lang|langs|translations?)/|[._-](?:fr|en)\.\w+$", re.IGNORECASE)
_MIGRATIONS = re.compile(
    r"(?:^|/)(?:db/migrate|migrations(?:/versions)?|alembic/versions)/[^/]*\d[^/]*$", re.IGNORECASE
)
_MINIFIED = re.compile(r"[.-](?:min|bundle|prod)\.\w+$|\.pnp\.\w+$|(?:^|/)\.yarn/")
_INSTALLED = re.compile(r"^(?P<root>.*?(?:^|/)(?:node_modules|bower_components|site-packages|\.venv|\.bundle))/")
_MARKS = {
    "vendor/autoload.php": "vendor",
    "vendor/composer/installed.json": "vendor",
    "vendor/modules.txt": "vendor",
    "vendor/bundle/config": "vendor/bundle",
}


def is_test(path: str) -> bool:
    """Return whether a path is a test, or data and examples that go with tests."""
    return bool(_TEST_FOLDERS.search(path) or _TEST_FILES.search(path))


def is_documentation(path: str) -> bool:
    """Return whether a path lies in a documentation folder."""
    return bool(_DOCUMENTATION.search(path))


def is_translation(path: str) -> bool:
    """Return whether a path looks like interface texts in some language."""
    return bool(_TRANSLATIONS.search(path))


def is_migration(path: str) -> bool:
    """Return whether a path is a numbered database migration: written once, never called."""
    return bool(_MIGRATIONS.search(path))


def is_minified(path: str) -> bool:
    """Return whether a name says that the file was made by a bundler."""
    return bool(_MINIFIED.search(path))


def vendored_folders(paths: Iterable[str]) -> dict[str, str]:
    """Return the folders that a package manager filled, each with the path that shows it."""
    found: dict[str, str] = {}
    for path in sorted(paths):
        installed = _INSTALLED.match(path)
        if installed:
            found.setdefault(installed["root"], path)
        for mark, folder in _MARKS.items():
            if path == mark or path.endswith("/" + mark):
                found.setdefault(path[: len(path) - len(mark)] + folder, path)
    return found


def is_under(path: str, folders: Iterable[str]) -> bool:
    """Return whether a path lies in one of `folders`."""
    return any(path.startswith(folder + "/") for folder in folders)
