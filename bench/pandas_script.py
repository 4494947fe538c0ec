# mypy: ignore-errors
"""The same first sync as a script of an afternoon: pandas, a clean-up per cell, one upsert.

It knows NIPs, dates and hours; it does not match names, join what is told twice, explain or ask.
Call: python pandas_script.py FOLDER, where roster.csv and export.csv are.
"""

import json
import re
import sys
from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy import create_engine, text

MONTHS = ("januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september",
          "oktober", "november", "desember")  # fmt: skip
DIGITS = 18
UPSERT = """
INSERT INTO training SELECT * FROM staging WHERE true
ON CONFLICT (nip, code, end_on) DO UPDATE SET jp = excluded.jp
"""
COLUMNS = ["nip", "code", "title", "form", "start_on", "end_on", "year", "jp", "number",
           "employee_id"]  # fmt: skip


def clean_nip(text_: str) -> str | None:
    """Return 18 digits or nothing."""
    bare = re.sub(r"[\s'’`.\-]+", "", text_)
    return bare if len(bare) == DIGITS and bare.isdigit() else None


def clean_day(text_: str) -> date | None:
    """Read 31/12/2026, 31-12-2026 or 31 Desember 2026."""
    try:
        if found := re.match(r"^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$", text_):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := re.match(r"^(\d{1,2})\s+([A-Za-z]+)\s+(\d{4})$", text_):
            return date(int(found[3]), MONTHS.index(found[2].lower()) + 1, int(found[1]))
    except ValueError:
        return None
    return None


def clean_jp(text_: str) -> int | None:
    """Read 20, 20 JP or 20,0 JP."""
    found = re.match(r"^(\d+)(?:,0)?\s*(jp)?$", text_, re.IGNORECASE)
    return int(found[1]) if found else None


def main(folder: Path) -> None:
    """Read, clean, put aside, upsert."""
    engine = create_engine(f"sqlite:///{folder / 'pandas.db'}")
    rows = pd.read_csv(folder / "export.csv", dtype=str, keep_default_na=False)
    roster = pd.read_csv(folder / "roster.csv", dtype=str)[["NIP"]].rename(columns={"NIP": "nip"})
    roster["employee_id"] = range(1, len(roster) + 1)
    rows["nip"] = rows["NIP"].apply(clean_nip)
    rows["start_on"] = rows["Tanggal Mulai"].apply(clean_day)
    rows["end_on"] = rows["Tanggal Selesai"].apply(clean_day)
    rows["jp"] = rows["Jumlah JP"].apply(clean_jp)
    rows = rows.merge(roster, on="nip", how="left")
    bad = rows[rows[["employee_id", "end_on", "jp"]].isna().any(axis=1)]
    aside = pd.DataFrame({"line": bad.index, "row": [json.dumps(r, default=str) for r in
                                                     bad.to_dict("records")]})  # fmt: skip
    good = rows.drop(bad.index).rename(
        columns={"Kode Pelatihan": "code", "Nama Pelatihan": "title", "Jenis Pelatihan": "form",
                 "No. Sertifikat": "number"}
    )  # fmt: skip
    good = good.drop_duplicates(["nip", "code", "end_on"])
    good["year"] = good["end_on"].apply(lambda day: day.year)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE IF NOT EXISTS training ({', '.join(COLUMNS)}, "
                                "PRIMARY KEY (nip, code, end_on))"))  # fmt: skip
        aside.to_sql("quarantine", connection, if_exists="replace", index=False)
        good[COLUMNS].to_sql("staging", connection, if_exists="replace", index=False,
                             chunksize=10_000)  # fmt: skip
        connection.execute(text(UPSERT))
        connection.execute(text("DROP TABLE staging"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
