"""The text of a mandate as the schemes ask for it (EPC392-08 and its French translation)."""

from app.core.errors import N_
from app.mandates.rules.values import Scheme

_AUTHORITY = N_(
    "By signing this mandate form, you authorise %(creditor)s to send instructions to your bank to"
    " debit your account, and your bank to debit your account in accordance with the instructions"
    " of %(creditor)s."
)
_RIGHTS = {
    Scheme.CORE: N_(
        "As part of your rights, you are entitled to a refund from your bank under the terms and"
        " conditions of your agreement with your bank. A refund must be claimed within 8 weeks"
        " starting from the date on which your account was debited, and within 13 months for a"
        " debit that you did not authorise."
    ),
    Scheme.B2B: N_(
        "This mandate is only intended for business-to-business transactions. You are not entitled"
        " to a refund from your bank after your account has been debited, but you are entitled to"
        " request your bank not to debit your account up until the day on which the payment is"
        " due. Give a copy of this mandate to your bank before the first debit."
    ),
}
_NOTICE = N_(
    "Each debit is announced to you, with its amount and its day, at least %(days)s days before."
)


def wording(scheme: Scheme) -> tuple[str, str, str]:
    """What is authorised, one's rights, and the notice agreed: message ids with %(creditor)s and
    %(days)s."""
    return _AUTHORITY, _RIGHTS[scheme], _NOTICE
