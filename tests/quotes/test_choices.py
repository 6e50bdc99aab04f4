"""Variants, options, discounts and charges of a quote, as its client sees and accepts them."""

import json
from collections.abc import AsyncIterator, Callable
from io import BytesIO

import httpx
import pytest
from pypdf import PdfReader

from app.adapters import files
from app.adapters.database import engine, transaction
from app.core.errors import Refused
from app.invoices.rules import AdjustmentDraft, AdjustmentKind
from app.invoices.tables import Invoice, InvoiceAdjustment, InvoiceLine
from app.links import actions as links
from app.portal.pages import door
from app.portal.rules import Patience
from app.quotes import actions, rules
from app.quotes.actions.rendering import pdf_of
from app.quotes.rules import Becomes, QuoteLine
from app.quotes.tables import Quote, QuoteAnswer
from tests.cast import ODILE, at, browser, hotel, mme_perrin, open_shop, signed_in
from tests.quotes.story import NOV_23, accepted, drafted, line, seen, sent, values
from tests.quotes.test_actions import code_of, findings
from tests.quotes.test_pages import form, said


def variant(label: str, euros: int, rate: int, of: str = "Finition") -> QuoteLine:
    return QuoteLine(label, 10_000, euros * 1_000_000, rate, choice=of)


# 1: 1 000 € at 20 %; 2 or 3: 200 € at 20 % or 350 € at 10 %; 4, an option: 50 € at 20 %.
LINES = (
    line("Cabine", 1_000),
    variant("Inox", 200, 2_000),
    variant("Bois", 350, 1_000),
    line("Éclairage", 50, option=True),
)
LESS = AdjustmentDraft(AdjustmentKind.ALLOWANCE, "Remise fidélité", percent=1_000)
MORE = AdjustmentDraft(AdjustmentKind.CHARGE, "Transport", amount=3_000, reason_code="FC")
WHOLE = {"lines": LINES, "adjustments": (LESS, MORE)}
# Cabine, Bois, Éclairage: 1 050 € at 20 %, 350 € at 10 %. Ten per cent less: 105 € and 35 €. The
# 30 € shared 1 050 : 350 are 22.50 € and 7.50 €. Bases 967.50 € and 322.50 €; VAT 193.50 + 32.25.
CHOSEN, NET, VAT, TOTAL = (3, 4), 129_000, 22_575, 151_575


