"""Fifty documents made by the program's own acts: every kind, category, buyer and regime."""

from app.invoices import actions, queries, rules
from app.invoices.rules import AdjustmentDraft, AdjustmentKind, Delivery, LineDraft
from app.settings.tables import Business
from tests.cast import hotel, mairie, mme_perrin, regie
from tests.invoices.story import BY, WHEN, D, line, paid

ON = D("2026-11-21")
BERLIN = {
    "name": "Kessel & Söhne GmbH",
    "country": "DE",
    "siren": "",
    "vat_number": "DE136695976",
    "street": "Hafenstraße 7",
    "postcode": "10115",
    "town": "Berlin",
}
GENEVA = {
    "name": "Atelier Léman SA",
    "country": "CH",
    "siren": "",
    "vat_number": "",
    "street": "Rue du Lac 4",
    "postcode": "1207",
    "town": "Genève",
}
HOURS = LineDraft("Heures d’atelier", 25_000, 58_330_000, 2000, unit="h")
OIL = LineDraft("Huile de coupe", 30_000, 19_990_000, 2000, discount=1_250)
BOOK = LineDraft("Carnet d’entretien", 10_000, 33_330_000, 550)
WORKS = LineDraft("Travaux d’amélioration", 10_000, 1_234_560_000, 1000)
RICH = (HOURS, OIL, BOOK, WORKS)


class Paperwork:
    """What was issued, by what it is: name -> id."""

    def __init__(self) -> None:
        self.made: dict[str, int] = {}

    async def issue(self, name: str, client: int, *lines: LineDraft, **more: object) -> int:
        values = actions.DraftValues(client, lines or (HOURS,), **more)  # type: ignore[arg-type]
        draft = await actions.create_draft(values, at=WHEN, by=BY)
        return await self.out(name, draft)

    async def out(self, name: str, draft: int) -> int:
        await actions.issue(draft, on=ON, at=WHEN, by=BY)
        self.made[name] = draft
        return draft

    async def credit(self, name: str, invoice: int) -> None:
        self.made[name] = await actions.credit_whole(invoice, on=ON, at=WHEN, by=BY)

    async def credit_part(self, name: str, invoice: int) -> None:
        [first, *_] = (await queries.originals([invoice]))[invoice].issued.lines
        self.made[name] = await actions.credit_lines(
            invoice, {first: 10_000}, key="part", on=ON, at=WHEN, by=BY
        )


async def fifty() -> dict[str, int]:
    """All of them, of one business that changes its regime twice."""
    work = Paperwork()
    buyers = {
        "company": await regie(),
        "other company": await hotel(),
        "public": await mairie(),
        "consumer": await mme_perrin(),
    }
    for who, client in buyers.items():
        await _sales(work, who, client)
    for who in ("company", "consumer"):
        await _deposit(work, who, buyers[who])
        await _corrected(work, who, buyers[who])
    await _categories(work, buyers["company"])
    await Business.update({Business.vat_on: "debits"}).where(Business.id == 1)
    for who in ("company", "consumer"):
        await work.issue(f"{who}, VAT on debits", buyers[who], *RICH)
    await Business.update({Business.vat_regime: "franchise", Business.vat_number: ""}).where(
        Business.id == 1
    )
    free = LineDraft("Cours particulier", 30_000, 45_500_000, 0, vat_category="E")
    for who in ("company", "public", "consumer"):
        made = await work.issue(f"{who}, franchise", buyers[who], free)
        await work.credit(f"{who}, franchise, credited", made)
    return work.made


async def _sales(work: Paperwork, who: str, client: int) -> None:
    off = AdjustmentDraft(AdjustmentKind.ALLOWANCE, "Remise de fin d’année", percent=333)
    port = AdjustmentDraft(AdjustmentKind.CHARGE, "Port", amount=1_290)
    await work.issue(f"{who}, one line", client)
    whole = await work.issue(f"{who}, four rates", client, *RICH, order_number="BC-4417")
    await work.issue(f"{who}, less and more", client, *RICH, adjustments=(off, port))
    plan = (rules.PlanPart(D("2026-12-01"), percent=3_000), rules.PlanPart(D("2026-12-21")))
    await work.issue(f"{who}, instalments", client, HOURS, plan=plan)
    period = await work.issue(
        f"{who}, a period",
        client,
        line("Abonnement", 1_234_567),
        service_from=D("2026-11-01"),
        service_to=D("2026-11-30"),
        note="Merci de votre confiance.",
    )
    await work.credit(f"{who}, all credited", whole)
    await work.credit_part(f"{who}, a part credited", period)


async def _deposit(work: Paperwork, who: str, client: int) -> None:
    values = actions.DraftValues(client, (line("Escalier", 3_000), BOOK))
    draft = await actions.create_draft(values, at=WHEN, by=BY)
    asked = await actions.ask_deposit(draft, percent=3_000, amount=None, key="d", at=WHEN, by=BY)
    await work.out(f"{who}, deposit", asked)
    view = await queries.invoice(asked)
    await paid(asked, view.payable, "2026-11-21")
    final = actions.DraftValues(client, values.lines, deductions=((asked, view.payable),))
    await work.out(f"{who}, less its deposit", await actions.create_draft(final, at=WHEN, by=BY))


async def _corrected(work: Paperwork, who: str, client: int) -> None:
    wrong = await work.issue(f"{who}, to correct", client, HOURS, OIL)
    draft = await actions.correct(wrong, at=WHEN, by=BY)
    await work.out(f"{who}, corrected", draft)


async def _categories(work: Paperwork, company: int) -> None:
    study = LineDraft("Étude", 10_000, 100_000_000, 0)
    berlin, geneva = await regie(**BERLIN), await regie(**GENEVA)

    def of(category: str, **more: str) -> LineDraft:
        return LineDraft("Étude", 10_000, study.unit_price, 0, vat_category=category, **more)  # type: ignore[arg-type]

    reverse = await work.issue("german company, reverse charge", berlin, of("AE"))
    await work.credit("german company, reverse charge credited", reverse)
    await work.issue("subcontracting, reverse charge", company, of("AE"))
    code = of("E", exemption="VATEX-FR-CGI261-4")
    await work.issue("company, exempt beside taxed", company, code, HOURS)
    await work.issue("company, exempt", company, code)
    scope = await work.issue("swiss company, out of scope", geneva, of("O"))
    await work.credit("swiss company, out of scope credited", scope)
    await work.issue(
        "german company, goods", berlin, of("K", nature="goods"), delivered_on=D("2026-11-20")
    )
    await work.issue(
        "swiss company, goods",
        geneva,
        of("G", nature="goods"),
        delivered_on=D("2026-11-20"),
        delivery=Delivery("Dépôt", "Quai 2", "1207", "Genève", "CH"),
    )
