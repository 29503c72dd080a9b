# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How likely it is that a value behind a telling name is a secret: a sum of weights, one for each sign that shows.

The weights stand in the `secrets` policy, and `bench.secrets_triage` finds them (logistic regression on labelled
repositories). A sign is a yes-or-no question about the value, its name, its line or its file; none keeps the value.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scanner.detectors.secrets.findings import entropy
from scanner.detectors.secrets.paths import PathClass
from scanner.detectors.secrets.rules import Rule
from scanner.detectors.secrets.text import Place
from scanner.models import Confidence

_VALUE_CHARS = 400
_LENGTHS = (6, 8, 10, 13, 16, 20, 24, 32, 33, 40, 41, 64, 65, 128)
_ENTROPIES = (1.6, 2.0, 2.4, 2.8, 3.2, 3.6, 4.0, 4.4, 4.8, 5.2)
_KINDS_OF_CHARS = (
    ("hex", re.compile(r"[0-9a-f]{8,}|[0-9A-F]{8,}")),
    ("digits", re.compile(r"[\d.,:/_-]+")),
    ("lower", re.compile(r"[a-zà-ÿ]+")),
    ("upper", re.compile(r"[A-Z]+")),
    ("capital", re.compile(r"[A-Z][a-zà-ÿ]+")),
    ("camel", re.compile(r"[A-Za-zà-ÿ]+")),
    ("word-digits", re.compile(r"[A-Za-z]+\d{1,4}[!@#$%.]?")),
    ("words", re.compile(r"[A-Za-zà-ÿ]+([_.:/ -][A-Za-zà-ÿ]+)+")),
    ("words-digits", re.compile(r"[A-Za-z]+([_.:/-][A-Za-z0-9]+)+")),
    ("alphanumeric", re.compile(r"[A-Za-z0-9]+")),
    ("base64", re.compile(r"[A-Za-z0-9+/_-]+={0,2}")),
)
_IN_VALUE = {
    "pass": re.compile(r"pass|pwd|mdp|secret|s3cr3t|p[a@4]ss?w"),
    "key": re.compile(r"key|token|jeton|cle_|clef|auth"),
    "test": re.compile(r"test|dummy|fake|foo|bar|sample|demo|mock"),
    "bad": re.compile(r"wrong|invalid|bad|incorrect|new|old|other|mauvais|nouveau|not|none|null"),
    "user": re.compile(r"admin|root|user|guest|postgres|mysql"),
    "sequence": re.compile(r"123|abc|qwe|aze|asd|xyz|000|111"),
    "repeat": re.compile(r"(.)\1{3}"),
    "dots": re.compile(r"\w\.\w+\.\w|\w\.[a-z]"),
    "underscore": re.compile(r"[A-Za-z]_[A-Za-z]"),
    "dash": re.compile(r"[A-Za-z]-[A-Za-z]"),
    "colon": re.compile(r":"),
    "slash": re.compile(r"/"),
    "symbol": re.compile(r"[!@#$%^&*?~]"),
    "ends-equal": re.compile(r"=$"),
    "consonants": re.compile(r"[bcdfghjklmnpqrstvwxz]{5}"),
    "vowels": re.compile(r"[aeiouy]{4}"),
    "digit-inside": re.compile(r"[A-Za-z]\d+[A-Za-z]"),
    "changes": re.compile(r"(?:\d+[A-Za-z]+){3}"),
}
_IN_LINE = {
    "comment": re.compile(r"^\s*(#|//|/?\*|--|;|<!--)"),
    "check": re.compile(r"assert|expect|should|\bequal|verify|\bmatch|=="),
    "user": re.compile(r"user|login|email|account|identifiant|utilisateur"),
    "host": re.compile(r"host|server|://|jdbc|port\b|@\w"),
    "test": re.compile(r"test|mock|fake|dummy|example|sample"),
    "get": re.compile(r"\bget|fetch|find|read|lookup|param|header|option"),
    "message": re.compile(r"message|label|error|warn|throw|log|print|title|placeholder|description"),
    "type": re.compile(r"\btype|enum|interface|class\b|const\b|static|final"),
    "curl": re.compile(r"\bcurl\b|docker|mysql|psql|export |\s-e\s"),
}
_CHARACTERS = {
    "'": "quote",
    '"': "double-quote",
    "`": "backquote",
    "=": "equal",
    ":": "colon",
    ",": "comma",
    ";": "semicolon",
    ")": "parenthesis",
    "}": "brace",
    "]": "bracket",
    "<": "angle",
    ">": "angle",
    "/": "slash",
    "\\": "backslash",
    "&": "ampersand",
    " ": "space",
    "\t": "space",
    "\r": "end",
    "": "end",
}
_LINKS = {"=>": "arrow", ":=": "walrus", "=": "equal", ":": "colon", "(": "call", ",": "comma", ">": "element"}
_NAME = re.compile(
    r"""(?<![\w.-])([\w.-]+)["'\])]{0,3}\s{0,8}(?::\s*[\w.<>\[\]|]+\s*)?(=>|:=|={1,3}|:|\(|,|>|\s)?[\s(]*[^\w\s]{0,5}$"""
)
"""The name that the value stands behind, and what links them."""
_VALUE_ATTRIBUTE = re.compile(r"""\s+value\s{0,2}=\s{0,2}["']$""")
_NAME_CHARS = 80
"""The name stands no further than this before the value."""
_LINE_CHARS = 100
"""Signs of the line stand no further than this from the value, on both sides."""
_NAME_SIGNS = {
    "bare": re.compile(r"^(pass(word|wd)?|pwd|secret|token|key|mdp|mot_?de_?passe|jeton)$"),
    "prefixed": re.compile(r"[\w-](password|passwd|pwd|pass|secret|token|key|mdp|passe|jeton)$"),
    "api": re.compile(r"api|client|access|auth|private|shared|consumer"),
    "database": re.compile(r"db|sql|mongo|redis|postgres|admin|root|ldap|smtp|mail|ftp"),
    "confirm": re.compile(r"confirm|new|old|current|repeat|reset"),
    "not-it": re.compile(r"name|id$|field|label|type|url|path|file|header|param|text|prefix|count"),
    "about-it": re.compile(r"fingerprint|thumbprint|encrypted|hashed|version|id$|uid"),
    "hash": re.compile(r"hash|digest|salt|crypt|nonce|csrf|xsrf"),
    "public": re.compile(r"public|site_?key|map|sort|primary|foreign|cache|partition|key_?code"),
    "token": re.compile(r"token|jeton"),
    "secret": re.compile(r"secret"),
    "pass": re.compile(r"pass|pwd|mdp"),
    "key": re.compile(r"key|cle"),
    "dotted": re.compile(r"\."),
}

