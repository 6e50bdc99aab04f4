"""One line of what a contract bills."""

from dataclasses import dataclass

from app.core.money import line_net


@dataclass(frozen=True)
class Line:
    """What is billed each whole period: quantity 1e-4, unit price 1e-6 euro, discount and VAT
    rate in basis points. The label may hold {period}, {month} and {year}."""

    label: str
    quantity: int
    unit_price: int
    vat_rate: int
    unit: str = ""
    discount: int = 0
    vat_category: str = "S"

    @property
    def net(self) -> int:
        """Net of a whole period, in cents."""
        return line_net(self.quantity, self.unit_price, self.discount)
