"""The duplicate that CGI 272-1 asks for: the kept PDF of the invoice, overprinted on each page."""

from app.adapters import files, pdf, pdf_copies, templating
from app.core.errors import refuse
from app.core.formats import money
from app.core.i18n import gettext
from app.invoices import queries as documents
from app.law.queries import law_on
from app.payments import queries as written

_MENTION = "mention.unpaid_duplicate"


async def duplicate(write_off_id: int) -> tuple[str, bytes]:
    """(file name, PDF) of the duplicate of a final loss by which VAT was had back; made on request,
    never kept: the original and the amounts are.

    Refused: no VAT was had back by it, it was undone, the original has no PDF yet.
    """
    loss = await written.write_off(write_off_id)
    there = await documents.invoice(loss.invoice_id)
    if not loss.recovered or loss.undone_on is not None:
        raise refuse("doubtful.no_vat", "No VAT was had back by this loss: no duplicate is due.")
    if there.rendering is None or there.rendering.sha256 is None:
        raise refuse(
            "doubtful.no_pdf", "The PDF of %(number)s is not made yet.", number=loss.number
        )
    text = (await law_on(loss.counts_on)).text(_MENTION, there.language) % {
        "net": money(loss.amount - loss.recovered, there.language),
        "vat": money(loss.recovered, there.language),
    }
    word = gettext("Duplicate", there.language).upper()
    html = templating.render("documents/unpaid.html", there.language, word=word, text=text)
    stamp = await pdf.render(html)
    data = await pdf_copies.stamped(files.read(there.rendering.sha256), stamp)
    return f"{loss.number.replace('/', '-')}-duplicata-impayee.pdf", data