_RARE_SHAPES = ("argument", "attribute", "element")
"""Labelled sets hold too few of them to learn from (none has XML)."""


class Triage:
    """The weights of a policy."""

    def __init__(self, policy: Mapping[str, Any]) -> None:
        self._weights: dict[str, float] = policy["weights"]
        self._bias: float = policy["bias"]
        self.floor: float = policy["floor"]
        """Below it, a hit is noise."""
        self._bounds: dict[Confidence, float] = {
            Confidence(level): bound for level, bound in policy["confidence"].items()
        }

    def likelihood(self, signs: Iterable[str]) -> float:
        """Return the share of hits with these signs that are secrets, 0 to 1, as far as labelled repositories tell."""
        total: float = self._bias + sum(self._weights.get(sign, 0.0) for sign in signs)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))

    def confidence(self, likelihood: float) -> Confidence:
        """Return the highest level whose bound a likelihood reaches."""
        levels = (Confidence.HIGH, Confidence.MEDIUM)
        return next((level for level in levels if likelihood >= self._bounds[level]), Confidence.LOW)

    def of_confidence(self, level: Confidence) -> float:
        """Return the likelihood of what a rule is that sure of without triage: the middle of the level's range."""
        above = {Confidence.LOW: Confidence.MEDIUM, Confidence.MEDIUM: Confidence.HIGH}
        least, most = self._bounds.get(level, self.floor), self._bounds[above[level]] if level in above else 1.0
        return (least + most) / 2


def signs(secret: str, rule: Rule, shape: str, where: PathClass, place: Place, noise: Iterable[str]) -> Iterator[str]:
    """Yield the signs of one hit, each as `subject:sign`."""
    value, bits = secret[:_VALUE_CHARS], entropy(secret)
    kind = "password" if "password" in rule.kind or rule.kind == "ldap-bind" else rule.kind
    chars = next((name for name, pattern in _KINDS_OF_CHARS if pattern.fullmatch(value)), "any")
    yield f"kind:{kind}"
    if shape not in _RARE_SHAPES:
        yield f"shape:{shape}"
    yield f"format:{where.format}"
    yield from (f"{kind}-noise:{name}" for name in noise)
    yield f"{kind}-chars:{chars}"
    yield f"length:{sum(len(secret) >= bound for bound in _LENGTHS)}"
    yield f"{kind}-length:{min(4, len(secret) // 8)}"
    yield f"entropy:{sum(bits >= bound for bound in _ENTROPIES)}"
    lowered = value.lower()
    yield from (f"value:{name}" for name, pattern in _IN_VALUE.items() if pattern.search(lowered))
    line = f"{place.before[-_LINE_CHARS:]} {place.after[:_LINE_CHARS]}".lower()
    yield from (f"line:{name}" for name, pattern in _IN_LINE.items() if pattern.search(line))
    yield from _about_name(place, value, kind, shape)


def _about_name(place: Place, value: str, kind: str, shape: str) -> Iterator[str]:
    before = _VALUE_ATTRIBUTE.sub("", place.before) if shape == "attribute" else place.before
    found = _NAME.search(before[-_NAME_CHARS:])
    if not found:
        yield "name:none"
        return
    name = found[1].lower()
    if shape in ("quoted", "unquoted"):
        yield f"link:{_LINKS.get(found[2], 'other')}"
    if found[1].isupper():
        yield "name:constant"
    yield from (f"name:{sign}" for sign, pattern in _NAME_SIGNS.items() if pattern.search(name))
    flat, flat_value = (re.sub(r"[\W_]", "", text) for text in (name, value.lower()))
    if len(value) > 3 and (flat_value in flat or flat in flat_value):
        yield f"{kind}:same-as-name"
    quote, following = place.before[-1:], place.after.lstrip("\"'`")[:1]
    yield f"before:{_CHARACTERS.get(quote, 'other')}"
    yield f"after:{_CHARACTERS.get(following, 'other')}"
