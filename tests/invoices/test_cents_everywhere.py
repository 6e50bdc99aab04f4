"""Any lines, rates and discounts, issued for real: the sums worked out here are those of the
document, of its entry in the books and of its XML, to the cent."""

from collections import Counter
from decimal import Decimal

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from app.accounting.tables import Entry, EntryLine
from app.invoices import actions, queries
from app.invoices.rules import AdjustmentDraft, AdjustmentKind, LineDraft
from app.settings.queries import maybe_business
from tests.cast import open_shop, regie
from tests.invoices.einvoices import _half_up as half_up
from tests.invoices.story import BY, WHEN, D

RATES = (2000, 1000, 550, 210)
LINE = st.builds(
    LineDraft,
    label=st.text("aé ’ß–", min_size=1, max_size=5).filter(lambda text: bool(text.strip())),
    quantity=st.integers(1, 5_000_000),
    unit_price=st.integers(1, 900_000_000),
    vat_rate=st.sampled_from(RATES),
    discount=st.integers(0, 9_999),
)
# (rate, cents off, cents on top), with the VAT of that rate.
WHOLE = st.tuples(st.sampled_from(RATES), st.integers(0, 2_000), st.integers(0, 2_000))


def net(line: LineDraft) -> int:
    """Quantity x price less the discount, rounded once."""
    left = line.quantity * line.unit_price * 100 * (10_000 - line.discount)
    return half_up(left, 10_000 * 1_000_000 * 10_000)


def bases(lines: list[LineDraft], rate: int, off: int, port: int) -> Counter[int]:
    found: Counter[int] = Counter()
    for line in lines:
        found[line.vat_rate] += net(line)
    found[rate] += port - off
    return found


async def issued(lines: list[LineDraft], rate: int, off: int, port: int) -> queries.InvoiceView:
    deals = [
        AdjustmentDraft(kind, "Geste", amount=cents, vat_rate=rate)
        for kind, cents in ((AdjustmentKind.ALLOWANCE, off), (AdjustmentKind.CHARGE, port))
        if cents
    ]
    values = actions.DraftValues(await regie(), tuple(lines), adjustments=tuple(deals))
    draft = await actions.create_draft(values, at=WHEN, by=BY)
    await actions.issue(draft, on=D("2026-11-21"), at=WHEN, by=BY)
    return await queries.invoice(draft)


async def booked(invoice_id: int) -> Counter[str]:
    entry = await Entry.select(Entry.id).where(Entry.subject == f"invoice:{invoice_id}").first()
    found: Counter[str] = Counter()
    for row in await EntryLine.select().where(EntryLine.entry == entry["id"]):
        family = "sales" if row["account"].startswith("70") else row["account"]
        found[family] += row["credit"] - row["debit"]
    return found


def cents(root: etree._Element, tag: str) -> list[int]:
    return [int(Decimal(each.text) * 100) for each in root.iterfind(f".//{{*}}{tag}")]


@settings(
    max_examples=40,
    deadline=None,
    # The examples share a database, so a failure would not shrink.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(lines=st.lists(LINE, min_size=1, max_size=7), whole=WHOLE)
async def test_the_cents_are_the_same_everywhere(
    database: None, lines: list[LineDraft], whole: tuple[int, int, int]
) -> None:
    rate, off, port = whole
    assume(rate in {line.vat_rate for line in lines})
    assume(sum(net(line) for line in lines if line.vat_rate == rate) >= off)
    parts = bases(lines, rate, off, port)
    taxes = {each: half_up(base * each, 10_000) for each, base in parts.items()}
    total = sum(parts.values()) + sum(taxes.values())
    assume(total > 0)
    if await maybe_business() is None:
        await open_shop()
    view = await issued(lines, *whole)
    assert [line.net for line in view.lines] == [net(line) for line in lines]
    assert {p.rate: (p.base, p.vat) for p in view.parts} == {
        each: (parts[each], taxes[each]) for each in parts
    }
    assert (view.net, view.vat, view.total) == (sum(parts.values()), sum(taxes.values()), total)
    books = await booked(view.id)
    assert +Counter({k: -v for k, v in books.items()}) == Counter({"411": total})
    assert books["sales"] + books["7085"] == view.net
    assert books["44571"] + books["44587"] == view.vat
    root = etree.fromstring((await queries.xml_of(view.id))[1])
    deal = root.find(".//{*}ApplicableHeaderTradeSettlement")
    lines_of = list(cents(root, "LineTotalAmount"))
    assert lines_of == [*(net(line) for line in lines), sum(net(line) for line in lines)]
    assert cents(deal, "GrandTotalAmount") == [total] == cents(deal, "DuePayableAmount")
    tax = deal.findall("{*}ApplicableTradeTax")
    assert {
        int(Decimal(each.findtext("{*}RateApplicablePercent")) * 100): (
            *cents(each, "BasisAmount"),
            *cents(each, "CalculatedAmount"),
        )
        for each in tax
    } == {each: (parts[each], taxes[each]) for each in parts}
    assert cents(deal, "ActualAmount") == [each for each in (off, port) if each]
