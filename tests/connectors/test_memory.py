from pathlib import Path

import pytest

from connectors.contract import Kind
from connectors.errors import SourceRefusedError
from connectors.memory import MemoryConnector, MemorySource, build
from connectors.testing.source import Source
from connectors.testing.suite import ConnectorSuite, fetch, rows_of


def invented(key: str) -> dict[str, str | None]:
    return {"key": key, "nip": "198702032011011001", "title": f"Pelatihan {key}", "jp": "20"}


@pytest.fixture
def memory() -> MemorySource:
    source = MemorySource()
    for key in ("a", "b", "c", "d", "e"):
        source.put(invented(key))
    return source


class TestMemory(ConnectorSuite):
    @pytest.fixture
    def source(self, memory: MemorySource) -> Source:
        def add_item() -> None:
            memory.put(invented("new"))

        return Source(
            connect=lambda: MemoryConnector(memory),
            add_item=add_item,
            go_down=lambda: setattr(memory, "down", True),
            spoil_item=lambda: memory.spoil("c"),
        )


@pytest.mark.anyio
async def test_a_page_from_the_start_is_part_of_a_complete_listing(memory: MemorySource) -> None:
    connector = MemoryConnector(memory)
    pages = await fetch(connector)
    news = await fetch(connector, pages[0].cursor)

    assert [(page.part, page.final) for page in pages] == [(0, False), (1, False), (2, True)]
    assert all(page.complete for page in pages)
    assert not any(page.complete for page in news)


@pytest.mark.anyio
async def test_a_refusal_is_told_as_one(memory: MemorySource) -> None:
    memory.refusing = True
    with pytest.raises(SourceRefusedError):
        await fetch(MemoryConnector(memory))


@pytest.mark.anyio
async def test_a_withdrawn_item_and_a_removed_one_differ(memory: MemorySource) -> None:
    memory.put(invented("a") | {"withdrawn": "revoked", "course_id": "7", "kind": "certificate"})
    memory.remove("b")
    connector = MemoryConnector(memory)
    tables = [connector.read(page).rows for page in await fetch(connector)]
    rows = {row["key"]: row for table in tables for row in table.to_dicts()}

    assert rows["a"]["withdrawn"] == "revoked"
    assert (rows["a"]["course_id"], rows["a"]["kind"]) == ("7", "certificate")
    assert "b" not in rows


@pytest.mark.anyio
async def test_options_may_bring_the_items() -> None:
    items = [{"name": "Budi", "opd": "Dinas Kesehatan"}]
    connector = build({"items": items}, base_dir=Path(), kind=Kind.ROSTER)
    (row,) = await rows_of(connector)

    assert ("opd", "Dinas Kesehatan") in row
