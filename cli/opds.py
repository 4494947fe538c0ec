"""Find the OPD that a person names: in full, by its abbreviation or by an alias."""

from typing import TYPE_CHECKING

from cli.failures import FailureError

if TYPE_CHECKING:
    from models.store import Transaction
    from models.views.opds import OpdRow


def opd_named(connection: "Transaction", name: str) -> "OpdRow":
    """Return the OPD of this name.

    Raises:
        FailureError: there is none.

    """
    from models.views.opds import opd_of  # noqa: PLC0415 - after the command line is understood
    from sync.reading.titles import normalise_opd  # noqa: PLC0415

    found = opd_of(connection, normalise_opd(name))
    if found is None:
        raise FailureError(f'Tidak ada OPD "{name}" di data induk. Yang ada: jampel opd head')
    return found
