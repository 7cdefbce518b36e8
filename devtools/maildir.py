"""Delivery into the maildirs that Dovecot serves; used by the mail server and demo."""

import itertools
import os
import shutil
import time
from pathlib import Path

_count = itertools.count(1)


def maildir_of(root: Path, address: str) -> Path:
    """The maildir of an address, whatever its case; a slash would leave the root."""
    return root / address.strip().lower().replace("/", "_") / "Maildir"


def deliver(root: Path, address: str, content: bytes) -> Path:
    """Write one mail, byte for byte, and return its file.

    First into tmp/, then renamed into new/, so that Dovecot never sees half a mail:
    https://cr.yp.to/proto/maildir.html
    """
    maildir = maildir_of(root, address)
    owner = root.stat()
    _create(maildir, owner)
    name = f"{time.time():.6f}.P{os.getpid()}Q{next(_count)}.localhost"
    draft = maildir / "tmp" / name
    draft.write_bytes(content)
    _give(draft, owner)
    return draft.rename(maildir / "new" / name)


def _create(maildir: Path, owner: os.stat_result) -> None:
    for folder in (
        maildir.parent,
        maildir,
        *(maildir / x for x in ("tmp", "new", "cur")),
    ):
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
            _give(folder, owner)


def _give(path: Path, owner: os.stat_result) -> None:
    """Dovecot runs as the owner of the mail folder, which root is not."""
    if os.geteuid() == 0:
        shutil.chown(path, owner.st_uid, owner.st_gid)
