"""How detailed a client's invoices are."""

from enum import StrEnum

from app.core.errors import N_


class Detail(StrEnum):
    """By line with what stands under each, or the lines alone (what the law asks for)."""

    LINES = "lines"
    SUMMARY = "summary"


DETAILS = {
    Detail.LINES: N_("Each line with its detail"),
    Detail.SUMMARY: N_("Each line, without the detail under it"),
}
