"""Read the mailbox of bounces of a configuration: the composition of digest/bounces."""

from collections.abc import Callable

from config.settings import BouncesSettings, Settings
from daemon.wiring import Workshop
from digest.bounces import Taken, take_bounces
from digest.mailbox import BounceBox, MailboxError, open_once


def take_returned(
    workshop: Workshop, bounces: BouncesSettings, *, stop: Callable[[], bool] = lambda: False
) -> Taken:
    """Take note of digests that came back."""
    box, now = _box(workshop.settings, bounces), workshop.clock()
    return take_bounces(workshop.store, box, today=workshop.today(), now=now, stop=stop)


def try_bounces(settings: Settings) -> tuple[str, bool] | None:
    """Open the mailbox: how that went, and whether it may be used; null without one."""
    if settings.bounces is None:
        return None
    try:
        open_once(_box(settings, settings.bounces))
    except MailboxError as error:
        return f"tidak dapat dipakai: {error}", False
    return "terbuka.", True


def _box(settings: Settings, bounces: BouncesSettings) -> BounceBox:
    return BounceBox(
        host=bounces.host,
        port=bounces.port,
        security=bounces.security,
        username=bounces.username,
        password=bounces.password,
        folder=bounces.folder,
        ca_file=None if bounces.ca_file is None else settings.resolve(bounces.ca_file),
    )
