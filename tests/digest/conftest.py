"""Three OPDs, their outbox, and a mail server that takes what it is given."""

from collections.abc import Iterator

import pytest

from models.store import Store
from tests.digest.mailing import OPDS, Mailing, put_opds
from tests.smtp import Running, mail_server


@pytest.fixture
def server() -> Iterator[Running]:
    """A mail server that does as its script says."""
    with mail_server() as running:
        yield running


@pytest.fixture
def mailing(store: Store, server: Running) -> Mailing:
    """An outbox in which nothing is yet."""
    put_opds(store, *OPDS)
    return Mailing(store, server.port)
