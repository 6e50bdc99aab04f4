"""An electronic invoice as the XML of Factur-X: Cross Industry Invoice, profile EN 16931.

The same invoice gives the same bytes, whenever and wherever it is written. Elements come in the
order of the schema; what is absent in the model is absent here.
"""

from xml.etree import ElementTree as ET

from app.invoices.rules.einvoice.cii_parts import (
    NAMESPACES,
    allowance,
    day,
    line,
    node,
    party,
    period,
    place,
    vat,
)
from app.invoices.rules.einvoice.cii_values import amount
from app.invoices.rules.einvoice.model import EInvoice, Payment

for _prefix, _uri in NAMESPACES.items():
    ET.register_namespace(_prefix, _uri)


def to_xml(e: EInvoice) -> bytes:
    """The bytes of the XML, UTF-8, indented."""
    root = ET.Element(f"{{{NAMESPACES['rsm']}}}CrossIndustryInvoice")
    _context(root, e)
    _document(root, e)
    trade = node(root, "rsm:SupplyChainTradeTransaction")
    for each in e.lines:
        line(trade, each)
    _agreement(node(trade, "ram:ApplicableHeaderTradeAgreement"), e)
    _delivery(node(trade, "ram:ApplicableHeaderTradeDelivery"), e)
    _settlement(node(trade, "ram:ApplicableHeaderTradeSettlement"), e)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written.replace(b"<?xml version='1.0' encoding='UTF-8'?>", _DECLARATION, 1) + b"\n"


_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'


def _context(root: ET.Element, e: EInvoice) -> None:
    context = node(root, "rsm:ExchangedDocumentContext")
    if e.frame:
        frame = node(context, "ram:BusinessProcessSpecifiedDocumentContextParameter")
        node(frame, "ram:ID", e.frame)
    guideline = node(context, "ram:GuidelineSpecifiedDocumentContextParameter")
    node(guideline, "ram:ID", e.specification)


def _document(root: ET.Element, e: EInvoice) -> None:
    document = node(root, "rsm:ExchangedDocument")
    node(document, "ram:ID", e.number)
    node(document, "ram:TypeCode", e.kind)
    if e.issued_on:
        day(document, "ram:IssueDateTime", e.issued_on)
    for note in e.notes:
        said = node(document, "ram:IncludedNote")
        node(said, "ram:Content", note.text)
        if note.subject:
            node(said, "ram:SubjectCode", note.subject)


def _agreement(agreement: ET.Element, e: EInvoice) -> None:
    if e.buyer_reference:
        node(agreement, "ram:BuyerReference", e.buyer_reference)
    party(agreement, "ram:SellerTradeParty", e.seller)
    party(agreement, "ram:BuyerTradeParty", e.buyer)
    for tag, number in (
        ("ram:BuyerOrderReferencedDocument", e.order),
        ("ram:ContractReferencedDocument", e.contract),
    ):
        if number:
            node(node(agreement, tag), "ram:IssuerAssignedID", number)


def _delivery(delivery: ET.Element, e: EInvoice) -> None:
    where = e.delivery
    if where.name or where.address or where.site:
        to = node(delivery, "ram:ShipToTradeParty")
        if where.site:
            node(to, "ram:GlobalID", where.site.value, schemeID=where.site.scheme)
        if where.name:
            node(to, "ram:Name", where.name)
        if where.address:
            place(to, where.address)
    if where.on:
        event = node(delivery, "ram:ActualDeliverySupplyChainEvent")
        day(event, "ram:OccurrenceDateTime", where.on)


def _settlement(settlement: ET.Element, e: EInvoice) -> None:
    if e.payment and e.payment.creditor:
        node(settlement, "ram:CreditorReferenceID", e.payment.creditor)
    if e.payment and e.payment.reference:
        node(settlement, "ram:PaymentReference", e.payment.reference)
    node(settlement, "ram:InvoiceCurrencyCode", e.currency)
    if e.payment:
        _means(settlement, e.payment)
    for part in e.vat:
        vat(settlement, part, e.vat_point, e.vat_point_code)
    if e.period:
        period(settlement, e.period)
    for each in e.allowances:
        allowance(settlement, each)
    _terms(settlement, e)
    _sums(settlement, e)
    for earlier in e.preceding:
        cited = node(settlement, "ram:InvoiceReferencedDocument")
        node(cited, "ram:IssuerAssignedID", earlier.number)
        if earlier.on:
            issued = node(cited, "ram:FormattedIssueDateTime")
            node(issued, "qdt:DateTimeString", earlier.on.strftime("%Y%m%d"), format="102")


def _means(settlement: ET.Element, payment: Payment) -> None:
    means = node(settlement, "ram:SpecifiedTradeSettlementPaymentMeans")
    if payment.means:
        node(means, "ram:TypeCode", payment.means)
    if payment.words:
        node(means, "ram:Information", payment.words)
    if payment.debited_iban:
        debited = node(means, "ram:PayerPartyDebtorFinancialAccount")
        node(debited, "ram:IBANID", payment.debited_iban)
    if payment.iban or payment.holder:
        account = node(means, "ram:PayeePartyCreditorFinancialAccount")
        if payment.iban:
            node(account, "ram:IBANID", payment.iban)
        if payment.holder:
            node(account, "ram:AccountName", payment.holder)
    if payment.bic:
        bank = node(means, "ram:PayeeSpecifiedCreditorFinancialInstitution")
        node(bank, "ram:BICID", payment.bic)


def _terms(settlement: ET.Element, e: EInvoice) -> None:
    mandate = e.payment.mandate if e.payment else ""
    if not (e.terms or e.due_on or mandate):
        return
    terms = node(settlement, "ram:SpecifiedTradePaymentTerms")
    if e.terms:
        node(terms, "ram:Description", e.terms)
    if e.due_on:
        day(terms, "ram:DueDateDateTime", e.due_on)
    if mandate:
        node(terms, "ram:DirectDebitMandateID", mandate)


def _sums(settlement: ET.Element, e: EInvoice) -> None:
    sums = e.sums
    into = node(settlement, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    node(into, "ram:LineTotalAmount", amount(sums.lines))
    if sums.charges or any(each.is_charge for each in e.allowances):
        node(into, "ram:ChargeTotalAmount", amount(sums.charges))
    if sums.allowances or any(not each.is_charge for each in e.allowances):
        node(into, "ram:AllowanceTotalAmount", amount(sums.allowances))
    node(into, "ram:TaxBasisTotalAmount", amount(sums.net))
    node(into, "ram:TaxTotalAmount", amount(sums.vat), currencyID=e.currency)
    if sums.rounding:
        node(into, "ram:RoundingAmount", amount(sums.rounding))
    node(into, "ram:GrandTotalAmount", amount(sums.total))
    if sums.paid:
        node(into, "ram:TotalPrepaidAmount", amount(sums.paid))
    node(into, "ram:DuePayableAmount", amount(sums.payable))
