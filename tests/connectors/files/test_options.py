from pathlib import Path

import pytest
from pydantic import ValidationError

from connectors.contract import Kind
from connectors.files.connector import build


def test_one_heading_or_several_may_be_told(tmp_path: Path) -> None:
    columns = {"nip": "NIP / NI PPPK", "name": ["Nama", "Nama ASN"]}
    build({"path": "x", "columns": columns}, base_dir=tmp_path, kind=Kind.TRAINING)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "path"),
        ({"path": "x", "settel": 5}, "settel"),
        ({"path": "x", "settle": -1}, "settle"),
        ({"path": "x", "columns": {"nipp": "NIP"}}, 'did you mean "nip"'),
        ({"path": "x", "defaults": {"legal_position": "01"}}, "no canonical field"),
        ({"path": "x", "fill_down": ["unti"]}, 'did you mean "unit"'),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, options: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        build(options, base_dir=tmp_path, kind=Kind.TRAINING)


def test_a_roster_has_fields_of_its_own(tmp_path: Path) -> None:
    options = {"path": "x", "defaults": {"legal_position": "01"}}

    build(options, base_dir=tmp_path, kind=Kind.ROSTER)
    with pytest.raises(ValidationError):
        build(options, base_dir=tmp_path, kind=Kind.TRAINING)


def test_what_changes_reading_changes_the_version_of_the_reader(tmp_path: Path) -> None:
    def version(**options: object) -> str:
        made = build({"path": "x", **options}, base_dir=tmp_path, kind=Kind.TRAINING)
        return made.capabilities.reader_version

    assert version() == version(settle=1)
    assert len({version(), version(defaults={"title": "A"}), version(columns={"nip": "A"})}) == 3
