"""The same sale on three days: what the law of each day asks to print.

The table is written from the legal texts, not from the program:
- VAT franchise: CGI 293 B until 31 August 2026, CIBS L. 223-3 from 1 September 2026 (ordonnance
  2025-1247; references to the CGI are tolerated until 31 December 2027);
- category of operation: with a small business's own duty to issue electronic invoices, from
  1 September 2027 (CGI ann. II, 242 nonies A; décret 2022-1299);
- between professionals: discount or its absence, penalties, 40 € (C. com. L441-9 and L441-10).
  The ECB's rate on 1 July 2026 and 1 January 2028 being unknown here, the formula is printed;
- consumers: neither penalties nor the 40 €.
"""

import pytest

from app.invoices import queries
from tests.cast import mme_perrin, open_shop, regie
from tests.invoices.story import issued, line

OLD_FRANCHISE = "TVA non applicable, art. 293 B du CGI"
NEW_FRANCHISE = "TVA non applicable, art. L. 223-3 du CIBS"
SERVICES = "Catégorie de l’opération\u00a0: prestation de services"
NO_DISCOUNT = "Pas d’escompte pour paiement anticipé."
FORMULA = (
    "En cas de retard de paiement, des pénalités au taux de refinancement de la Banque centrale "
    "européenne majoré de 10 points de pourcentage sont exigibles dès le lendemain de la date "
    "d’échéance, sans qu’un rappel soit nécessaire."
)
INDEMNITY = (
    "Tout retard de paiement entraîne de plein droit une indemnité forfaitaire pour frais de "
    "recouvrement de 40\u00a0€."
)
DEBITS = "Option pour le paiement de la taxe d’après les débits"
AMONG_PROFESSIONALS = [NO_DISCOUNT, FORMULA, INDEMNITY]

FRANCHISE = {
    "2026-08-31": [OLD_FRANCHISE],
    "2026-09-01": [NEW_FRANCHISE],
    "2028-01-01": [NEW_FRANCHISE, SERVICES],
}
ON_DEBITS = {
    "2026-08-31": [DEBITS],
    "2026-09-01": [DEBITS],
    "2028-01-01": [DEBITS, SERVICES],
}


@pytest.mark.parametrize("day", FRANCHISE)
async def test_under_the_franchise(database: None, day: str) -> None:
    await open_shop(vat_regime="franchise")
    company, person = await regie(), await mme_perrin()
    to_company = await issued(company, line(rate=0), on=day)
    to_person = await issued(person, line(rate=0), on=day)
    found = (await queries.invoice(to_company)).mentions
    assert list(found) == [*FRANCHISE[day], *AMONG_PROFESSIONALS]
    assert list((await queries.invoice(to_person)).mentions) == FRANCHISE[day]


@pytest.mark.parametrize("day", ON_DEBITS)
async def test_with_vat_on_debits(database: None, day: str) -> None:
    await open_shop(vat_on="debits")
    to_company = await issued(await regie(), line(), on=day)
    found = (await queries.invoice(to_company)).mentions
    assert list(found) == [*ON_DEBITS[day], *AMONG_PROFESSIONALS]
