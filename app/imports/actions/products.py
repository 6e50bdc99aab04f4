"""Products of a file: added with their stock, or there already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.adapters.database import Tx
from app.adapters.spreadsheet_files import Line
from app.catalogue import queries as catalogue
from app.catalogue.actions import create_in, rates_on, take_in
from app.catalogue.queries import ProductView
from app.catalogue.rules import Cause, Taken, checked
from app.core.errors import Refused
from app.core.text import searchable
from app.imports.actions.work import Work
from app.imports.rules import ProductLine, Tally, read_product, same_product


@dataclass
class Plan:
    """What a batch will do: products to add."""

    tally: Tally
    new: list[ProductLine] = field(default_factory=list)


def remember(lines: Iterable[Line], work: Work) -> None:
    """What lines that were handled before say, so that one that says otherwise is still refused."""
    for line in lines:
        try:
            _is_repeated(line.number, read_product(work.columns.cells(line.cells), False), work)
        except Refused:
            continue


async def plan(lines: Sequence[Line], work: Work) -> Plan:
    """Judge a batch; nothing is written."""
    made = Plan(Tally(read=len(lines)))
    rates = await rates_on(work.on)
    read: list[tuple[int, ProductLine]] = []
    for line in lines:
        try:
            told = read_product(work.columns.cells(line.cells), bool(rates))
            read.append((line.number, replace(told, values=checked(told.values, rates))))
        except Refused as refused:
            made.tally.refuse(line.number, refused)
    by_code = await catalogue.by_barcodes(each.values.barcode for _, each in read)
    by_name = await catalogue.by_name(each.values.name for _, each in read)
    for number, each in read:
        try:
            _decide(number, each, _known(each, by_code, by_name), made, work)
        except Refused as refused:
            made.tally.refuse(number, refused)
    return made


def _known(
    line: ProductLine,
    by_code: Mapping[str, ProductView],
    by_name: Mapping[str, Sequence[ProductView]],
) -> ProductView | None:
    """The product that a line speaks of: by its barcode, else the one of its name. Two barcodes are
    two products, whatever their names."""
    code = line.values.barcode
    if code in by_code:
        return by_code[code]
    same = by_name.get(searchable(line.values.name), ())
    return next((each for each in same if not (code and each.barcode)), None)


def _decide(
    number: int, line: ProductLine, known: ProductView | None, made: Plan, work: Work
) -> None:
    if _is_repeated(number, line, work):
        made.tally.unchanged += 1
    elif known is not None:
        same_product(known.values, line)
        made.tally.unchanged += 1
    else:
        made.tally.added += 1
        if line.on_hand:
            made.tally.count("stocked")
        made.new.append(line)


def _is_repeated(number: int, line: ProductLine, work: Work) -> bool:
    return work.is_repeated(line.key, repr((line.values, line.on_hand)), number, line.values.name)


async def write(tx: Tx, made: Plan, work: Work) -> None:
    """Step: write what was planned."""
    for line in made.new:
        product_id = await create_in(
            tx, line.values, on=work.on, at=work.at, by=work.by, import_id=work.run_id
        )
        if line.on_hand:
            await take_in(
                tx,
                [Taken(product_id, -line.on_hand)],
                source=f"import:{work.run_id}",
                on=work.on,
                at=work.at,
                by=work.by,
                cause=Cause.COUNT,
            )
