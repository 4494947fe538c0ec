"""Turn a digest into a mail: subject, HTML that old mail programs show, text, annex."""

import re
import textwrap
from functools import cache

from css_inline import CSSInliner
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from digest.annex import annex
from digest.masking import isolated
from digest.page import Page, page_of
from digest.sentences import is_over
from digest.values import Digest, Rendered

COLUMNS = 72
_MANY_BLANK_LINES = re.compile(r"\n{3,}")


def render(digest: Digest, organisation: str, *, most_people: int = 20) -> Rendered:
    """Make the mail; each list in it shows `most_people` at most, the annex has everybody."""
    page = page_of(digest, organisation, most_people)
    html = _templates().get_template("digest.html").render(page=page)
    text = _templates().get_template("digest.txt").render(page=page)
    return Rendered(
        subject=_subject(digest, page),
        html=_inliner().inline(html),
        text=_MANY_BLANK_LINES.sub("\n\n", text),
        attachments=(annex(digest),),
        facts=digest.facts,
    )


def _subject(digest: Digest, page: Page) -> str:
    """Numbers only: subjects are shown on locked screens."""
    number = len(digest.at_risk)
    fate = "tidak mencapai batas minimal" if is_over(digest) else "berisiko"
    said = f"{number} dari {digest.members} pegawai {fate}"
    if not number:
        said = f"tidak ada pegawai yang {fate}"
    return f"Rekap JP {page.month}: {said} ({page.opd})"


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("digest"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters["wrapped"] = _wrapped
    templates.filters["isolated"] = isolated
    return templates


@cache
def _inliner() -> CSSInliner:
    """It must load nothing from anywhere, whatever a template names."""
    return CSSInliner(load_remote_stylesheets=False)


def _wrapped(text: str, first: str = "", rest: str | None = None) -> str:
    """Lines that a terminal of 72 columns shows whole; long words are broken."""
    return textwrap.fill(
        " ".join(text.split()),
        COLUMNS,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_on_hyphens=False,
    )