@pytest.fixture
async def client(
    database: None, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-11-24T18:30")
    monkeypatch.setattr(door, "patience", Patience(60, 60.0))
    await open_shop()
    async with browser() as someone:
        yield someone


async def opened(client: httpx.AsyncClient, quote_id: int) -> str:
    async with transaction() as tx:
        token = await links.ensure(tx, subject_kind="quote", subject_id=quote_id, at=NOV_23)
    await client.get(f"/q/{token}")
    client.headers["x-csrftoken"] = client.cookies["echeance_csrf"]
    return f"/q/{token}"


async def test_what_is_proposed_is_the_first_variant_without_options(database: None) -> None:
    """1 200 € less 10 %, 30 € of carriage: 1 110 €, VAT 222 €."""
    await open_shop()
    view = await seen(await sent(await mme_perrin(), **WHOLE))
    assert (view.net, view.vat, view.total) == (111_000, 22_200, 133_200)
    assert [(draft.reason, cents) for draft, cents in view.shares] == [
        ("Remise fidélité", -12_000),
        ("Transport", 3_000),
    ]
    assert await findings() == []


async def test_what_is_chosen_is_frozen_in_the_evidence_and_in_the_invoice(database: None) -> None:
    await open_shop()
    other = await sent(await hotel(), **WHOLE)
    quote_id = await sent(await mme_perrin(), becomes=Becomes.INVOICE, **WHOLE)
    view = await accepted(quote_id, *CHOSEN)
    assert view.answer and view.result
    assert (view.answer.net, view.answer.vat, view.answer.total) == (NET, VAT, TOTAL)
    proof = json.loads(files.read(view.answer.evidence_sha256))
    assert (proof["chosen_options"], proof["total_cents"]) == ([3, 4], TOTAL)
    assert [each["reason"] for each in proof["content"]["adjustments"]] == [
        "Remise fidélité",
        "Transport",
    ]
    assert [each.get("choice") for each in proof["content"]["lines"]] == [
        None,
        "Finition",
        "Finition",
        None,
    ]
    invoice = await Invoice.select().where(Invoice.id == view.result.target).first()
    assert (invoice["net"], invoice["vat"], invoice["total"]) == (NET, VAT, TOTAL)
    rows = await InvoiceAdjustment.select().order_by(InvoiceAdjustment.position)
    assert [(row["vat_rate"], row["amount"]) for row in rows] == [
        (2_000, 10_500),
        (1_000, 3_500),
        (2_000, 2_250),
        (1_000, 750),
    ]
    labels = await InvoiceLine.select(InvoiceLine.label).order_by(InvoiceLine.position)
    assert [row["label"] for row in labels] == ["Cabine", "Bois", "Éclairage"]
    assert (await seen(other)).answer is None
    assert await findings() == []


async def test_the_paper_says_the_same_before_and_after_the_answer(database: None) -> None:
    await open_shop()
    quote_id = await sent(await mme_perrin(), **WHOLE)
    before = await paper(quote_id)
    for words in ("Remise fidélité (10 %)", "−120,00 €", "1 332,00 €", "Bois", "Éclairage"):
        assert words in before, words
    assert before.index("1 332,00 €") < before.index("Bois")
    await accepted(quote_id, *CHOSEN)
    assert await paper(quote_id) == before


async def paper(quote_id: int) -> str:
    read = PdfReader(BytesIO(await pdf_of(await seen(quote_id))))
    text = " ".join(page.extract_text() for page in read.pages)
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


@pytest.mark.parametrize("chosen", [(), (2, 3), (4,)])
async def test_exactly_one_variant_is_accepted(database: None, chosen: tuple[int, ...]) -> None:
    await open_shop()
    quote_id = await sent(await mme_perrin(), **WHOLE)
    assert await code_of(accepted(quote_id, *chosen)) == "quotes.variant"
    assert await code_of(accepted(quote_id, 1, 3)) == "quotes.option", "a firm line is no option"
    assert not await QuoteAnswer.exists()


def test_a_quote_that_cannot_be_chosen_from_is_refused() -> None:
    def code(*lines: QuoteLine, **more: object) -> set[str]:
        with pytest.raises(Refused) as refused:
            rules.judge(values(1, lines=lines, **more))
        return {each.code for each in refused.value.findings}

    firm = line("Cabine", 1_000)
    assert code(firm, variant("Seule", 10, 2_000)) == {"quotes.lone_variant"}
    both = QuoteLine("Deux", 10_000, 1_000_000, 2_000, optional=True, choice="Finition")
    assert "quotes.option_or_variant" in code(firm, both, variant("Bois", 10, 2_000))
    # The cheaper variant leaves nothing: 200 € - 250 €.
    off = AdjustmentDraft(AdjustmentKind.ALLOWANCE, "Geste", amount=25_000)
    assert code(variant("A", 400, 2_000), variant("B", 200, 2_000), adjustments=(off,)) == {
        "quotes.nothing"
    }
    assert code(firm, becomes=Becomes.CONTRACT, adjustments=(LESS,)) == {
        "quotes.contract_adjustment"
    }
    assert code(firm, adjustments=(MORE,) * 21) == {"quotes.adjustments"}


async def test_the_page_counts_again_without_scripts_and_accepts_what_was_shown(
    client: httpx.AsyncClient,
) -> None:
    quote_id = await sent(await mme_perrin(), becomes=Becomes.INVOICE, **WHOLE)
    here = await opened(client, quote_id)
    first = said(await client.get(here))
    assert "Finition" in first and "1 332,00 €" in first
    assert 'type="radio" name="variant-2" value="2" checked' in first
    choice = {"variant-2": "3", "option-4": "1"}
    shown = said(await client.post(f"{here}/options", data=choice))
    for words in ("1 515,75 €", "193,50 €", "32,25 €", "Remise fidélité", "−140,00 €", "30,00 €"):
        assert words in shown, words
    assert not await QuoteAnswer.exists()
    yes = choice | {"name": "Jeanne Perrin", "agreed": "1"}
    stale = await client.post(f"{here}/acceptance", data=yes | {"shown": "2"})
    assert stale.status_code == 422 and not await QuoteAnswer.exists()
    for wrong in ({"variant-2": "1"}, {"variant-2": "99"}, {"variant-2": "x"}):
        answer = await client.post(f"{here}/acceptance", data=yes | wrong | {"shown": "4"})
        assert answer.status_code == 422, wrong
    done = await client.post(f"{here}/acceptance", data=yes | {"shown": "3,4"})
    assert done.status_code == 303
    again = await client.post(f"{here}/acceptance", data=yes | {"shown": "3,4"})
    assert again.status_code == 422 and "déjà" in said(again)
    assert (await QuoteAnswer.count(), await Invoice.count()) == (1, 1)
    after = said(await client.get(here))
    assert "1 515,75 €" in after and "retenue" in after


async def test_the_database_keeps_the_discounts_of_a_sent_quote(database: None) -> None:
    await open_shop()
    quote_id = await sent(await mme_perrin(), **WHOLE)
    for deed in (
        "UPDATE quote_adjustment SET amount = 1 WHERE position = 2",
        "DELETE FROM quote_adjustment",
        "UPDATE quote_line SET choice = 'x' WHERE position = 2",
    ):
        with pytest.raises(Exception, match="never changes"):
            await engine.run_ddl(deed)
    await engine.run_ddl("DROP TRIGGER quote_adjustment_no_update" + _on())
    await engine.run_ddl("UPDATE quote_adjustment SET amount = 2000 WHERE position = 2")
    found = await findings()
    assert any("its lines make 132000" in each for each in found)
    assert any("is not what was sent" in each for each in found)
    assert (await seen(quote_id)).is_sent


def _on() -> str:
    return " ON quote_adjustment" if engine.engine_type == "postgres" else ""


async def test_the_editor_takes_variants_and_discounts(
    client: httpx.AsyncClient,
) -> None:
    await signed_in(client)
    client_id = await mme_perrin()
    typed = form(client_id, becomes="hand")
    typed |= {"line-3-optional": "", "line-3-choice": "Formule", "line-0-choice": "Formule"}
    typed |= {"adjustment-0-kind": "allowance", "adjustment-0-reason": "Bienvenue"}
    typed |= {"adjustment-0-percent": "10"}
    # 100 € less 10 %: 90 € and 18 € of VAT.
    assert "108,00 €" in said(await client.post("/quotes/totals", data=typed))
    made = await client.post("/quotes", data=typed)
    assert made.status_code == 303
    edit = said(await client.get(made.headers["Location"] + "/edit"))
    assert 'value="Bienvenue"' in edit and edit.count('value="Formule"') >= 2
    wrong = await client.post("/quotes", data=typed | {"line-0-choice": ""})
    assert wrong.status_code == 422 and 'id="e-line-3-choice"' in wrong.text
    assert await Quote.count() == 1


async def test_a_draft_changes_its_variants_and_its_version(database: None) -> None:
    await open_shop()
    client_id = await mme_perrin()
    quote_id = await drafted(client_id, **WHOLE)
    before = (await seen(quote_id)).version
    await actions.edit(
        quote_id,
        values(client_id, lines=LINES, adjustments=(LESS,)),
        version=before,
        at=NOV_23,
        by=ODILE,
    )
    view = await seen(quote_id)
    # 1 200 € less 10 %.
    assert view.version != before and view.net == 108_000
    again = await actions.revise(
        await sent(client_id, lines=LINES, adjustments=(LESS,)), at=at("2026-11-24"), by=ODILE
    )
    assert (await seen(again)).net == 108_000
