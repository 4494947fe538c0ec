"""Try every source once without landing anything."""

from collections.abc import Iterator

import anyio

from connectors.errors import SourceError
from daemon.sources import engine_of
from daemon.wiring import Workshop
from sync.source import Source


def try_sources(workshop: Workshop) -> Iterator[tuple[str, str, bool]]:
    """Yield (source, what was found in words, whether it may be used)."""
    for name, source in engine_of(workshop).sources.items():
        try:
            pages, size = anyio.run(_count, source)
        except SourceError as error:
            yield name, str(error), False
        else:
            if pages:
                yield name, f"{pages} halaman, {size / 1024:,.0f} KiB.", True
            else:
                yield name, "menjawab, tetapi belum ada isinya.", True


async def _count(source: Source) -> tuple[int, int]:
    pages = size = 0
    async for page in source.connector.fetch(None):
        pages += 1
        size += len(page.body)
    return pages, size
