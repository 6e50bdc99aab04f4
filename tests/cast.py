"""The people and the business of the tests' stories: a workshop in Lyon and who comes and goes."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import httpx
from argon2 import PasswordHasher

from app.adapters.database import transaction
from app.auth import actions as auth
from app.auth.tables import User
from app.clients import actions as clients
from app.clients.rules import ClientValues, Kind
from app.clock import ZONE, now
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


def browser() -> httpx.AsyncClient:
    """A browser that nobody has signed in with: `async with browser() as amin:`."""
    from app.main import app

    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),  # type: ignore[arg-type]
        base_url="http://echeance.test",
    )


async def signed_in(client: httpx.AsyncClient, who: str = "odile") -> httpx.AsyncClient:
    """Sign one of the cast in; what the browser posts then carries its CSRF token."""
    email = CAST[who][0]
    user = await User.select(User.id).where(User.email == email).first()
    assert user, f"{who} is not there: open_shop() first"
    async with transaction() as tx:
        token = await auth.open_session(tx, user["id"], address="", agent="test", at=now())
    client.cookies.set("session", token, domain=client.base_url.host)
    await client.get("/sign-in")
    client.headers["x-csrftoken"] = client.cookies["echeance_csrf"]
    return client


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


REGIE = ClientValues(
    name="Régie Bellecour",
    siren="802457192",
    vat_number="FR77802457192",
    email="compta@regie-bellecour.test",
    phone="04 78 11 22 33",
    street="5 place Bellecour",
    postcode="69002",
    town="Lyon",
    group_name="Régies",
)
HOTEL = ClientValues(
    name="Hôtel Saint-Nizier",
    siren="444102289",
    email="direction@saint-nizier.test",
    street="18 rue de Brest",
    postcode="69002",
    town="Lyon",
    terms_days=45,
)
MME_PERRIN = ClientValues(
    name="Mme Perrin",
    kind=Kind.CONSUMER,
    email="perrin.j@courrier.test",
    phone="06 12 34 56 78",
    street="3 montée de la Grande-Côte",
    postcode="69001",
    town="Lyon",
)
MAIRIE = ClientValues(
    name="Mairie d’Oullins",
    kind=Kind.PUBLIC,
    siret="21690149600010",
    email="finances@oullins.test",
    street="Place Roger-Salengro",
    postcode="69600",
    town="Oullins",
    terms_days=30,
)


async def regie(**changes: Any) -> int:
    """Régie Bellecour: a company, 69002 Lyon, SIREN 802457192, the business's own terms."""
    return await _client(REGIE, changes)


async def hotel(**changes: Any) -> int:
    """Hôtel Saint-Nizier: a company, 45 days."""
    return await _client(HOTEL, changes)


async def mme_perrin(**changes: Any) -> int:
    """Mme Perrin: a private customer."""
    return await _client(MME_PERRIN, changes)


async def mairie(**changes: Any) -> int:
    """Mairie d’Oullins: a public body, 30 days."""
    return await _client(MAIRIE, changes)


async def _client(values: ClientValues, changes: dict[str, Any]) -> int:
    return await clients.create(replace(values, **changes), at=at("2026-01-05"), by=ODILE)
