"""What the forms of the settings mean: each reader gives back columns of the business."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from app.adapters import files
from app.core.errors import Refused
from app.core.formats import percent
from app.core.i18n import current_language
from app.invoices.rules import check_format
from app.settings.rules import (
    LOGO_MOST,
    Activity,
    Business,
    Encryption,
    MailAccess,
    PenaltyBasis,
    VatOn,
    VatRegime,
    check_host,
    logo_kind,
    mail_access,
)
from app.web.forms import Form

Changes = dict[str, Any]
# What no law asks for, and a business may leave off its documents.
PRINTED = ("prints_phone", "prints_email", "prints_website", "prints_qr")


def judge(form: Form, check: Callable[[], object]) -> None:
    """Note what a rule refuses, beside what the fields themselves were refused for."""
    try:
        check()
    except Refused as refused:
        known = {each.field for each in form.findings}
        form.findings += [each for each in refused.findings if each.field not in known]


def judge_formats(form: Form, changes: Changes) -> None:
    """Note a format of numbers that cannot make legal ones."""
    for field in ("invoice_format", "credit_note_format"):
        if changes[field]:
            judge(form, partial(check_format, changes[field], field))


def identity(form: Form) -> Changes:
    """Who the business is and where."""
    return {
        "name": form.text("name", required=True, max=140),
        "legal_form": form.text("legal_form", max=60),
        "capital": form.amount("capital", required=False),
        "is_sole_trader": form.flag("is_sole_trader"),
        "siren": form.text("siren", required=True, max=20),
        "siret": form.text("siret", max=30),
        "registry": form.text("registry", max=80),
        "street": form.text("street", required=True),
        "postcode": form.text("postcode", required=True, max=12),
        "town": form.text("town", required=True, max=80),
        "email": form.email("email"),
        "phone": form.text("phone", max=40),
        "website": form.text("website"),
        "mediator": form.text("mediator"),
    }


def vat(form: Form) -> Changes:
    """How VAT is charged."""
    return {
        "vat_regime": form.choice("vat_regime", VatRegime).value,
        "vat_on": form.choice("vat_on", VatOn).value,
        "vat_number": form.text("vat_number", max=30),
        "activity": form.choice("activity", Activity).value,
    }


def bank(form: Form) -> Changes:
    """Where clients pay, and when."""
    return {
        "iban": form.text("iban", max=60),
        "bic": form.text("bic", max=20),
        "terms_days": form.whole("terms_days", 0, 60),
        "penalty_rate": form.rate("penalty_rate", required=False),
        "penalty_basis": (
            form.choice("penalty_basis", PenaltyBasis, required=False) or PenaltyBasis.LAW
        ).value,
        "discount_terms": form.text("discount_terms", max=300),
    }


def payment(form: Form) -> Changes:
    """The same, up to what is let go of and by whom, and what a client's page shows."""
    return bank(form) | {
        "difference_limit": form.amount("difference_limit"),
        "write_off_limit": form.amount("write_off_limit"),
        "shows_past_invoices": form.flag("shows_past_invoices"),
        "part_least": _least(form, "part_least"),
        "plan_most": _plan_most(form),
        "plan_least": _least(form, "plan_least"),
    }


def _least(form: Form, name: str) -> int:
    """Cents; 0 where it is left empty. Below zero is refused."""
    cents = form.amount(name, required=False) or 0
    if cents < 0:
        form.fail("settings.part_least", "Type an amount above zero, or nothing.", name)
    return cents


def _plan_most(form: Form) -> int:
    """From 2 to 24 payments; empty: no plan may be asked for."""
    return form.whole("plan_most", 2, 24, required=False) or 0


def judge_penalty(form: Form, changes: Changes, floor: int | None) -> None:
    """Refuse a late-penalty rate below the law's floor, basis points, where that is known."""
    rate = changes["penalty_rate"]
    if floor is not None and rate < floor:
        form.fail(
            "settings.penalty_floor",
            "At least %(floor)s this half-year: three times the legal interest.",
            "penalty_rate",
            floor=percent(floor, current_language()),
        )


def numbering(form: Form) -> Changes:
    """How the two series of numbers are written."""
    return {
        "invoice_format": form.text("invoice_format", required=True, max=40),
        "credit_note_format": form.text("credit_note_format", required=True, max=40),
    }


def look(form: Form) -> Changes:
    """The colour, a new logo or none, the line at the foot, and what is printed."""
    return printed(form) | ({"logo_sha256": None} if form.flag("logo_remove") else {}) | logo(form)


def printed(form: Form) -> Changes:
    """What the look holds but for the logo."""
    return {
        "colour": form.text("colour", required=True, max=7),
        "footer": form.text("footer", max=160),
        **{name: form.flag(name) for name in PRINTED},
    }


def logo(form: Form) -> Changes:
    """A logo that was sent, kept in the store; a fault is noted, nothing is kept."""
    content = logo_sent(form)
    return {} if content is None else {"logo_sha256": files.store(content)}


def logo_sent(form: Form) -> bytes | None:
    """The bytes of a logo that was sent; None when there is none, or with its fault noted."""
    upload = form.file("logo", required=False, limit=LOGO_MOST)
    if upload is None:
        return None
    judge(form, lambda: logo_kind(upload.content))
    return None if form.fault("logo") else upload.content


def mail(form: Form, before: Business) -> Changes:
    """The server that sends, in whose name, and when; no host means no server.

    A password left empty is the one that is kept, as long as host and user stay the same.
    """
    changes: Changes = {
        "smtp_url": "",
        "mail_from": form.email("mail_from"),
        "send_from": form.hour("send_from", required=False),
        "send_until": form.hour("send_until", required=False),
    }
    host = form.text("smtp_host", max=250)
    if not host:
        return changes
    is_tls = form.choice("smtp_encryption", Encryption, required=False) is Encryption.TLS
    port = form.whole("smtp_port", 1, 65535, required=False) or (465 if is_tls else 587)
    user = form.text("smtp_user", max=254)
    access = MailAccess(host, port, user, form.typed.get("smtp_password", ""), is_tls)
    kept = mail_access(before.smtp_url) if before.smtp_url else None
    if user and not access.password and kept and (kept.host, kept.user) == (host, user):
        access = replace(access, password=kept.password)
    judge(form, lambda: check_host(host))
    return changes | {"smtp_url": access.url}
