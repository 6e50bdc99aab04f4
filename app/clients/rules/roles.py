"""What a contact is written to for."""

from enum import StrEnum

from app.core.errors import N_


class Role(StrEnum):
    """What a contact is written to for."""

    BILLING = "billing"
    CHASING = "chasing"
    SITE = "site"
    MANAGER = "manager"


ROLE_LABELS = {
    Role.BILLING: N_("Billing"),
    Role.CHASING: N_("Chasing"),
    Role.SITE: N_("On site"),
    Role.MANAGER: N_("Management"),
}
