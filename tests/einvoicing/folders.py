"""The platform of the stories: two folders, one that it empties, one that it fills."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.einvoicing import actions
from app.einvoicing.rules.handing import Form
from app.invoices.actions import render_owed
from tests.cast import ODILE
from tests.invoices.story import WHEN, D

DATA = "urn:un:unece:uncefact:data:standard"
NS = (
    f'xmlns:rsm="{DATA}:CrossDomainAcknowledgementAndResponse:100"'
    f' xmlns:ram="{DATA}:ReusableAggregateBusinessInformationEntity:100"'
    f' xmlns:udt="{DATA}:UnqualifiedDataType:100"'
)


@dataclass(frozen=True)
class Place:
    """Where the platform looks, and where it writes."""

    outbox: Path
    inbox: Path

    def names(self) -> list[str]:
        """All that is in the folder for the platform, hidden files too."""
        return sorted(each.name for each in self.outbox.iterdir())

    def says(self, name: str, content: str | bytes) -> None:
        data = content.encode() if isinstance(content, str) else content
        (self.inbox / name).write_bytes(data)

    def found(self, folder: str = "") -> list[str]:
        return sorted(each.name for each in (self.inbox / folder).iterdir() if each.is_file())


async def platform(at: Path, since: str = "2026-11-01", form: Form = Form.PDF) -> Place:
    """Both folders made, and chosen by Odile."""
    place = Place(at / "depart", at / "retour")
    place.outbox.mkdir()
    place.inbox.mkdir()
    await actions.choose_folders(
        str(place.outbox),
        str(place.inbox),
        is_on=True,
        since=D(since),
        form=form,
        at=WHEN,
        by=ODILE,
    )
    return place


async def rendered(at: datetime = WHEN) -> None:
    """Every document that is owed has its files."""
    assert (await render_owed(at)).failed == 0


def cdar(
    number: str,
    code: int | str,
    on: str = "20261121",
    reason: str = "",
    amount: str = "",
    seller: str = "732829320",
) -> str:
    """One status of one invoice, as XP Z12-012 writes it."""
    why = f"<ram:ReasonCode>{reason}</ram:ReasonCode>" if reason else ""
    if amount:
        why += (
            "<ram:SpecifiedDocumentCharacteristic><ram:TypeCode>MEN</ram:TypeCode>"
            f'<ram:ValueAmount currencyID="EUR">{amount}</ram:ValueAmount>'
            "<ram:ValuePercent>20</ram:ValuePercent></ram:SpecifiedDocumentCharacteristic>"
        )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossDomainAcknowledgementAndResponse {NS}>
<rsm:ExchangedDocument><ram:ID>m-1</ram:ID></rsm:ExchangedDocument>
<rsm:AcknowledgementDocument>
<ram:IssueDateTime>
<udt:DateTimeString format="204">{on}093000</udt:DateTimeString>
</ram:IssueDateTime>
<ram:ReferenceReferencedDocument><ram:IssuerAssignedID>{number}</ram:IssuerAssignedID>
<ram:ProcessConditionCode>{code}</ram:ProcessConditionCode>
<ram:IssuerTradeParty><ram:GlobalID schemeID="0002">{seller}</ram:GlobalID></ram:IssuerTradeParty>
<ram:SpecifiedDocumentStatus>{why}</ram:SpecifiedDocumentStatus>
</ram:ReferenceReferencedDocument></rsm:AcknowledgementDocument>
</rsm:CrossDomainAcknowledgementAndResponse>"""
