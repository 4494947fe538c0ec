"""The titles that stand before and behind Indonesian names."""

import re

FRONT = frozenset(
    (
        "apt", "bapak", "bpk", "dr", "dra", "drg", "drh", "drs", "h", "hj", "hjh", "ibu", "ir",
        "kh", "ns", "prof", "sdr", "sdri", "ustadz",
    )
)  # fmt: skip
"""Titles before a name, folded and without dots."""

_FIELDS = (
    "ab", "adm", "ag", "agr", "ak", "akun", "ap", "ars", "biomed", "bns", "e", "ei", "el",
    "eng", "esy", "far", "farm", "fil", "gz", "h", "hi", "hum", "hut", "i", "ikom", "ip", "kel",
    "kep", "kes", "kesos", "kh", "km", "kn", "kom", "ked", "log", "mat", "mn", "ners", "or",
    "p", "par", "pd", "pdaud", "pdi", "pdsd", "pi", "psi", "pt", "ptk", "pust", "s", "sc", "si",
    "sit", "sn", "sos", "sosi", "st", "stat", "stp", "sy", "t", "th", "ti", "tp", "tr", "trak",
    "trip", "trkeb", "trkep", "trkes", "trpd", "trsos", "trt",
)  # fmt: skip
_DIPLOMA_FIELDS = (
    "ak", "an", "farm", "ft", "gz", "kb", "keb", "kep", "kes", "kg", "kom", "pd", "pk", "rad",
    "rmik", "t", "tem", "ts",
)  # fmt: skip
_SINGLE = (
    "aks", "akt", "apt", "amd", "ba", "bba", "bc", "be", "bsc", "ca", "cpa", "dea", "ec", "gr",
    "lc", "mba", "mec", "mep", "mhkes", "mkm", "mm", "mmr", "mpa", "mph", "mpp", "mpsdm", "ners",
    "ns", "phd", "qia", "sst", "skm", "spog", "sppd", "spb", "spm", "sprad", "span", "spkj", "spa",
    "spthtbkl", "sptht", "spkk", "spjp", "spmk",
)  # fmt: skip

_BACK = frozenset(
    {prefix + field for prefix in "sm" for field in _FIELDS}
    | {"amd" + field for field in _DIPLOMA_FIELDS}
    | set(_SINGLE)
    | {"ma", "mars"}
)
_ALSO_NAMES = frozenset(
    (
        "ak", "aks", "ba", "be", "bc", "ca", "ec", "gr", "ma", "mak", "mars", "me", "mei",
        "mel", "meng", "mi", "mor", "mp", "ms", "sab", "sak", "sars", "seng", "sei", "sel",
        "shi", "si", "smn", "sor", "sp", "spa", "span", "ss", "sti", "mmat", "smat",
        "mab",
    )
)  # fmt: skip
"""Titles that without a dot or a comma may be a part of a name."""

_FIRST_PIECES = frozenset(("a", "amd", "b", "d", "dipl", "m", "ph", "s", "sp"))
TITLE_WORDS = FRONT | _BACK | _FIRST_PIECES
"""Whatever word of a name is none of these is no title, nor the beginning of one."""
_DEGREE = re.compile(r"[^\W\d_]{1,4}\.(?: ?-?[^\W\d_]{1,6}\.?)*")


def is_back_title(pieces: list[str], *, dotted: bool) -> bool:
    """Tell whether the folded pieces at the end of a name are one title (`s`, `pd`)."""
    joined = "".join(pieces)
    if joined not in _BACK or (len(pieces) > 1 and pieces[0] not in _FIRST_PIECES):
        return False
    return dotted or joined not in _ALSO_NAMES


def is_title_segment(segment: str) -> bool:
    """Tell whether what stands between two commas behind a name is a title, even an unknown one."""
    text = segment.strip()
    if not text:
        return False
    tokens = re.findall(r"[^\W_]+", text)
    known = _BACK | FRONT
    return (
        "".join(tokens) in known
        or all(token in known for token in tokens)
        or _DEGREE.fullmatch(text) is not None
    )
