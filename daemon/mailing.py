"""The mail server of a configuration."""

from config.settings import MailSettings, Settings
from digest.send import MailServer


def mail_server(settings: Settings, mail: MailSettings) -> MailServer:
    """Return where mail leaves, and how."""
    return MailServer(
        host=mail.host,
        port=mail.port,
        security=mail.security,
        username=mail.username,
        password=mail.password,
        ca_file=None if mail.ca_file is None else settings.resolve(mail.ca_file),
    )
