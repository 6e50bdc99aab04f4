"""Where each part of a sale is booked: by its nature, where it goes, its product."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import actions as catalogue
from app.catalogue.rules import Nature, ProductValues
from app.core.errors import Refused
from app.invoices import actions, queries, rules
from app.invoices.rules import AdjustmentDraft, AdjustmentKind, LineDraft
from tests.cast import ODILE, hotel, open_shop, regie
from tests.invoices.story import BY, WHEN, D, balances, entry, issued, line

SELLER = rules.Seller(kind="company", name="Atelier Vauban", sales="706")
MAINTENANCE = ProductValues(
    "Visite annuelle", 2000, price=100_000_000, nature=Nature.SERVICES, account="706100"
)


@pytest.mark.parametrize(
    ("category", "nature", "country", "account"),
    [
        ("S", "services", "FR", "706"),
        ("S", "goods", "FR", "707"),
        # With French VAT it is a French sale, whoever buys.
        ("S", "services", "DE", "706"),
        ("K", "goods", "DE", "7072"),
        ("AE", "services", "DE", "7062"),
        # Reverse charge of building work, within France.
        ("AE", "services", "FR", "706"),
        ("G", "goods", "US", "7073"),
        ("O", "services", "US", "7063"),
        ("O", "services", "FR", "706"),
        ("E", "services", "FR", "706"),
    ],
)
def test_by_nature_and_by_where_it_goes(
    category: str, nature: str, country: str, account: str
) -> None:
    sold = LineDraft("x", 10_000, 1_000_000, 0, vat_category=category, nature=nature)
    assert rules.account_of(sold, SELLER, country) == account
    own = replace(sold, account="708500")
    assert rules.account_of(own, SELLER, country) == "708500"


def test_an_allowance_follows_its_lines_by_hand() -> None:
    """100 € and 200 € of services on two accounts, 50 € of goods; 10 % off: 90, 180 and 45."""
    lines = [
        LineDraft("a", 10_000, 100_000_000, 2000, nature="services", account="706100"),
        LineDraft("b", 10_000, 200_000_000, 2000, nature="services"),
        LineDraft("c", 10_000, 50_000_000, 2000, nature="goods"),
    ]
    off = rules.adjustments(
        [AdjustmentDraft(AdjustmentKind.ALLOWANCE, "Remise", percent=1_000)], lines
    )
    found = rules.sales(lines, [10_000, 20_000, 5_000], off, SELLER, "FR")
    assert dict(found) == {"706100": 9_000, "706": 18_000, "707": 4_500}


@given(
    st.lists(
        st.tuples(st.integers(1, 10**7), st.sampled_from(["", "706100", "707200", "70"])),
        min_size=1,
        max_size=8,
    ),
    st.integers(0, 10_000),
)
def test_no_cent_is_lost_over_the_accounts(parts: list[tuple[int, str]], percent: int) -> None:
    lines = [LineDraft("x", 10_000, cents * 10_000, 2000, account=at) for cents, at in parts]
    draft = AdjustmentDraft(AdjustmentKind.ALLOWANCE, "Remise", percent=percent)
    found = rules.adjustments([draft] if percent else [], lines)
    totals = rules.totals(lines, found)
    booked = rules.sales(lines, totals.nets, found, SELLER, "FR")
    assert sum(cents for _, cents in booked) == totals.net


async def test_a_product_is_booked_on_its_account_and_taken_back_from_there(database: None) -> None:
    """Sold at 100 €, then the product's account changes: a credit note goes where the sale was."""
    await open_shop()
    client, outsider = await regie(), await hotel()
    product = await catalogue.create(MAINTENANCE, on=D("2026-11-20"), at=WHEN, by=ODILE)
    sold = await issued(client, replace(line(), product=product), line("Main d’œuvre", 40))
    other = await issued(outsider, line())
    # 100 € + 40 € and 20 %; VAT of services waits for the money.
    assert await entry(f"invoice:{sold}") == [
        ("411", 16_800, 0),
        ("706100", 0, 10_000),
        ("706", 0, 4_000),
        ("44587", 0, 2_800),
    ]
    await catalogue.update(
        product, replace(MAINTENANCE, account="706200"), on=D("2026-11-21"), at=WHEN, by=ODILE
    )
    credit = await actions.credit_whole(sold, on=D("2026-11-21"), at=WHEN, by=BY)
    assert await entry(f"invoice:{credit}") == [
        ("411", 0, 16_800),
        ("706100", 10_000, 0),
        ("706", 4_000, 0),
        ("44587", 2_800, 0),
    ]
    assert (await queries.invoice(other)).open == 12_000
    assert await balances() == {"411": 12_000, "706": -10_000, "44587": -2_000}


async def test_a_corrected_invoice_takes_back_what_was_booked(database: None) -> None:
    await open_shop()
    product = await catalogue.create(MAINTENANCE, on=D("2026-11-20"), at=WHEN, by=ODILE)
    sold = await issued(await regie(), replace(line(), product=product))
    await catalogue.update(
        product, replace(MAINTENANCE, account=""), on=D("2026-11-21"), at=WHEN, by=ODILE
    )
    correction = await actions.correct(sold, at=WHEN, by=BY)
    await actions.issue(correction, on=D("2026-11-21"), at=WHEN, by=BY)
    # The sale of before is gone from its account; the one in its place has the usual one.
    assert await balances() == {"411": 12_000, "706": -10_000, "44587": -2_000}


@pytest.mark.parametrize("account", ["411", "7", "706ABC", "70612345678", "44571"])
async def test_only_an_account_of_sales_is_taken(database: None, account: str) -> None:
    await open_shop()
    with pytest.raises(Refused) as refused:
        await catalogue.create(
            replace(MAINTENANCE, account=account), on=D("2026-11-20"), at=WHEN, by=ODILE
        )
    assert [each.field for each in refused.value.findings] == ["account"]
