"""The people and the business of the tests' stories: a workshop in Lyon and who comes and goes."""

from datetime import date, datetime, time
from typing import Any

from argon2 import PasswordHasher

from app.auth.tables import User
from app.clock import ZONE
from app.settings import queries, tables
from app.settings.rules import Business

PASSWORD = "un long mot de passe"
ODILE = "odile@atelier-vauban.test"
AMIN = "amin@atelier-vauban.test"
CLAIRE = "claire@cabinet-compte.test"

# Cheap on purpose: hashing well is what tests/auth is about.
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

CAST = {
    "odile": (ODILE, "Odile Vauban", "owner"),
    "amin": (AMIN, "Amin Cherif", "assistant"),
    "claire": (CLAIRE, "Claire Compte", "accountant"),
}


def at(day: date | str, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of a day, in the business's zone: `at("2026-11-21", 9)`."""
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(on, time(hour, minute), ZONE)


async def open_shop(**changes: Any) -> Business:
    """Atelier Vauban in Lyon, with Odile (owner), Amin (assistant), Claire (accountant).

    `changes` are columns of the business: `open_shop(vat_regime="franchise")`.
    """
    values: dict[str, Any] = {
        "id": 1,
        "name": "Atelier Vauban",
        "legal_form": "SARL",
        "capital": 1_000_000,
        "siren": "732829320",
        "siret": "73282932000074",
        "registry": "RCS Lyon",
        "vat_number": "FR44732829320",
        "street": "12 rue des Tables-Claudiennes",
        "postcode": "69001",
        "town": "Lyon",
        "email": "bonjour@atelier-vauban.test",
        "phone": "04 78 00 00 00",
        "iban": "FR1420041010050500013M02606",
        "bic": "PSSTFRPPPAR",
        "updated_at": at("2026-01-05"),
    }
    await tables.Business.insert(tables.Business(**(values | changes)))
    for email, name, role in CAST.values():
        await User.insert(
            User(
                email=email,
                name=name,
                password_hash=_HASH,
                role=role,
                created_at=at("2026-01-05"),
            )
        )
    return await queries.business()
