"""Why a file cannot be written, in the words of its reader."""

import errno

_WHY = {
    errno.EACCES: "tidak ada hak tulis",
    errno.EPERM: "tidak ada hak tulis",
    errno.ENOENT: "foldernya tidak ada",
    errno.EISDIR: "itu folder, bukan berkas",
    errno.ENOTDIR: "di jalurnya ada yang bukan folder",
    errno.EEXIST: "di tempat folder ada berkas dengan nama itu",
    errno.ENAMETOOLONG: "namanya terlalu panjang",
}


def why(error: OSError) -> str:
    """What the system says of a file; the rare rest in its own words."""
    from models.passing import passing  # noqa: PLC0415 - costs nothing where nothing fails

    return _WHY.get(error.errno or 0) or passing(error) or error.strerror or type(error).__name__
