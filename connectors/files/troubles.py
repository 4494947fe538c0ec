"""What may be wrong with a folder of files."""

import errno

from connectors.troubles import Trouble

FOLDER = Trouble(
    "folder",
    "Folder sumber ini tidak dapat dibaca.",
    "Foldernya tidak ada, atau akun yang menjalankan jampel tidak berhak membacanya.",
    "Buat foldernya, atau beri akun itu hak baca; cocokkan path di jampel.toml.",
)

_WHY = {
    errno.EACCES: "tidak ada hak baca",
    errno.EPERM: "tidak ada hak baca",
    errno.ENOENT: "tidak ditemukan",
    errno.ENOTDIR: "bukan folder",
    errno.EIO: "disk gagal membaca",
    errno.EMFILE: "batas berkas terbuka tercapai",
    errno.ESTALE: "folder jaringan terputus",
    errno.EHOSTDOWN: "folder jaringan terputus",
}


def why(error: OSError) -> str:
    """What the system says of a file, for a person; the rare rest in its own words."""
    return _WHY.get(error.errno or 0) or error.strerror or type(error).__name__
