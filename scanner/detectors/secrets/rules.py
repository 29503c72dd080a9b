# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""From the policy's rules to the engine's: names and shapes become patterns, kinds become rule identifiers."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from scanner.detectors.secrets.paths import engine_name
from scanner.models import Confidence

PREFIX = "ouvrage."

_LINK = (
    r"""[\w.-]{0,24}["'\])]{0,3}\s{0,4}"""  # the rest of the name
    r"""(?::\s{0,4}[a-z][\w.<>\[\]|]{0,24}\s{0,4})?"""  # a type
    r"""(?:=>|[:=]{1,3}|\()\s{0,4}"""
)
_WRAPPER = r"""(?:(?:some|just|new\s\w{1,24}|string|bytes|[\w.]{0,24}(?:decode|from)\w{0,16})\(\s{0,4})?"""
"""What makes the very value of a text: Some("value"), base64.decode("value")."""
_SHAPES = {
    # name = "value", 'name' => 'value', name: String = "value", setName("value")
    "quoted": ("", _LINK + _WRAPPER + r"""[urbfl@]?\\{0,2}["'\x60]""", r"""\\{0,2}["'\x60]"""),
    # define("NAME", "value"), getenv('NAME', 'value'): value as default or second argument
    "argument": (r"""\(\s{0,4}["'][\w.-]{0,40}""", r"""[\w.-]{0,24}["']\s{0,4},\s{0,8}["']""", r"""["']"""),
    # NAME=value, name: value, alone on its line, as configuration files write it
    "unquoted": ("", r"""[\w.-]{0,24}["'\]]?[ \t]{0,4}[:=][ \t]{0,4}""", r"""[ \t]{0,16}(?:[\r\n;#]|$)"""),
    # NAME=value among others: -e NAME=value, "user=…;password=value;", ?name=value&…
    "inline": ("", r"""[\w.-]{0,24}=""", r"""(?:[\s;&|\\"'\x60]|$)"""),
    # <name>value</name>, <name attribute="…">value</name>
    "element": (r"<[\w:.-]{0,40}", r"[\w.-]{0,24}(?:\s[^<>]{0,80})?>\s{0,8}", r"\s{0,8}</"),
    # <property name="…" value="…"/>, <add key="…" value="…"/>
    "attribute": (
        r"""\b(?:name|key)\s{0,2}=\s{0,2}["'][\w.-]{0,40}""",
        r"""[\w.-]{0,24}["']\s{1,8}value\s{0,2}=\s{0,2}["']""",
        r"""["']""",
    ),
    # --name value, --name=value
    "flag": (r"\s--[\w-]{0,24}", r"""[=\s]["']?""", r"""["']?(?:\s|$)"""),
}
"""What stands before the name, between name and value, and after the value."""

_VALUE_CHARS = {
    "quoted": r"""[^\s"'\x60]""",
    "argument": r"""[^\s"'\x60]""",
    "unquoted": r"""[^\s"'\x60#;,(){}\[\]<>]""",
    "inline": r"""[^\s"'\x60;&|,(){}\[\]<>\\]""",
    "element": r"""[^\s"'\x60<>]""",
    "attribute": r"""[^\s"'\x60<>]""",
    "flag": r"""[^\s"'\x60<>(){}$]""",
}
_SHAPE_FORMATS = {"unquoted": ("config", "yaml")}


class Rule(NamedTuple):
    """What a hit of one engine rule means: our kind, how telling it is, how sure we are."""

    kind: str
    family: str
    """generic, service or structured."""
    confidence: Confidence


def compiled_rules(policy: Mapping[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Rule]]:
    """Return the engine's rules for a policy, and what the hits of each mean, by engine rule identifier."""
    engine_rules: list[dict[str, Any]] = []
    meanings: dict[str, Rule] = {}
    for number, rule in enumerate(policy["rules"]):
        meaning = Rule(rule["kind"], rule["family"], Confidence(rule["confidence"]))
        for shape, pattern, formats in _patterns(rule, policy["names"]):
            identifier = f"{PREFIX}{rule['kind']}.{shape}.{number}"
            engine_rules.append(_engine_rule(identifier, pattern, formats, rule.get("min_entropy", 0.0)))
            meanings[identifier] = meaning
    return engine_rules, meanings


def foreign_rule(identifier: str, confidence: str) -> Rule:
    """Return what a hit of one of the engine's own rules means: its name without prefix and number is the kind."""
    kind = kind_of(identifier)
    family = "generic" if kind.startswith("generic-") else "structured"
    return Rule(kind, family, Confidence(confidence))


def kind_of(identifier: str) -> str:
    """Return our kind for a rule of the engine: `betterleaks.github-pat.1` is `github-pat`."""
    name = re.sub(r"^(betterleaks|kingfisher|veles)\.(secrets/)?", "", identifier)
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"\.\d+$", "", name).lower()).strip("-") or "unknown"


def _patterns(rule: Mapping[str, Any], names: Mapping[str, list[str]]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    formats = tuple(rule.get("formats", ()))
    if "pattern" in rule:
        yield "pattern", rule["pattern"], formats
        return
    listed = rule["names"] if isinstance(rule["names"], list) else names[rule["names"]]
    name = "|".join(f"(?:{one})" for one in listed)
    least, most = rule["length"]
    for shape in rule["shapes"]:
        before, link, after = _SHAPES[shape]
        chars = f"[{rule['chars']}]" if "chars" in rule else _VALUE_CHARS[shape]
        pattern = f"{before}(?:{name}){link}({chars}{{{least},{most}}}){after}"
        yield shape, pattern, formats or _SHAPE_FORMATS.get(shape, ())


def _engine_rule(identifier: str, pattern: str, formats: tuple[str, ...], min_entropy: float) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "name": identifier,
        "id": identifier,
        "pattern": _spelt_out(re.compile(f"(?i){pattern}").pattern),
        "min_entropy": float(min_entropy),
        "confidence": "medium",
    }
    if formats:
        rule["path"] = "^(?:" + "|".join(re.escape(engine_name(form)) for form in formats) + ")$"
    return rule


def _spelt_out(pattern: str) -> str:
    """Return a pattern with its accented letters as alternatives: the engine reads bytes, without their case."""
    classes = re.sub(r"\[([^\]\\]*[^\x00-\x7f][^\]\\]*)\]", lambda found: f"(?:{'|'.join(found[1])})", pattern)
    return re.sub(r"[^\x00-\x7f]", lambda found: f"(?:{found[0].lower()}|{found[0].upper()})", classes)
