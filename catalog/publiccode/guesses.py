# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the files of a repository let one guess for its publiccode.yml, each guess with its reason."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from scanner.detectors import roles
from scanner.publiccode.languages import is_language


class Guess(NamedTuple):
    """A value that somebody must confirm, and the file that suggests it."""

    value: str
    message: str
    """Why, with `{path}` for the file."""
    path: str


class _Sign(NamedTuple):
    value: str
    message: str
    pattern: re.Pattern[str]


def _sign(value: str, message: str, pattern: str) -> _Sign:
    return _Sign(value, message, re.compile(pattern, re.IGNORECASE))


_TYPES = (
    _sign(
        "standalone/mobile",
        message="{path} is a file of mobile applications",
        pattern=r"(?:.+/)?(?:AndroidManifest\.xml|Podfile|pubspec\.yaml)",
    ),
    _sign(
        "standalone/web",
        message="{path} is a file of web applications",
        pattern=r"(?:[^/]+/){0,3}(?:manage\.py|artisan|wsgi\.py|config/routes\.rb|config/bundles\.php|conf/routes"
        r"|config/(?:prod|runtime)\.exs|(?:next|nuxt|svelte)\.config\.\w+|angular\.json|Procfile)"
        r"|(?:[^/]+/)?(?:[\w-]*(?:front|web|client|app|ui|site|www)[\w-]*/)?(?:public/|src/)?index\.html",
    ),
    _sign(
        "standalone/backend",
        message="{path} is a file of services without an interface of their own",
        pattern=r"(?:.+/)?(?:application\.(?:properties|ya?ml)|openapi\.(?:json|ya?ml)|swagger\.(?:json|ya?ml)|asgi\.py)",
    ),
    _sign(
        "configurationFiles",
        message="{path} is a file of deployments",
        pattern=r"(?:ansible\.cfg|Chart\.yaml|main\.tf|playbook\.ya?ml|site\.ya?ml|galaxy\.yml)",
    ),
    _sign(
        "library",
        message="{path} is the description of a package, and nothing here runs alone",
        pattern=r"(?:pyproject\.toml|setup\.py|setup\.cfg|DESCRIPTION|Cargo\.toml|composer\.json|package\.json|go\.mod"
        r"|[^/]+\.gemspec|pom\.xml)",
    ),
)
"""Files that tell kinds of software apart: the first kind that has one is it."""
_RUNS_ALONE = re.compile(
    r"(?:[^/]+/)?(?:Dockerfile|Containerfile|docker-compose[\w.-]*\.ya?ml|compose\.ya?ml|main\.(?:go|rs|py)|__main__\.py"
    r"|(?:server|app|main)\.(?:[cm]?js|ts))|cmd/(?:.+/)?main\.go|.+Application\.(?:java|kt)"
)
_PLATFORMS = {
    "standalone/web": "web",
    "standalone/backend": "web",
    "standalone/mobile": "android, ios",
    "library": "linux, mac, windows",
    "configurationFiles": "linux",
}
_TRANSLATIONS = re.compile(
    r"(?:.+/)?(?:locales?|i18n|translations?|lang|LC_MESSAGES)/(?:[^/]+/)?(?:[\w-]+\.)?"
    r"(?P<tag>[a-z]{2}(?:[-_][A-Z]{2})?)(?:\.|/(?:[^/]+/){0,2}[^/]+\.)(?:json|ya?ml|po|tsx?|js|properties|php|ftl|arb|xlf|rb)"
)
_MAX_LANGUAGES = 30
_SMALL_WORDS = {
    "fr": re.compile(r"\b(?:les?|la|[ld]|des?|du|une?|et|ou|pour|dans|sur|par|avec|est|aux?|en|cette?|qui|que)\b"),
    "en": re.compile(r"\b(?:the|an?|of|and|or|for|in|by|with|is|to|from|that|this|it|as|your|are)\b"),
}


def guess_type(paths: Iterable[str]) -> Guess | None:
    """Return the kind of software that the files of a tree suggest (a value of `softwareType`), or None."""
    ordered = sorted(_own(paths), key=lambda path: (path.count("/"), path))
    runs_alone = any(_RUNS_ALONE.fullmatch(path) for path in ordered)
    for sign in _TYPES:
        path = next((path for path in ordered if sign.pattern.fullmatch(path)), "")
        if path and not (sign.value == "library" and runs_alone):
            return Guess(sign.value, sign.message, path)
    return None


def _own(paths: Iterable[str]) -> list[str]:
    """Leave out tests, documentation and what was copied from elsewhere: they are other software."""
    told = list(paths)
    copied = roles.vendored_folders(told)
    return [
        path
        for path in told
        if not (roles.is_test(path) or roles.is_documentation(path) or roles.is_under(path, copied))
    ]


def platforms_of(software_type: str) -> str:
    """Return where software of a kind is used, as the standard names platforms; "" when the kind doesn't tell."""
    return _PLATFORMS.get(software_type, "")


def guess_languages(paths: Iterable[str]) -> Guess | None:
    """Return the languages that the files of translations are written in, `fr, en`, or None without any."""
    found: dict[str, str] = {}
    for path in sorted(_own(paths)):
        match = _TRANSLATIONS.fullmatch(path)
        if match and is_language(tag := match["tag"].replace("_", "-")):
            found.setdefault(tag, path)
    if not found:
        return None
    tags = sorted(found, key=lambda tag: (not tag.startswith("fr"), tag))[:_MAX_LANGUAGES]
    return Guess(", ".join(tags), message="{path} is a file of translations", path=found[tags[0]])


def guess_status(version: str, *, archived: bool, tag: str) -> Guess | None:
    """Return the state of development that the archive of the repository or its last version suggests, or None."""
    if archived:
        return Guess("obsolete", message="the repository is archived", path="")
    number = re.match(r"(\d+)\.", version)
    if not number:
        return None
    stable = int(number[1]) >= 1 and not re.search(r"alpha|beta|rc|dev|pre", version, re.IGNORECASE)
    return Guess("stable" if stable else "beta", message="the last version is {path}", path=tag)


def language_of(text: str, default: str = "fr") -> str:
    """Return the language of a sentence, `fr` or `en`, by its small words."""
    counts = {tag: len(words.findall(text.lower())) for tag, words in _SMALL_WORDS.items()}
    best = max(counts, key=lambda tag: (counts[tag], tag == default))
    return best if counts[best] else default
