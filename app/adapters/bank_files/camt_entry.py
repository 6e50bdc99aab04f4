"""An entry of a CAMT file: one movement, or several when it says each of a batch to the cent."""

from dataclasses import dataclass

from app.adapters.bank_files.found import EURO, Account, Entry, at_place, foreign, joined
from app.adapters.bank_files.nodes import Node
from app.adapters.bank_files.reading import cents, iso_day
from app.core.errors import Refused

# Families whose code alone says that money comes back: returned, unpaid, reversed.
_GIVEN_BACK = {"RRTN", "RPCR", "UPDD", "UPCQ", "PRDD", "RCDD", "RVRS", "ARET", "RRCT"}
_NOT_GIVEN = {"", "NOTPROVIDED", "NOT PROVIDED", "NONREF", "NOREF"}
_NO_REASON = "RVSL"


@dataclass(frozen=True, slots=True)
class Detail:
    """One transaction of an entry, its text as it stands; `amount` is None when it says none."""

    line: int
    amount: str | None
    currency: str
    direction: str
    label: str
    reference: str
    end_to_end_id: str
    debtor: tuple[str, str]
    creditor: tuple[str, str]
    code: str
    reason: str
    bank_reference: str
    batch_id: str
    mandate_id: str


def detail(node: Node) -> Detail:
    """A transaction, kept without its element."""
    amount = node.first("Amt", "AmtDtls/TxAmt/Amt")
    remittance = node.first("RmtInf")
    return Detail(
        line=node.line,
        amount=None if amount is None else amount.text,
        currency="" if amount is None else amount.attributes.get("Ccy", ""),
        direction=node.said("CdtDbtInd"),
        label=_label(node, remittance),
        reference=node.said("RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Strd/CdtrRefInf/CdtrRef"),
        end_to_end_id=_given(node.said("Refs/EndToEndId")),
        debtor=_party(node, "Dbtr"),
        creditor=_party(node, "Cdtr"),
        code=_code(node),
        reason=_reason(node),
        bank_reference=_given(node.said("Refs/AcctSvcrRef")),
        batch_id=node.said("Refs/PmtInfId"),
        mandate_id=_given(node.said("Refs/MndtId")),
    )


def entries(node: Node, details: list[Detail], account: Account) -> tuple[list[Entry], bool]:
    """The movements of an entry, and whether it is booked at all: what is only announced brings
    none. Refused: no amount, direction or day, another currency, an unknown status."""
    status = node.said("Sts/Cd", "Sts/Prtry", "Sts") or "BOOK"
    if status in ("PDNG", "INFO", "FUTR"):
        return [], False
    if status != "BOOK":
        raise at_place(
            "bank.status",
            "Line %(line)s: “%(status)s” is not a state of an entry that is known.",
            node.line,
            status=status[:40],
        )
    total = _total(node)
    whole = Detail(
        line=node.line,
        amount=None,
        currency="",
        direction="",
        label="",
        reference="",
        end_to_end_id="",
        debtor=("", ""),
        creditor=("", ""),
        code=_code(node),
        reason=_reversal(node),
        bank_reference=_given(node.said("AcctSvcrRef")),
        batch_id=node.said("NtryDtls/Btch/PmtInfId", "NtryDtls/Btch/MsgId"),
        mandate_id="",
    )
    parts = _parts(details, total)
    if parts is None:
        return [_together(node, whole, details, total, account)], True
    return [
        _entry(node, whole, part, amount, account)
        for part, amount in zip(details, parts, strict=True)
    ], True


def _total(node: Node) -> int:
    amount = node.first("Amt")
    direction = node.said("CdtDbtInd")
    if amount is None or direction not in ("CRDT", "DBIT"):
        raise at_place(
            "bank.entry_half",
            "Line %(line)s: this entry lacks its amount or its direction.",
            node.line,
        )
    currency = amount.attributes.get("Ccy", EURO)
    if currency != EURO:
        raise foreign(amount.line, currency)
    # A reversal says the direction of its own booking: there is no sign to turn.
    return _signed(amount.text, amount.line, direction)


def _signed(text: str, line: int, direction: str) -> int:
    amount = cents(text, line)
    if amount < 0:
        raise at_place(
            "bank.sign",
            "Line %(line)s: an amount has a direction here, and no sign of its own.",
            line,
        )
    return amount if direction == "CRDT" else -amount


