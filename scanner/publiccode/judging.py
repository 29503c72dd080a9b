# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Judges the values of a document by the schema, each at its place."""

from scanner.nearest import nearest
from scanner.publiccode.checks import is_relative
from scanner.publiccode.languages import is_language
from scanner.publiccode.lengths import length
from scanner.publiccode.reading import Kind
from scanner.publiccode.schema import (
    FORMER,
    IN_SOME_LANGUAGE,
    Choice,
    Flag,
    Items,
    Languages,
    Rule,
    Section,
    Text,
    home_of,
)
from scanner.publiccode.telling import Spot, Telling

_ALIKE = 0.66
"""Share of letters that a name has in common with the one that was meant: `url` and `uri` have two of three."""
_WRITTEN = (Kind.TEXT, Kind.NUMBER)
"""A number stands for the text that was written, as readers of the standard take it."""


def judge(spot: Spot, rule: Rule, told: Telling) -> None:
    """Tell all that is wrong in a value and in those it holds."""
    match rule:
        case Text():
            _text(spot, rule, told)
        case Choice():
            _choice(spot, rule, told)
        case Flag():
            _flag(spot, told)
        case Items():
            _items(spot, rule, told)
        case Section():
            _section(spot, rule, told)
        case Languages():
            _languages(spot, rule, told)


def _text(spot: Spot, rule: Text, told: Telling) -> None:
    text = spot.part.text
    if not _is_written(spot, told) or (not text and rule.may_be_empty):
        return
    if not text:
        told.error(spot.place, spot.key, message="this is empty: complete it, or drop the key")
        return
    _length(spot, rule, told)
    failed = next((check for check in rule.checks if not check.test(text)), None)
    if failed:
        told.error(spot.place, spot.key, failed.message, value=text)
        return
    for notice in rule.notices:
        if not notice.test(text):
            told.warning(spot.place, spot.key, notice.message, value=text)
    if rule.file and is_relative(text):
        told.file(spot)


def _is_written(spot: Spot, told: Telling) -> bool:
    if spot.part.kind in _WRITTEN:
        return True
    if spot.part.kind is Kind.NOTHING:
        told.error(spot.place, spot.key, message="this is empty: complete it, or drop the key")
    else:
        told.error(spot.part.place, spot.key, message="this must be a text")
    return False


def _length(spot: Spot, rule: Text, told: Telling) -> None:
    if rule.at_most and length(spot.part.text, rule.at_most) > rule.at_most:
        told.error(spot.place, spot.key, message="this is longer than {limit} characters", limit=rule.at_most)
    elif rule.at_least and (count := length(spot.part.text, rule.at_least)) < rule.at_least:
        told.error(
            spot.place,
            spot.key,
            message="this is shorter than {limit} characters: it has {count}",
            limit=rule.at_least,
            count=count,
        )


def _choice(spot: Spot, rule: Choice, told: Telling) -> None:
    if not _is_written(spot, told) or spot.part.text in rule.values:
        return
    if not spot.part.text:
        told.error(spot.place, spot.key, message="this is empty: complete it, or drop the key")
        return
    near = _near(spot.part.text, rule.values)
    if near:
        told.error(
            spot.place,
            spot.key,
            message="{value} is not a value of the standard: is it {near}?",
            value=spot.part.text,
            near=near,
        )
    else:
        values = rule.listed_at or ", ".join(rule.values)
        told.error(
            spot.place,
            spot.key,
            message="{value} is not a value of the standard: {values}",
            value=spot.part.text,
            values=values,
        )


def _near(name: str, known: tuple[str, ...]) -> str:
    return nearest(name, known, _ALIKE)


def _flag(spot: Spot, told: Telling) -> None:
    if spot.part.kind is not Kind.BOOLEAN:
        told.error(
            spot.part.place, spot.key, message="this must be true or false: yes, no, on and off are texts in YAML 1.2"
        )


def _items(spot: Spot, rule: Items, told: Telling) -> None:
    if rule.or_one and spot.part.kind in _WRITTEN:
        judge(spot, rule.each, told)
        return
    if spot.part.kind is not Kind.LIST:
        told.error(
            spot.part.place, spot.key, message="this must be a list: a line that starts with - for each of its values"
        )
        return
    if rule.not_empty and not spot.part.items:
        told.error(spot.place, spot.key, message="this list must hold one value at least")
    for index, item in enumerate(spot.part.items):
        judge(Spot(item, f"{spot.key}[{index}]", item.place), rule.each, told)


def _section(spot: Spot, rule: Section, told: Telling) -> None:
    if spot.part.kind is not Kind.MAPPING:
        told.error(spot.part.place, spot.key, message="this must hold keys with their values")
        return
    for name in spot.part.keys:
        if name in rule.keys:
            _key(spot, name, rule, told)
        else:
            _unknown(spot, name, rule, told)
    for name, known in rule.keys.items():
        if known.needed and spot.lacks(name):
            _missing(spot, name, known.rule, told)


def _key(section: Spot, name: str, rule: Section, told: Telling) -> None:
    known, spot = rule.keys[name], section.under(name)
    if spot.part.kind is Kind.NOTHING or (known.needed and spot.part.is_empty):
        return
    if known.deprecated and not spot.part.is_empty:
        told.warning(spot.place, spot.key, known.deprecated)
    judge(spot, known.rule, told)


def _unknown(section: Spot, name: str, rule: Section, told: Telling) -> None:
    spot = section.under(name)
    former = FORMER.get(name, "")
    near = former if former in rule.keys else _near(name, tuple(rule.keys))
    if near:
        told.error(
            spot.place, spot.key, message="the standard has no key {name} here: is it {near}?", name=name, near=near
        )
    elif not section.key and (home := home_of(name)):
        told.error(spot.place, spot.key, message="the standard has the key {name} in {home}", name=name, home=home)
    else:
        told.error(spot.place, spot.key, message="the standard has no key {name} here", name=name)


def _missing(section: Spot, name: str, rule: Rule, told: Telling) -> None:
    """Tell that a key isn't there; of a section, that its own mandatory keys aren't."""
    inner = [key for key, known in rule.keys.items() if known.needed] if isinstance(rule, Section) else []
    for key in [f"{name}.{each}" for each in inner] or [name]:
        told.error(section.where(name), section.name_of(key), message="the key {name} is mandatory", name=key)


def _languages(spot: Spot, rule: Languages, told: Telling) -> None:
    if spot.part.kind is not Kind.MAPPING or not spot.part.keys:
        told.error(spot.part.place, spot.key, message="this must hold a section for each language, such as fr")
        return
    for name in spot.part.keys:
        inner = spot.under(name)
        if not is_language(name):
            told.error(
                inner.place,
                inner.key,
                message="{value} is not a language tag (BCP 47), such as fr or en-GB",
                value=name,
            )
        judge(inner, rule.each, told)
    for name in IN_SOME_LANGUAGE:
        _in_some_language(spot, name, told)


def _in_some_language(spot: Spot, name: str, told: Telling) -> None:
    """Ask a key of one language at least, as the standard does; its reference parser asks it of each."""
    languages = [spot.under(language) for language in spot.part.keys]
    without = [each for each in languages if each.part.kind is Kind.MAPPING and each.lacks(name)]
    for language in without:
        place, key = language.where(name), language.name_of(name)
        if len(without) == len(languages):
            told.error(place, key, message="the key {name} is mandatory", name=name)
        else:
            told.warning(
                place,
                key,
                message="only another language has the key {name}: some readers ask for it in each",
                name=name,
            )
