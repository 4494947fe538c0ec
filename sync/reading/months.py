"""Names of months and days, Indonesian and English, long, short and old."""

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan i",
            "februari february febuari pebruari feb peb ii",
            "maret march mar mrt iii",
            "april apr iv",
            "mei may v",
            "juni june jun vi",
            "juli july jul vii",
            "agustus august agust agu agt ags aug viii",
            "september sept sep ix",
            "oktober october okt oct x",
            "november nopember nov nop xi",
            "desember december des dec xii",
        ),
        start=1,
    )
    for name in names.split()
}
"""Folded name, or roman numeral, to number."""

MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + ")(?![a-z])"
DAY = (
    "(?:senin|selasa|rabu|kamis|jum[’'`]?at|sabtu|minggu|ahad"
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|(?:sen|sel|rab|kam|jum|sab|min|mon|tue|wed|thu|fri|sat|sun)(?=\.?,))"
)
