"""What entries bill, in cents; a whole period of each version of a contract is counted once."""

from collections.abc import Iterable
from datetime import date

from app.contracts.queries.rows import versions_by_contract
from app.contracts.rules import NOTHING, Amount, Line, Part, Versions, amount
from app.settings.queries import maybe_business


async def charges_vat() -> bool:
    """Whether the business charges VAT; assumed until it is set up."""
    shop = await maybe_business()
    return shop is None or shop.charges_vat


class Amounts:
    """The amounts of one page: contracts are read once, however many lists speak of them."""

    def __init__(self, vat: bool) -> None:
        self._vat = vat
        self._versions: dict[int, Versions] = {}
        self._whole: dict[tuple[int, int], Amount] = {}

    async def know(self, ids: Iterable[int]) -> "Amounts":
        """Read the lines of these contracts, unless they are known."""
        self._versions |= await versions_by_contract(set(ids) - self._versions.keys())
        return self

    def lines(self, contract_id: int, on: date) -> tuple[Line, ...]:
        """The lines of a contract that hold on a day."""
        return self._versions[contract_id].on(on)

    def of(self, contract_id: int, part: Part) -> Amount:
        """What a part bills; nothing for a contract that is gone."""
        versions = self._versions.get(contract_id)
        if versions is None:
            return NOTHING
        is_usual = part.is_whole and part.net is None and not part.quantities
        if not is_usual or not versions.is_plain(part.n, part.first, part.last):
            return amount(versions, part, self._vat)
        key = (contract_id, versions.at(part.first))
        if key not in self._whole:
            self._whole[key] = amount(versions, part, self._vat)
        return self._whole[key]


async def amounts() -> Amounts:
    """Empty ones, to be shared by what a page shows."""
    return Amounts(await charges_vat())
