# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The step of `ouvrage publish` that sends: tells the requests, or asks them and tells what came of it."""

import os
from collections.abc import Iterator
from pathlib import Path

import typer

from catalog.console import Session
from catalog.datagouv.contents import dataset_words, local_files
from catalog.datagouv.plan import plan, tell
from catalog.datagouv.portal import TOKEN_VARIABLE, Portal
from catalog.datagouv.sending import Outcome, Sent, send
from catalog.datagouv.target import Target
from catalog.i18n import Translator
from scanner.errors import UsageError


def send_or_tell(target: Target, output: Path, publisher: str, session: Session) -> bool:
    """Send the public output to a dataset, or tell on stdout what would be asked; return whether all went well.

    Raises:
        UsageError: there is no token to send with.
        DatagouvError: nothing could be sent.
    """
    files, words = local_files(output), dataset_words(publisher)
    if not target.act:
        for line in tell(plan(target, words, files), session.translate):
            typer.echo(line)
        session.voice.say(session.translate("Nothing was sent: add --send to act."))
        return True
    with Portal(target.url, _token()) as portal:
        sent = send(portal, target, words, files)
    for line in told(sent, session.translate):
        session.voice.say(line)
    for failure in sent.failures:
        session.voice.error(session.translate.error(failure))
    return not (sent.failures or sent.left)


def told(sent: Sent, t: Translator) -> Iterator[str]:
    """Yield what was done, in sentences; failures are told apart."""
    if sent.created:
        yield t("Dataset made: {dataset}. Give --dataset {dataset} from now on.", dataset=sent.dataset)
    count = sent.outcomes
    yield t(
        "Dataset {dataset}: files added {added}, replaced {replaced}, unchanged {unchanged}, not sent {missing}.",
        dataset=sent.page or sent.dataset,
        added=count[Outcome.ADDED],
        replaced=count[Outcome.REPLACED],
        unchanged=count[Outcome.UNCHANGED],
        missing=len(sent.failures) + sent.left,
    )


def _token() -> str:
    token = os.environ.get(TOKEN_VARIABLE, "").strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        mend = "make a token in your account on data.gouv.fr, and give it in that variable"
        raise UsageError("DATAGOUV_TOKEN doesn't hold a token", mend=mend)
    return token
