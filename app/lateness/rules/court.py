"""Which court an order for payment is asked of. Pure.

The court of the place where the debtor lives or has its seat (CPC 1406): the commercial court
between traders, the judicial court otherwise. The districts are no data of ours: the place is
named, and the court of its district is looked up by whoever files.
"""

from enum import StrEnum

from app.core.errors import N_, refuse


class Court(StrEnum):
    """The two courts that order a payment."""

    COMMERCIAL = "commercial"
    JUDICIAL = "judicial"


LABELS = {
    Court.COMMERCIAL: N_("Commercial court: both are traders"),
    Court.JUDICIAL: N_("Judicial court: a consumer, an association, a liberal profession"),
}
# There is no commercial court in Alsace and Moselle: a chamber of the judicial court judges.
_ALSACE_MOSELLE = ("57", "67", "68")


def usual_court(kind: str, country: str) -> Court:
    """The court for a kind of client. Refused: a public body (lateness.public_debtor), which no
    order for payment is made against; a debtor abroad (lateness.abroad)."""
    if country != "FR":
        raise refuse(
            "lateness.abroad",
            "The client is abroad: a French order for payment is not for them; see the European "
            "one.",
        )
    if kind == "public":
        raise refuse(
            "lateness.public_debtor",
            "A public body is no debtor for an order for payment: ask the administrative court.",
        )
    return Court.COMMERCIAL if kind == "company" else Court.JUDICIAL


def court_name(court: Court, postcode: str) -> str:
    """What the request is addressed to, in French as all that goes to a court."""
    if court is Court.JUDICIAL:
        return "Tribunal judiciaire"
    if postcode.startswith(_ALSACE_MOSELLE):
        return "Tribunal judiciaire, chambre commerciale"
    return "Tribunal de commerce (ou tribunal des activités économiques)"
