"""Lines of contracts: several of one reference are one contract, good or refused as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.contracts.rules import Billing, ContractValues, Frequency, Line, Mode
from app.contracts.rules import judge as judge_contract
from app.core.errors import Refused, finding
from app.imports.rules.parties import Named, read_named
from app.imports.rules.reading import Cells

_FREQUENCIES = {
    "weekly": Frequency.WEEKLY,
    "every week": Frequency.WEEKLY,
    "hebdomadaire": Frequency.WEEKLY,
    "semaine": Frequency.WEEKLY,
    "biweekly": Frequency.BIWEEKLY,
    "every two weeks": Frequency.BIWEEKLY,
    "quinzaine": Frequency.BIWEEKLY,
    "twice month": Frequency.TWICE_MONTHLY,
    "twice monthly": Frequency.TWICE_MONTHLY,
    "twice a month": Frequency.TWICE_MONTHLY,
    "bimensuel": Frequency.TWICE_MONTHLY,
    "bimensuelle": Frequency.TWICE_MONTHLY,
    "deux fois par mois": Frequency.TWICE_MONTHLY,
    "monthly": Frequency.MONTHLY,
    "month": Frequency.MONTHLY,
    "mensuel": Frequency.MONTHLY,
    "mensuelle": Frequency.MONTHLY,
    "mois": Frequency.MONTHLY,
    "bimonthly": Frequency.BIMONTHLY,
    "bimestriel": Frequency.BIMONTHLY,
    "bimestrielle": Frequency.BIMONTHLY,
    "quarterly": Frequency.QUARTERLY,
    "quarter": Frequency.QUARTERLY,
    "trimestriel": Frequency.QUARTERLY,
    "trimestrielle": Frequency.QUARTERLY,
    "trimestre": Frequency.QUARTERLY,
    "half yearly": Frequency.HALF_YEARLY,
    "semestriel": Frequency.HALF_YEARLY,
    "semestrielle": Frequency.HALF_YEARLY,
    "semestre": Frequency.HALF_YEARLY,
    "yearly": Frequency.YEARLY,
    "annual": Frequency.YEARLY,
    "annuel": Frequency.YEARLY,
    "annuelle": Frequency.YEARLY,
    "an": Frequency.YEARLY,
    "annee": Frequency.YEARLY,
}
_BILLINGS = {
    "advance": Billing.ADVANCE,
    "avance": Billing.ADVANCE,
    "d'avance": Billing.ADVANCE,
    "a echoir": Billing.ADVANCE,
    "terme a echoir": Billing.ADVANCE,
    "arrears": Billing.ARREARS,
    "echu": Billing.ARREARS,
    "a terme echu": Billing.ARREARS,
    "terme echu": Billing.ARREARS,
}
_MODES = {
    "draft": Mode.DRAFT,
    "brouillon": Mode.DRAFT,
    "issue": Mode.ISSUE,
    "emettre": Mode.ISSUE,
    "send": Mode.SEND,
    "envoyer": Mode.SEND,
    "issue and send": Mode.SEND,
}
# What is agreed once: another line of the contract repeats it or leaves it empty.
_ONCE = ("frequency", "start_on", "end_on", "billing", "anchor_day", "mode", "bill_from")
# The lowest rate in force but one (0.9 %, medicines in Corsica) is 1.05 %: below, "0.2" is meant
# for 20 %.
_LOW_RATES = (0, 90)
_ONE_PERCENT = 100


@dataclass(frozen=True)
class ContractLine:
    """One line of a file: the contract it says (without its client's id) and what is billed."""

    client: Named
    values: ContractValues
    line: Line


def read_contract(line: Mapping[str, str], remarks: str) -> ContractLine:
    """Judge a line by itself; the contract is judged once all its lines are known."""
    cells = Cells(line)
    client = read_named(cells)
    label = cells.text("label", required=True, max=200)
    quantity, price = cells.quantity("quantity"), cells.unit_price("unit_price")
    rate = cells.rate("vat_rate")
    if rate is not None and rate < _ONE_PERCENT and rate not in _LOW_RATES:
        cells.fail(
            "imports.rate",
            "“%(value)s” %% of VAT is no rate: write 20 for 20 %%.",
            "vat_rate",
            value=line["vat_rate"],
        )
    start_on = cells.day("start_on", required=True)
    values = ContractValues(
        client_id=0,
        label=label,
        frequency=cells.choice("frequency", _FREQUENCIES, Frequency.MONTHLY, required=True),
        billing=cells.choice("billing", _BILLINGS, Billing.ADVANCE),
        start_on=start_on or date.max,
        mode=cells.choice("mode", _MODES, Mode.DRAFT),
        reference=cells.text("reference", required=True, max=60),
        anchor_day=cells.whole("anchor_day"),
        end_on=cells.day("end_on"),
        notes=remarks[:5_000],
        bill_from=cells.day("bill_from"),
    )
    cells.check()
    return ContractLine(client, values, Line(label, quantity or 0, price or 0, rate or 0))


def filled(line: Mapping[str, str], first: Mapping[str, str]) -> dict[str, str]:
    """A further line of a contract: what is agreed once may be left empty."""
    return {
        name: cell or (first.get(name, "") if name in (*_ONCE, "client") else "")
        for name, cell in line.items()
    }


def agree(line: ContractLine, first: ContractLine) -> None:
    """Refuse a further line that says something else about what is agreed once."""
    found = [
        finding(
            "imports.contract_other",
            "The first line of this contract says “%(first)s”.",
            name,
            first=getattr(first.values, name) or "",
        )
        for name in _ONCE
        if getattr(line.values, name) != getattr(first.values, name)
    ]
    if line.client.key != first.client.key:
        told = first.client.name or first.client.siren
        found.append(
            finding(
                "imports.contract_other",
                "The first line of this contract says “%(first)s”.",
                "client",
                first=told,
            )
        )
    if found:
        raise Refused(found)


def whole_contract(
    lines: Sequence[ContractLine], client_id: int
) -> tuple[ContractValues, list[Line]]:
    """The contract of all its lines; refused when together they cannot be one."""
    notes = list(dict.fromkeys(each.values.notes for each in lines if each.values.notes))
    values = replace(lines[0].values, client_id=client_id, notes="\n".join(notes))
    parts = [each.line for each in lines]
    judge_contract(values, parts)
    return values, parts


def same_contract(
    there: ContractValues,
    there_lines: Sequence[Line],
    values: ContractValues,
    lines: Sequence[Line],
) -> None:
    """A contract that is there already: refused when the file says something else about it."""
    found = [
        finding(
            "imports.contract_differs",
            "Contract %(reference)s is there already with “%(there)s”; the file says “%(said)s”.",
            field,
            reference=values.reference,
            there=kept,
            said=said,
        )
        for field, kept, said in (
            ("client", there.client_id, values.client_id),
            ("label", there.label, values.label),
            ("frequency", there.frequency, values.frequency),
            ("billing", there.billing, values.billing),
            ("start_on", there.start_on, values.start_on),
            ("end_on", there.end_on, values.end_on),
            ("anchor_day", there.anchor, values.anchor),
        )
        if kept != said
    ]
    if _billed(there_lines) != _billed(lines):
        found.append(
            finding(
                "imports.contract_lines",
                "Contract %(reference)s is there already with other lines.",
                "label",
                reference=values.reference,
            )
        )
    if found:
        raise Refused(found)


def _billed(lines: Sequence[Line]) -> list[tuple[str, int, int, int]]:
    return [(each.label, each.quantity, each.unit_price, each.vat_rate) for each in lines]