def _parts(details: list[Detail], total: int) -> list[int] | None:
    """What each transaction comes to, when they make the entry to the cent; else None."""
    if len(details) == 1:
        return [total]
    found = []
    for each in details:
        if each.amount is None or each.currency not in ("", EURO):
            return None
        direction = each.direction or ("CRDT" if total >= 0 else "DBIT")
        try:
            found.append(_signed(each.amount, each.line, direction))
        except Refused:
            return None
    return found if found and sum(found) == total else None


def _together(
    node: Node, whole: Detail, details: list[Detail], total: int, account: Account
) -> Entry:
    """An entry whose transactions do not add up (fees kept back, say), or that says none."""
    entry = _entry(node, whole, whole, total, account)
    if not details:
        return entry
    told = joined(*(each.label for each in details), entry.label)
    return Entry(**{name: getattr(entry, name) for name in Entry.__slots__} | {"label": told})


def _entry(node: Node, whole: Detail, part: Detail, amount: int, account: Account) -> Entry:
    booked = node.first("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
    if booked is None:
        raise at_place("bank.no_day", "Line %(line)s: this entry lacks its day.", node.line)
    value = node.first("ValDt/Dt", "ValDt/DtTm")
    code = part.code or whole.code
    reason = part.reason or whole.reason
    if not reason and code.rpartition("/")[2] in _GIVEN_BACK:
        reason = _NO_REASON
    name, iban = _other_side(part, amount, bool(reason), account)
    return Entry(
        place=part.line,
        booked_on=iso_day(booked.text, booked.line),
        value_on=None if value is None else iso_day(value.text, value.line),
        amount_cents=amount,
        label=joined(part.label, node.said("AddtlNtryInf")),
        reference=part.reference,
        end_to_end_id=part.end_to_end_id,
        payer_name=name,
        payer_iban=iban,
        transaction_code=code,
        return_reason=reason,
        bank_reference=part.bank_reference or whole.bank_reference,
        batch_id=part.batch_id or whole.batch_id,
        mandate_id=part.mandate_id,
    )


def _other_side(part: Detail, amount: int, gives_back: bool, account: Account) -> tuple[str, str]:
    """Whoever is not us. Money that comes is from the debtor; what is given back keeps the
    parties of the first time, so that it is the other way round."""
    debtor, creditor = part.debtor, part.creditor
    if account.iban and debtor[1] == account.iban:
        return creditor
    if account.iban and creditor[1] == account.iban:
        return debtor
    return debtor if (amount >= 0) != gives_back else creditor


def _party(node: Node, name: str) -> tuple[str, str]:
    parties = node.first("RltdPties")
    if parties is None:
        return "", ""
    said = parties.said(f"{name}/Pty/Nm", f"{name}/Nm", f"Ultmt{name}/Pty/Nm", f"Ultmt{name}/Nm")
    iban = parties.said(f"{name}Acct/Id/IBAN", f"{name}Acct/Id/Othr/Id")
    return joined(said), "".join(iban.split()).upper()


def _label(node: Node, remittance: Node | None) -> str:
    told: list[str] = []
    if remittance is not None:
        told += [each.text for each in remittance.every("Ustrd")]
        told += [each.text for each in remittance.every("Strd/AddtlRmtInf")]
        told += [each.text for each in remittance.every("Strd/RfrdDocInf/Nb")]
    told.append(node.said("AddtlTxInf"))
    return joined(*told)


def _code(node: Node) -> str:
    found = node.first("BkTxCd")
    if found is None:
        return ""
    parts = (found.said("Domn/Cd"), found.said("Domn/Fmly/Cd"), found.said("Domn/Fmly/SubFmlyCd"))
    return "/".join(part for part in parts if part) or found.said("Prtry/Cd")


def _reason(node: Node) -> str:
    information = node.first("RtrInf")
    if information is None:
        return ""
    return information.said("Rsn/Cd", "Rsn/Prtry", "RtrRsn/Cd", "AddtlInf") or _NO_REASON


def _reversal(node: Node) -> str:
    return _NO_REASON if node.said("RvslInd").lower() in ("true", "1") else ""


def _given(text: str) -> str:
    return "" if text.upper() in _NOT_GIVEN else text
