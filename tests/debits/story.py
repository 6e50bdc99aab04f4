"""Words of the debits' stories: invoices to be debited, told, sent, put into a file."""

from datetime import date, datetime
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

from lxml import etree

from app.adapters import files
from app.debits import actions, queries
from app.debits.queries import BatchView, Preview
from app.invoices.queries import open_instalments
from app.messages.actions import claims
from tests.cast import ODILE, at
from tests.payments.books import sold

D = date.fromisoformat
XSD = Path(__file__).parent / "xsd"


async def owed(client_id: int, euros: int, issued: str, due: str) -> int:
    """An invoice to be debited, without VAT worries: `euros` incl. VAT."""
    invoice_id = await sold(client_id, euros, issued, due)
    await actions.choose("invoice", invoice_id, True, client_id=client_id, at=at(issued), by=ODILE)
    return invoice_id


async def sent(when: datetime) -> int:
    """Every message that may go has gone."""
    gone = 0
    for row in await claims.claim(when, 100):
        if await claims.begin(row, when):
            await claims.note_sent(row, when)
            gone += 1
    return gone


async def told(day: str, hour: int = 9) -> int:
    """Announced, and the messages gone."""
    count = await actions.announce(at(day, hour))
    await sent(at(day, hour))
    return count


async def shown(day: str, hour: int = 9) -> Preview:
    return await queries.preview(at(day, hour))


async def handed(day: str, hour: int = 9, place: int = 0) -> BatchView:
    """The file of what the preview shows first."""
    file = (await shown(day, hour)).files[place]
    batch_id = await actions.make_batch(
        file.scheme.value, file.collect_on, file.ids, at=at(day, hour), by=ODILE
    )
    return await seen(batch_id)


async def seen(batch_id: int) -> BatchView:
    found = await queries.batch(batch_id)
    assert found
    return found


async def open_of(client_id: int) -> int:
    """Cents that a client owes."""
    return sum(each.open for each in await open_instalments(client_id))


def bytes_of(batch: BatchView) -> bytes:
    return files.read(batch.sha256)


def faults_of(data: bytes, version: str) -> list[str]:
    """What the official schema says against a file; nothing when it is valid."""
    schema = etree.XMLSchema(etree.parse(str(XSD / f"pain.008.001.{version}.xsd")))
    schema.validate(etree.fromstring(data))
    return [str(each) for each in schema.error_log]


def parsed(data: bytes) -> Element:
    """Without its namespace, to be read by plain paths."""
    text = data.decode()
    start = text.index(' xmlns="')
    return fromstring(text[:start] + text[text.index('"', start + 8) + 1 :])


def added(data: bytes) -> tuple[int, int]:
    """The debits of a file, counted and added again in whole cents by another way."""
    amounts = [each.text or "" for each in parsed(data).iter("InstdAmt")]
    return len(amounts), sum(int(each.replace(".", "")) for each in amounts)
