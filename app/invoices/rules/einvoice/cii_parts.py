"""The parts of the XML that come more than once: parties, places, days, lines, VAT, discounts."""

from datetime import date
from xml.etree import ElementTree as ET

from app.invoices.rules.einvoice.cii_values import amount, percent, price, quantity, text
from app.invoices.rules.einvoice.model import Address, Allowance, Line, Period, Trader, Vat

NAMESPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}


def node(into: ET.Element, tag: str, value: str = "", **attributes: str) -> ET.Element:
    """A new last child; `tag` is "prefix:Name", attributes that are "" are left out."""
    prefix, name = tag.split(":")
    made = ET.SubElement(into, f"{{{NAMESPACES[prefix]}}}{name}")
    for key, each in attributes.items():
        if each:
            made.set(key, each)
    if value:
        made.text = text(value)
    return made


def day(into: ET.Element, tag: str, value: date) -> None:
    """A day in the form 102 (AAAAMMJJ)."""
    node(node(into, tag), "udt:DateTimeString", value.strftime("%Y%m%d"), format="102")


def period(into: ET.Element, value: Period) -> None:
    """BG-14 or BG-26."""
    made = node(into, "ram:BillingSpecifiedPeriod")
    if value.start:
        day(made, "ram:StartDateTime", value.start)
    if value.end:
        day(made, "ram:EndDateTime", value.end)


def place(into: ET.Element, address: Address) -> None:
    """A postal address."""
    made = node(into, "ram:PostalTradeAddress")
    for tag, value in (
        ("ram:PostcodeCode", address.postcode),
        ("ram:LineOne", address.line),
        ("ram:LineTwo", address.line_2),
        ("ram:CityName", address.town),
        ("ram:CountryID", address.country),
    ):
        if value:
            node(made, tag, value)


def party(into: ET.Element, tag: str, trader: Trader) -> None:
    """BG-4 or BG-7."""
    made = node(into, tag)
    for each in trader.ids:
        node(made, "ram:GlobalID" if each.scheme else "ram:ID", each.value, schemeID=each.scheme)
    node(made, "ram:Name", trader.name)
    if trader.legal_facts:
        node(made, "ram:Description", trader.legal_facts)
    if trader.legal_id:
        legal = node(made, "ram:SpecifiedLegalOrganization")
        node(legal, "ram:ID", trader.legal_id.value, schemeID=trader.legal_id.scheme)
    _contact(made, trader)
    if trader.address:
        place(made, trader.address)
    if trader.electronic:
        reached = node(made, "ram:URIUniversalCommunication")
        node(reached, "ram:URIID", trader.electronic.value, schemeID=trader.electronic.scheme)
    for scheme, number in (("VA", trader.vat_number), ("FC", trader.tax_number)):
        if number:
            node(node(made, "ram:SpecifiedTaxRegistration"), "ram:ID", number, schemeID=scheme)


def _contact(into: ET.Element, trader: Trader) -> None:
    if not (trader.contact or trader.phone or trader.email):
        return
    made = node(into, "ram:DefinedTradeContact")
    if trader.contact:
        node(made, "ram:PersonName", trader.contact)
    if trader.phone:
        phone = node(made, "ram:TelephoneUniversalCommunication")
        node(phone, "ram:CompleteNumber", trader.phone)
    if trader.email:
        node(node(made, "ram:EmailURIUniversalCommunication"), "ram:URIID", trader.email)


def vat(into: ET.Element, part: Vat, point: date | None, point_code: str) -> None:
    """BG-23."""
    made = node(into, "ram:ApplicableTradeTax")
    node(made, "ram:CalculatedAmount", amount(part.tax))
    node(made, "ram:TypeCode", "VAT")
    if part.reason:
        node(made, "ram:ExemptionReason", part.reason)
    node(made, "ram:BasisAmount", amount(part.base))
    if part.category:
        node(made, "ram:CategoryCode", part.category)
    if part.reason_code:
        node(made, "ram:ExemptionReasonCode", part.reason_code)
    if point:
        tax_point = node(made, "ram:TaxPointDate")
        node(tax_point, "udt:DateString", point.strftime("%Y%m%d"), format="102")
    if point_code:
        node(made, "ram:DueDateTypeCode", point_code)
    _rate(made, part.rate)


def allowance(into: ET.Element, each: Allowance) -> None:
    """BG-20 and 21, or BG-27 and 28 (which have no VAT of their own)."""
    made = node(into, "ram:SpecifiedTradeAllowanceCharge")
    indicator = node(made, "ram:ChargeIndicator")
    node(indicator, "udt:Indicator", "true" if each.is_charge else "false")
    if each.percent is not None:
        node(made, "ram:CalculationPercent", percent(each.percent))
    if each.base is not None:
        node(made, "ram:BasisAmount", amount(each.base))
    node(made, "ram:ActualAmount", amount(each.amount))
    if each.reason_code:
        node(made, "ram:ReasonCode", each.reason_code)
    if each.reason:
        node(made, "ram:Reason", each.reason)
    if each.category:
        tax = node(made, "ram:CategoryTradeTax")
        node(tax, "ram:TypeCode", "VAT")
        node(tax, "ram:CategoryCode", each.category)
        _rate(tax, each.rate)


def line(into: ET.Element, each: Line) -> None:
    """BG-25."""
    made = node(into, "ram:IncludedSupplyChainTradeLineItem")
    node(node(made, "ram:AssociatedDocumentLineDocument"), "ram:LineID", each.id)
    product = node(made, "ram:SpecifiedTradeProduct")
    node(product, "ram:Name", each.name)
    if each.description:
        node(product, "ram:Description", each.description)
    agreement = node(made, "ram:SpecifiedLineTradeAgreement")
    net_price = node(agreement, "ram:NetPriceProductTradePrice")
    node(net_price, "ram:ChargeAmount", price(each.price))
    delivered = node(made, "ram:SpecifiedLineTradeDelivery")
    node(delivered, "ram:BilledQuantity", quantity(each.quantity), unitCode=each.unit)
    settlement = node(made, "ram:SpecifiedLineTradeSettlement")
    tax = node(settlement, "ram:ApplicableTradeTax")
    node(tax, "ram:TypeCode", "VAT")
    if each.category:
        node(tax, "ram:CategoryCode", each.category)
    _rate(tax, each.rate)
    if each.period:
        period(settlement, each.period)
    for deal in each.allowances:
        allowance(settlement, deal)
    total = node(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation")
    node(total, "ram:LineTotalAmount", amount(each.net))


def _rate(into: ET.Element, rate: int | None) -> None:
    if rate is not None:
        node(into, "ram:RateApplicablePercent", percent(rate))
