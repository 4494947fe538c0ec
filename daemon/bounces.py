"""Read the mailbox of bounces of a configuration: the composition of digest/bounces."""

from collections.abc import Callable

from config.settings import BouncesSettings
from daemon.wiring import Workshop
from digest.bounces import Taken, take_bounces
from digest.mailbox import BounceBox


def take_returned(
    workshop: Workshop, bounces: BouncesSettings, *, stop: Callable[[], bool] = lambda: False
) -> Taken:
    """Take note of digests that came back."""
    box = BounceBox(
        host=bounces.host,
        port=bounces.port,
        security=bounces.security,
        username=bounces.username,
        password=bounces.password,
        folder=bounces.folder,
        ca_file=None if bounces.ca_file is None else workshop.settings.resolve(bounces.ca_file),
    )
    now = workshop.clock()
    return take_bounces(workshop.store, box, today=workshop.today(), now=now, stop=stop)
