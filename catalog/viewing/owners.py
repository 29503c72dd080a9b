# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Owners, as an audience may see them."""

from collections import Counter
from collections.abc import Iterable

from catalog.attachment import Attachment, read_attachments
from catalog.database import Row, Store
from catalog.view import Audience, OwnerEntry, ReferentEntry, RepositoryEntry

_OWNER_TEXTS = (
    *("host", "login", "kind", "name", "html_url", "description", "website", "email", "location", "icon_url"),
    *("created_at", "pso_id"),
)


def read_owners(store: Store, repositories: Iterable[RepositoryEntry], audience: Audience) -> tuple[OwnerEntry, ...]:
    """Return the owners; for the public, those that hold one of its `repositories`."""
    counts = Counter((entry.host, entry.owner) for entry in repositories if not entry.gone)
    rows = store.rows("SELECT * FROM owners ORDER BY host, lower(login)")
    attachments = read_attachments(store)
    return tuple(
        _owner(row, counts[row["host"], row["login"]], attachments[row["id"]], audience)
        for row in rows
        if audience is Audience.INTERNAL or counts[row["host"], row["login"]]
    )


def _owner(row: Row, count: int, attachment: Attachment, audience: Audience) -> OwnerEntry:
    verified = None if row["is_verified"] is None else bool(row["is_verified"])
    texts = {name: row[name] or "" for name in _OWNER_TEXTS}
    texts |= {name: getattr(attachment, name) for name in ("organization", "ministry", "floss_policy", "ospo_url")}
    referent = attachment.referent
    vouchers = attachment.vouchers if audience is Audience.INTERNAL else ()  # their files are paths of this machine
    return OwnerEntry(
        **texts,
        followers=row["followers"],
        is_verified=verified,
        referent=ReferentEntry(**referent.model_dump(exclude={"scope", "declared_by"})) if referent else None,
        vouched=attachment.vouched,
        vouched_by=tuple(voucher.where for voucher in vouchers if voucher.where),
        repositories_count=count,
    )
