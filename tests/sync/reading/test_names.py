"""Names compare without titles, case and punctuation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.reading.names import SIMILAR_ENOUGH, normalise_name, similarity

FRONT = ["", "Dr. ", "dr. ", "Drs. H. ", "Hj. ", "Prof. Dr. Ir. ", "KH. ", "apt. ", "H "]
BEHIND = [
    "", ", S.Pd.", ", S.Pd., M.Si.", " S.Pd", ", A.Md.Keb.", ", S.STP, M.Si", " SE MM", ", Sp.A",
    ", S. Kep., Ns.", ", S.Pd.I", ", M.M., Ph.D", ", S.Tr.Kep.", ", S.E.,M.Ak.", " A.Md.Kep",
]  # fmt: skip


@pytest.mark.parametrize("front", FRONT)
@pytest.mark.parametrize("behind", BEHIND)
def test_drops_titles_before_and_behind(front: str, behind: str) -> None:
    assert normalise_name(f"{front}Wira  BUDIMAN{behind}") == "wira budiman"


@pytest.mark.parametrize(
    "spelling", ["Moh.", "Mohammad", "Muh.", "Muhamad", "MUHAMMAD", "Mochamad", "Moch.", "Mohd"]
)
def test_folds_the_spellings_of_one_name(spelling: str) -> None:
    assert normalise_name(f"{spelling} Wira") == "muhammad wira"


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Achmad Wira", "ahmad wira"),
        ("Akhmad Wira", "ahmad wira"),
        ("Wira Abd. Aziz", "wira abdul aziz"),
        ("St. Nurbaya, S.Pd", "siti nurbaya"),
        ("Wira ST", "wira"),
        ("Tb. Wira", "tubagus wira"),
        ("Nu'man Nur’aini", "numan nuraini"),
        ("Abdul-Aziz", "abdul aziz"),
        ("Dr.Wira", "wira"),
        ("M. Wira", "m wira"),
        ("Wira M.Ali", "wira m ali"),
        ("Wira, Budiman", "wira budiman"),
        ("Wira, S.Xyz., CFrA", "wira"),
        ("Bruno Mars", "bruno mars"),
        ("Wira M.A.R.S.", "wira"),
        ("Wira, MARS", "wira"),
        ("Wira,, S.Pd", "wira"),
        ("Wira, Ba'ma", "wira bama"),
    ],
)
def test_keeps_what_is_part_of_the_name(printed: str, name: str) -> None:
    assert normalise_name(printed) == name


@pytest.mark.parametrize(
    ("printed", "name"),
    [("H.", "h"), ("Dr. H.", "h"), ("S.Pd", "s pd"), ("123", "123"), ("...", "..."), ("St.", "st")],
)
def test_a_name_is_never_all_title(printed: str, name: str) -> None:
    assert normalise_name(printed) == name


@given(st.text(min_size=1))
def test_never_loses_all_letters(text: str) -> None:
    if any(letter.isalpha() for letter in text):
        assert normalise_name(text)


@given(
    st.sampled_from(FRONT),
    st.sampled_from(["Moh. Wira", "St. Ayu", "Nu'man"]),
    st.sampled_from(BEHIND),
)
def test_normalises_once_for_all(front: str, name: str, behind: str) -> None:
    once = normalise_name(front + name + behind)

    assert normalise_name(once) == once


def test_compares_names_whatever_their_order() -> None:
    assert similarity("wira budiman", "budiman wira") == 100
    assert similarity("wira budiman", "wira budima") >= SIMILAR_ENOUGH
    assert similarity("wira budiman", "siti nurbaya") < SIMILAR_ENOUGH
