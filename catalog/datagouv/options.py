# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The options that say where a listing is sent; gathered into one value."""

import functools
from collections.abc import Callable
from typing import Annotated, Any, ParamSpec, TypeVar

import typer

from catalog.datagouv.target import DATAGOUV, Destination, Target
from catalog.options import taken, with_options
from scanner.errors import UsageError

P = ParamSpec("P")
R = TypeVar("R")

_PANEL = "Sending"


def _option(kind: Any, flag: str, told: str) -> Any:  # noqa: ANN401 - an annotation for Typer
    return Annotated[kind, typer.Option(flag, help=told, show_default=kind is str, rich_help_panel=_PANEL)]


_TARGET: dict[str, tuple[Any, Any]] = {
    "to": (
        _option(Destination | None, "--to", "Also send the public listing there: tell the requests, unless --send."),
        None,
    ),
    "send": (_option(bool, "--send", "Act: send what --to tells. The token is read from DATAGOUV_TOKEN."), False),
    "dataset": (_option(str, "--dataset", "Dataset of data.gouv.fr to update."), ""),
    "organization": (
        _option(str, "--organization", "Organization of data.gouv.fr whose dataset it is, made when it has none."),
        "",
    ),
    "datagouv_url": (_option(str, "--datagouv-url", "Address of the portal."), DATAGOUV),
}


def with_target_options(command: Callable[P, R]) -> Callable[..., R]:
    """Give a command the options of a target, which it gets as one value or None: its parameter `target`."""

    @functools.wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        kwargs["target"] = _target(taken(kwargs, _TARGET))
        return command(*args, **kwargs)

    return with_options(wrapper, command, _TARGET, instead_of="target")


def _target(given: dict[str, Any]) -> Target | None:
    if given["to"] is None:
        if given["send"]:
            raise UsageError("--send needs to know where", mend="add --to datagouv")
        return None
    return Target(
        url=given["datagouv_url"], dataset=given["dataset"], organization=given["organization"], act=given["send"]
    )
