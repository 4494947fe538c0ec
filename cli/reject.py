"""`jampel reject`: do not believe a held run, or the changes that a run held."""

import typer

from cli.approve import AsJson, RunId, Yes, answer
from cli.lazy import new_app


def reject(context: typer.Context, run: RunId, yes: Yes = False, as_json: AsJson = False) -> None:
    """Tolak run yang ditahan, atau perubahan yang ditahannya: yang lama tetap dihitung.

    Contoh: jampel reject 12
    """
    answer(context, run, yes=yes, as_json=as_json, accept=False)


app = new_app()
app.command()(reject)
