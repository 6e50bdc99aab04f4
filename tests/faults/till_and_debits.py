"""The last acts of the path: the hotel is debited, and a passer-by buys at the counter."""

import httpx

from app.debits.tables import Debit
from app.invoices.tables import Invoice
from tests.mandates.paper import D, identified, signed

SIGNED = D("2027-01-04")


async def agree_on_debits(client_id: int) -> None:
    """The business has its identifier, the client a mandate."""
    await identified()
    await signed(client_id, on=SIGNED, name="Hôtel Saint-Nizier")


async def choose_the_debit(odile: httpx.AsyncClient) -> None:
    row = await Invoice.select(Invoice.id).where(Invoice.net == 48_000).first()
    assert row
    answer = await odile.post(f"/debits/of/invoice/{row['id']}", data={"wanted": "1"})
    assert answer.status_code == 303, answer.text


async def make_the_file(odile: httpx.AsyncClient) -> None:
    """Sent as often as need be, it is one form."""
    row = await Debit.select(Debit.id, Debit.collect_on).first()
    assert row
    form = {"scheme": "CORE", "collect_on": row["collect_on"].isoformat(), "debit": str(row["id"])}
    answer = await odile.post("/debits/batches", data=form)
    assert answer.status_code == 303, answer.text
    content = await odile.get(f"{answer.headers['location']}/file")
    assert content.content.count(b"<DrctDbtTxInf>") == 1


async def record_the_credit(odile: httpx.AsyncClient) -> None:
    answer = await odile.post("/debits/batches/1/credit", data={"credited_on": "09/03/2027"})
    # Recorded already: said again, and nothing is received twice.
    assert answer.status_code in (303, 422), answer.text


async def sell_a_badge(odile: httpx.AsyncClient) -> None:
    """A phone without an answer sends the form again, with the key of its page."""
    form = {
        "key": "one-sale",
        "client": "",
        "label": "Badge Vigik",
        "amount": "9,99",
        "rate": "2000",
        "method": "cash",
        "part_card": "4",
        "given": "20",
    }
    answer = await odile.post("/counter", data=form)
    assert answer.status_code == 303, answer.text
