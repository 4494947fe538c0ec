"""What passes by itself and is no bug: the machine or the database lacks something right now.

Everything of a unit of work that met it was rolled back; it is done again later as a whole.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_OF_THE_MACHINE = {
    errno.EMFILE: "batas berkas terbuka proses ini tercapai",
    errno.ENFILE: "batas berkas terbuka mesin ini tercapai",
    errno.ENOSPC: "disk penuh",
    errno.EDQUOT: "jatah disk habis",
    errno.EFBIG: "berkas melewati batas ukuran yang diizinkan mesin ini",
    errno.EIO: "disk gagal membaca atau menulis",
    errno.EROFS: "sistem berkas hanya dapat dibaca",
    errno.ENOMEM: "memori mesin ini habis",
    errno.EAGAIN: "mesin ini tidak dapat memulai proses baru",
    errno.ESTALE: "folder jaringan terputus",
    errno.ENOTCONN: "folder jaringan terputus",
}
_OF_SQLITE = {
    sqlite3.SQLITE_BUSY: "basis data sedang dipakai proses lain terlalu lama",
    sqlite3.SQLITE_LOCKED: "basis data sedang dipakai proses lain terlalu lama",
    sqlite3.SQLITE_NOMEM: "memori mesin ini habis",
    sqlite3.SQLITE_READONLY: "basis data hanya dapat dibaca",
    sqlite3.SQLITE_IOERR: "disk gagal membaca atau menulis basis data",
    sqlite3.SQLITE_FULL: "disk penuh",
    sqlite3.SQLITE_CANTOPEN: "berkas basis data tidak dapat dibuka",
}
_OF_POSTGRES = {
    "08": "sambungan ke basis data putus",
    "25006": "basis data hanya dapat dibaca",
    "40": "transaksi lain mendahului di basis data",
    "53": "basis data kehabisan disk, memori atau sambungan",
    "55P03": "basis data sedang dipakai proses lain terlalu lama",
    "57": "basis data sedang dihentikan",
    "58": "disk basis data gagal membaca atau menulis",
}
"""SQLSTATE, or the class that it begins with."""
_CONFLICTS = ("40",)
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_NO_THREAD = "can't start new thread"


def passing(error: BaseException) -> str | None:
    """Return in words what is lacking right now; none where the error is a bug."""
    return next((words for one in _chain(error) if (words := _words(one))), None)


def is_conflict(error: BaseException) -> bool:
    """Whether another transaction was merely first: the same again at once may well succeed."""
    return isinstance(error, DBAPIError) and _sqlstate(error).startswith(_CONFLICTS)


def is_damage(error: BaseException) -> bool:
    """Whether SQLite finds that its file is not what it wrote: that never passes."""
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _DAMAGE


def _words(error: BaseException) -> str | None:
    if isinstance(error, DBAPIError):
        return _of_database(error)
    if isinstance(error, DisconnectionError | PoolTimeoutError):
        return _OF_POSTGRES["08"]
    return _OF_THE_MACHINE.get(_errno(error))


def _errno(error: BaseException) -> int:
    """What the system said; Python does not always hand the number on."""
    match error:
        case OSError():
            return error.errno or 0
        case MemoryError():
            return errno.ENOMEM
        case RuntimeError() if _NO_THREAD in str(error):
            return errno.EAGAIN
        case ImportError():  # a library of ours that the loader could not open
            text = str(error)
            return next((n for n in _OF_THE_MACHINE if os.strerror(n) in text), 0)
        case _:
            return 0


def _of_database(error: DBAPIError) -> str | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return _OF_SQLITE.get(code & 0xFF)
    state = _sqlstate(error)
    if error.connection_invalidated or (isinstance(error, OperationalError) and not state):
        return _OF_POSTGRES["08"]
    return next((words for start, words in _OF_POSTGRES.items() if state.startswith(start)), None)


def _sqlstate(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__
