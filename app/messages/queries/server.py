"""Where mail is handed over, and in whose name."""

from app.adapters.mail import MailServer
from app.config import config
from app.settings.queries import maybe_business
from app.settings.rules import Business
from app.settings.rules.mail import mail_access


async def mail_server() -> MailServer | None:
    """The server of SMTP_URL, else of the settings; None when mail is not configured.

    Refused (settings.smtp) when the address cannot be read.
    """
    url = config().smtp_url
    if not url:
        business = await maybe_business()
        url = business.smtp_url if business else ""
    if not url:
        return None
    access = mail_access(url)
    return MailServer(access.host, access.port, access.user, access.password, access.is_tls)


def sender_of(business: Business) -> str:
    """The address that messages come from."""
    return business.mail_from or business.email
