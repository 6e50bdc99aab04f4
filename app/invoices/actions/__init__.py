"""What is done to documents: drafted, issued, sent, credited, settled, rendered."""

from app.invoices.actions.allocating import Put, allocate_many
from app.invoices.actions.archiving import Archive, archive, note_archive
from app.invoices.actions.correcting import correct
from app.invoices.actions.crediting import (
    credit_amount_in,
    credit_lines,
    credit_unused_in,
    credit_whole,
    credit_whole_in,
)
from app.invoices.actions.deposits import ask_deposit, ask_deposit_in
from app.invoices.actions.discounting import grant_discount, grant_discount_in
from app.invoices.actions.drafting import (
    create_draft,
    delete_draft,
    draft,
    draft_from,
    edit_draft,
)
from app.invoices.actions.drafting_many import draft_many
from app.invoices.actions.drafts import Content, DraftValues, counted
from app.invoices.actions.exporting import (
    MOST_FILES,
    MOST_PRINTED,
    MOST_ROWS,
    Taken,
    print_together,
    write_files,
    write_table,
)
from app.invoices.actions.issuing import issue, issue_in, issue_many, issue_many_in
from app.invoices.actions.locks import hold_balances
from app.invoices.actions.losing import Rest, hold_rest, settle_rest
from app.invoices.actions.openings import record_opening, record_openings
from app.invoices.actions.proofs import judge_owed
from app.invoices.actions.rendering import (
    RenderSummary,
    duplicate_of,
    logo,
    logo_address,
    page_of,
    pdf_of,
    render_owed,
    request_rendering_again,
)
from app.invoices.actions.sending import (
    issue_and_send,
    issue_and_send_many,
    send,
    send_in,
    send_many,
    share,
)
from app.invoices.actions.settling import allocate, put_credit, reverse_allocation
from app.invoices.actions.withdrawing import withdraw_openings
from app.invoices.rules import Opening

__all__ = [
    "MOST_FILES",
    "MOST_PRINTED",
    "MOST_ROWS",
    "Archive",
    "Content",
    "DraftValues",
    "Opening",
    "Put",
    "RenderSummary",
    "Rest",
    "Taken",
    "allocate",
    "allocate_many",
    "archive",
    "ask_deposit",
    "ask_deposit_in",
    "correct",
    "counted",
    "create_draft",
    "credit_amount_in",
    "credit_lines",
    "credit_unused_in",
    "credit_whole",
    "credit_whole_in",
    "delete_draft",
    "draft",
    "draft_from",
    "draft_many",
    "duplicate_of",
    "edit_draft",
    "grant_discount",
    "grant_discount_in",
    "hold_balances",
    "hold_rest",
    "issue",
    "issue_and_send",
    "issue_and_send_many",
    "issue_in",
    "issue_many",
    "issue_many_in",
    "judge_owed",
    "logo",
    "logo_address",
    "note_archive",
    "page_of",
    "pdf_of",
    "print_together",
    "put_credit",
    "record_opening",
    "record_openings",
    "render_owed",
    "request_rendering_again",
    "reverse_allocation",
    "send",
    "send_in",
    "send_many",
    "settle_rest",
    "share",
    "withdraw_openings",
    "write_files",
    "write_table",
]
