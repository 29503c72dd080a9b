# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The options of a scan, gathered into one value."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import typer

from catalog.options import taken, with_options
from catalog.scan_choices import ClusterChoices, ScanChoices

P = ParamSpec("P")
R = TypeVar("R")

_Jobs = Annotated[int, typer.Option("--jobs", min=1, help="Reading processes.", rich_help_panel="Resources")]
_Memory = Annotated[
    int,
    typer.Option("--memory", min=0, help="Memory of each process in MB; 0 = no bound.", rich_help_panel="Resources"),
]
_KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key-file",
        envvar="OUVRAGE_KEY_FILE",
        help="Key that marks equal secrets, the same for all shards [default: beside the store].",
        rich_help_panel="Places",
    ),
]
_Cluster = Annotated[
    str,
    typer.Option(
        "--cluster",
        metavar="URL",
        help="Scan on a Dask cluster: tls://HOST:PORT of its scheduler.",
        show_default=False,
        rich_help_panel="Resources",
    ),
]
_ClusterCa = Annotated[
    Path | None,
    typer.Option(
        "--cluster-ca",
        help="Certificates of the cluster's authority, PEM [default: as Dask is configured].",
        rich_help_panel="Resources",
    ),
]
_ClusterCert = Annotated[
    Path | None,
    typer.Option("--cluster-cert", help="Our certificate for the cluster, PEM.", rich_help_panel="Resources"),
]
_ClusterKey = Annotated[
    Path | None,
    typer.Option("--cluster-key", help="Private key of that certificate, PEM.", rich_help_panel="Resources"),
]
_SCANNING: dict[str, tuple[Any, Any]] = {
    "jobs": (_Jobs, ScanChoices().jobs),
    "memory": (_Memory, ScanChoices().memory_mb),
    "key_file": (_KeyFile, None),
    "cluster": (_Cluster, ""),
    "cluster_ca": (_ClusterCa, None),
    "cluster_cert": (_ClusterCert, None),
    "cluster_key": (_ClusterKey, None),
}


def with_scan_options(command: Callable[P, R]) -> Callable[..., R]:
    """Give a command the options of a scan, which it gets as one value: its parameter `scanning`."""

    @functools.wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        given = taken(kwargs, _SCANNING)
        files = {name: given[f"cluster_{name}"] for name in ("ca", "cert", "key")}
        cluster = ClusterChoices(address=given["cluster"], **files)
        kwargs["scanning"] = ScanChoices(
            jobs=given["jobs"], memory_mb=given["memory"], key_file=given["key_file"], cluster=cluster
        )
        return command(*args, **kwargs)

    return with_options(wrapper, command, _SCANNING, instead_of="scanning")
