"""A command that fails as a bug would, with personal data in its message."""

from typing import Annotated

import typer

from cli.lazy import new_app

app = new_app()


@app.command()
def broken(*, interrupt: Annotated[bool, typer.Option("--interrupt")] = False) -> None:
    """Fail."""
    if interrupt:
        raise KeyboardInterrupt
    raise ZeroDivisionError("198501012010012001")
