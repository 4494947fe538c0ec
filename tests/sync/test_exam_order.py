"""The order of reading is the names', so that a replay gives every row the id that it had."""

from tests.sync.house import House, row


def test_files_of_one_run_are_read_in_the_order_of_their_names(house: House) -> None:
    for name in ("d.csv", "b.csv", "e.csv", "a.csv", "c.csv"):
        house.drop(name, [row(1, title=f"Webinar {name}")])
    house.sync()

    pages = {e["id"]: e["listing"] for e in house.evidence()}

    assert [pages[number] for number in sorted(pages)] == [
        "a.csv", "b.csv", "c.csv", "d.csv", "e.csv",
    ]  # fmt: skip
