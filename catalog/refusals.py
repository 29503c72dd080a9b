# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Command lines that Typer can't take, told as every other error is: one sentence in the reader's language."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import cast

import typer

from catalog.i18n import LANGUAGES, Translator, choose_language, noted, translator

Refusal = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[1])
"""What Typer raises then: the class above the only one of its kind that it exports, alike in all that is read here."""

SENTENCES = (
    noted("No such command {name}"),
    noted("No such command {name}. Did you mean {others}?"),
    noted("No such option: {name}"),
    noted("No such option: {name} (Possible options: {others})"),
    noted("Missing argument {name}"),
    noted("Got unexpected extra argument(s) ({words})"),
    noted("Option {name} requires an argument"),
    noted("Option {name} does not take a value"),
    noted("Invalid value for {name}: {reason}"),
    noted("Value error, {value} is not one of {others}"),
    noted("Input should be greater than or equal to {bound}"),
    noted("Input should be less than or equal to {bound}"),
    noted("Input should be a valid integer, unable to parse string as an integer"),
    noted("Input should be a valid number, unable to parse string as a number"),
    noted("file {path} does not exist"),
    noted("file {path} is a directory"),
)
"""What Typer says, without full stop and quotes; the places are ours. What isn't here is told as it is."""
_QUOTED = re.compile(r"'(\S+?)'")


def told(refusal: typer.BadParameter, arguments: Sequence[str]) -> str:
    """Return what is wrong with the `arguments` of a command line and where to look, "" when help was asked for."""
    t = _spoken(arguments)
    sentence = t.told(_QUOTED.sub(r"\1", refusal.format_message()).removesuffix("."))
    if not sentence or refusal.ctx is None:
        return sentence
    return sentence + t(" (see `{command} --help`)", command=refusal.ctx.command_path)


def _spoken(arguments: Sequence[str]) -> Translator:
    """Return the language that the command line asks for, whose options couldn't be read, else that of the locale."""
    words = [word for argument in arguments for word in argument.split("=", 1)]
    asked = (word for name, word in pairwise(words) if name == "--lang" and word in LANGUAGES)
    return translator(choose_language(next(asked, None)))
