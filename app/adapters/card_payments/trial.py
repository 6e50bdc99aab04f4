"""A provider that moves no money, for the demonstration and the tests."""

import hmac
import json
import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256

from app.adapters.card_payments.values import Asked, Ending, Forged, Order, TakenBack, Told, Why

# What the trial keeps for itself, so that a fee can be seen in the books.
TRIAL_FEE = 25


@dataclass(frozen=True)
class Trial:
    """For the demonstration and the tests: a page of our own says paid or refused."""

    secret: str = field(repr=False)
    name: str = "trial"

    async def ask(self, order: Order) -> Asked:
        """Its page stands beside the client's."""
        session = f"trial_{secrets.token_hex(16)}"
        return Asked(session, f"/card-trial/{order.key}")

    def told(self, body: bytes, signature: str, at: datetime) -> Told | TakenBack | None:
        """As `letter` or `letter_back` wrote it."""
        expected = hmac.digest(self.secret.encode(), body, sha256).hex()
        if not hmac.compare_digest(expected, signature):
            raise Forged
        said = json.loads(body)
        if "why" in said:
            return TakenBack(
                **(said | {"why": Why(said["why"]), "at": datetime.fromisoformat(said["at"])})
            )
        ending = Ending(said["ending"])
        return Told(
            event=said["event"],
            key=said["key"],
            session=said["session"],
            ending=ending,
            amount=said["amount"],
            at=datetime.fromisoformat(said["at"]),
            fee=TRIAL_FEE if ending is Ending.PAID else None,
            payment=said["session"] if ending is Ending.PAID else None,
        )

    async def look(self, session: str, at: datetime) -> Told | None:
        """It keeps nothing that it did not tell."""
        return None

    async def close(self, session: str) -> bool:
        """Its page shows nothing of a payment that is not open any more."""
        return True

    async def order_of(self, payment: str) -> str | None:
        """Its payments have the name of their session."""
        return payment

    async def taken_back(self, since: datetime, at: datetime) -> list[TakenBack]:
        """It keeps nothing that it did not tell."""
        return []

    def letter_back(self, told: TakenBack) -> tuple[bytes, str]:
        """A signed call about money that went back: its body and its signature."""
        body = json.dumps(asdict(told) | {"at": told.at.isoformat()}).encode()
        return body, hmac.digest(self.secret.encode(), body, sha256).hex()

    def letter(
        self, key: str, session: str, amount: int, ending: Ending, at: datetime
    ) -> tuple[bytes, str]:
        """A signed call as a provider would make it: its body and its signature."""
        said = {
            "event": f"{session}:{ending.value}",
            "key": key,
            "session": session,
            "ending": ending.value,
            "amount": amount,
            "at": at.isoformat(),
        }
        body = json.dumps(said).encode()
        return body, hmac.digest(self.secret.encode(), body, sha256).hex()
