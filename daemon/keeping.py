"""Back up the whole store into one file, and restore it: both proved by hashes."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.backup import BackupError, Content, Seen, Then, content, copy_store, refuse_damaged
from models.store import Store, StoreError, open_store

PART = ".part"


def back_up(store: Store, file: Path, *, seen: Seen = lambda _table, _rows: None) -> Content:
    """Write a backup that exists only when it is whole and was read back.

    Raises:
        BackupError: the file exists, or what was written is not what the store holds.

    """
    if file.exists():
        raise BackupError(f"{file}: sudah ada; sebut nama lain, cadangan lama tidak ditimpa")
    if not file.parent.is_dir():
        raise BackupError(f"{file.parent}: folder itu tidak ada")
    part = file.with_name(file.name + PART)
    part.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL, 0o600))  # people's data: the owner's alone
        with _store_in(part) as target:
            target.upgrade()
            copied = copy_store(store, target, replace=True, seen=seen)
        _sync(part)
        part.rename(file)
        _sync(file.parent)
    finally:
        part.unlink(missing_ok=True)
    return copied


def restore(file: Path, store: Store, *, replace: bool,
            seen: Seen = lambda _table, _rows: None,
            then: Then = lambda _connection: None) -> Content:  # fmt: skip
    """Bring back a backup, of an older program too; the file itself is not changed.

    Args:
        file: the backup.
        store: where it goes.
        replace: whether it may take the place of what is there.
        seen: told of each table.
        then: done afterwards in the same transaction.

    Raises:
        BackupError: it is no backup, or the store is in use and `replace` was not said.

    """
    with _opened(file) as source:
        return copy_store(source, store, replace=replace, seen=seen, then=then)


def content_of(file: Path) -> Content:
    """Return what a backup holds."""
    with _opened(file) as source:
        return content(source)


@contextmanager
def _opened(file: Path) -> Iterator[Store]:
    if not file.is_file():
        raise BackupError(f"{file}: berkas itu tidak ada")
    with file.open("rb") as opened:
        begins = opened.read(16)
    if begins != b"SQLite format 3\0":
        raise BackupError(f"{file}: bukan cadangan jampel")
    with tempfile.TemporaryDirectory(prefix="jampel-restore-") as folder:
        copy = Path(folder) / "backup.db"
        shutil.copyfile(file, copy)
        with _store_in(copy) as source:
            refuse_damaged(source)
            source.upgrade()
            yield source


@contextmanager
def _store_in(file: Path) -> Iterator[Store]:
    try:
        store = open_store(f"sqlite:///{file.name}", base_dir=file.parent)
    except StoreError as error:
        raise BackupError(f"{file}: {error}") from error
    try:
        yield store
    finally:
        store.close()


def _sync(path: Path) -> None:
    """What was written is on the disk before anybody relies on it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
