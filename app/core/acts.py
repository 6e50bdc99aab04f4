"""The acts of the audit trail as sentences: one line here for each code that an action records.

Each code has one sentence, or several: the first whose %(facts)s are all known is said. In the
facts, whole numbers named in `_CENTS` are amounts and ISO dates are days; words of a list are
message ids themselves.
"""

import re
from collections.abc import Mapping
from datetime import date

from app.core.errors import N_
from app.core.i18n import gettext
from app.core.money import Euros
from app.core.sentences import spoken

ACTS: dict[str, tuple[str, ...]] = {
    "archive.taken": (N_("Archive taken away"),),
    "chart.changed": (N_("Account %(code)s is %(number)s in the chart of accounts"),),
    "chart.added": (N_("Account %(number)s added to the chart of accounts"),),
    "chart.dropped": (N_("Account %(code)s as it was in the chart of accounts"),),
    "client.created": (N_("Client added"),),
    "client.imported": (N_("Client imported from a spreadsheet"),),
    "client.completed": (N_("Card completed from a spreadsheet"),),
    "client.changed": (N_("Changed on the card: %(fields)s"), N_("Card changed")),
    "client.archived": (N_("Client archived"),),
    "client.unarchived": (N_("Client brought back from the archive"),),
    "contact.added": (N_("Contact added: %(name)s"),),
    "contact.changed": (N_("Contact changed: %(name)s"),),
    "contact.removed": (N_("Contact removed: %(name)s"),),
    "product.created": (N_("Product added"),),
    "product.imported": (N_("Product imported from a spreadsheet"),),
    "product.changed": (N_("Changed on the product: %(fields)s"), N_("Product changed")),
    "product.archived": (N_("Product archived"),),
    "product.unarchived": (N_("Product brought back from the archive"),),
    "product.moved": (N_("Stock moved by %(quantity)s"),),
    "product.counted": (N_("Stocktaking: %(quantity)s of difference"),),
    "payment.recorded": (
        N_("%(amount)s received, of which %(left)s is left as credit"),
        N_("%(amount)s received"),
    ),
    "payment.refunded": (N_("%(amount)s paid back"),),
    "payment.thanked": (N_("Receipt by e-mail left for %(to)s"),),
    "payment.kept": (N_("%(amount)s that were too much kept as a small difference"),),
    "payment.undone": (N_("Payment of %(amount)s undone"),),
    "payment.allocated": (N_("%(allocated)s that were left put on what was open"),),
    "payment.taken_back": (N_("%(allocated)s taken off an invoice"),),
    "deposit.made": (N_("Deposit slip no. %(number)s made: %(total)s"),),
    "deposit.cancelled": (N_("Deposit slip no. %(number)s cancelled: %(total)s"),),
    "credit.used": (N_("%(allocated)s of a credit note put on what was open"),),
    "statement.sent": (N_("Statement of account as of %(last)s owed to %(to)s"),),
    "statement.planned": (N_("Statements of account sent each month, day %(day)s"),),
    "statement.unplanned": (N_("No statements of account by themselves"),),
    "statement.as_others": (N_("Statements of account as for everybody"),),
    "message.sent": (N_("Message left for %(to)s: “%(subject)s”"),),
    "message.cancelled": (N_("Message held back: “%(subject)s”"),),
    "message.retried": (N_("Message to be tried again for %(to)s: “%(subject)s”"),),
    "message.resent": (N_("Message that may have gone sent again: “%(subject)s”"),),
    "message.marked_sent": (N_("Message that may have gone held to have arrived: “%(subject)s”"),),
    "creditor.changed": (N_("Settings of direct debits changed"),),
    "debit.wanted": (N_("To be paid by direct debit"),),
    "debit.unwanted": (N_("Not to be paid by direct debit any more"),),
    "debit.announced": (N_("Direct debit of %(amount)s announced for %(collect_on)s"),),
    "debit.dropped": (N_("Announced direct debit of %(amount)s given up"),),
    "debit.collected": (N_("Direct debit of %(amount)s collected"),),
    "debit.returned": (N_("Direct debit of %(amount)s returned: %(code)s"),),
    "debit_batch.made": (N_("File %(message)s made for the bank: %(total)s"),),
    "mandate.created": (N_("Mandate %(reference)s made"),),
    "mandate.asked": (N_("Mandate %(reference)s sent to %(to)s to be signed"),),
    "mandate.chased": (N_("Reminder to sign mandate %(reference)s left for %(to)s"),),
    "mandate.signed": (N_("Mandate %(reference)s signed by %(name)s"),),
    "mandate.amended": (N_("Another account under mandate %(reference)s"),),
    "mandate.registered": (N_("Mandate %(reference)s registered at the client’s bank"),),
    "mandate.ended": (N_("Mandate %(reference)s ended: %(reason)s"),),
    "reminder.approved": (N_("Reminder approved: %(amount)s"),),
    "reminder.unapproved": (N_("Approval taken back"),),
    "reminder.dropped": (N_("Reminder not sent, by choice: %(amount)s"),),
    "reminder.reworded": (N_("Words of a reminder changed by hand"),),
    "reminder.sent": (N_("Reminder of %(amount)s left: “%(subject)s”"), N_("Reminder left")),
    "reminders.paused": (
        N_("Left in peace until %(until)s: %(reason)s"),
        N_("Left in peace until %(until)s"),
        N_("Left in peace: %(reason)s"),
        N_("Left in peace"),
    ),
    "reminders.promised": (
        N_("Payment promised for %(until)s: %(reason)s"),
        N_("Payment promised for %(until)s"),
    ),
    "reminders.insolvent": (
        N_("Insolvency proceedings noted: %(reason)s"),
        N_("Insolvency proceedings noted"),
    ),
    "reminders.limits": (N_("Limits of the reminders changed"),),
    "reminders.resumed": (N_("Reminders may leave again"),),
    "plan.changed": (N_("Step of the plan changed"),),
    "sale.ticket": (N_("Ticket %(n)s of a sale printed"),),
    "till.closed": (N_("Till of %(day)s closed: %(amount)s counted"),),
    "sale.made": (N_("Sold at the counter: %(amount)s"),),
    "contract.created": (N_("Contract made"),),
    "offer.created": (N_("Offer %(name)s made"),),
    "offer.changed": (N_("Offer %(name)s changed"),),
    "offer.archived": (N_("Offer %(name)s put away"),),
    "offer.unarchived": (N_("Offer %(name)s brought back"),),
    "contract.changed": (N_("Contract changed"),),
    "contract.continued": (N_("The contract goes on after all"),),
    "contract.amended": (N_("Other lines from %(from_on)s on"),),
    "contract.amendment_withdrawn": (N_("No other lines from %(from_on)s on after all"),),
    "contract.told": (N_("Client told of the renewal, to be refused by %(deadline)s"),),
    "contract.trial_told": (N_("Client told that the trial ends on %(last_day)s"),),
    "contract.terminated": (
        N_("Ended on %(end_on)s, the rest in one: %(rest)s"),
        N_("Ended on %(end_on)s, %(waived)s given up"),
        N_("Contract ended on %(end_on)s"),
    ),
    "contract.deleted": (N_("Contract thrown away"),),
    "contract.paused": (
        N_("On hold from %(from_on)s until %(until_on)s"),
        N_("On hold from %(from_on)s"),
    ),
    "contract.resumed": (N_("Running again from %(from_on)s"),),
    "entry.paused": (N_("Entry of %(period_from)s paused"),),
    "entry.planned": (N_("Entry of %(period_from)s to be billed again"),),
    "entry.skipped": (N_("Entry of %(period_from)s left out"),),
    "entry.moved": (N_("Entry of %(period_from)s moved to %(bill_on)s"),),
    "entry.amended": (
        N_("Entry of %(period_from)s: %(net)s instead of the contract’s amount"),
        N_("Entry of %(period_from)s: the contract’s amount again"),
    ),
    "entry.measured": (N_("Entry of %(period_from)s: quantities typed"),),
    "entry.waits": (N_("Entry of %(period_from)s: waits for its amount again"),),
    "entry.commented": (
        N_("Comment on the entry of %(period_from)s: %(comment)s"),
        N_("Comment on the entry of %(period_from)s removed"),
    ),
    "quote.drafted": (N_("Draft of a quote written"),),
    "quote.edited": (N_("Draft of the quote changed"),),
    "quote.deleted": (N_("Draft of a quote deleted"),),
    "quote.sent": (N_("Quote %(number)s sent to %(to)s"), N_("Quote %(number)s made final")),
    "quote.sent_again": (N_("Quote sent again to %(to)s"),),
    "quote.reminded": (N_("Reminder of the quote left for %(to)s"),),
    "quote.accepted": (N_("Quote %(number)s accepted by %(name)s: %(total)s"),),
    "quote.refused": (
        N_("Quote %(number)s declined by %(name)s: “%(reason)s”"),
        N_("Quote %(number)s declined by %(name)s"),
    ),
    "quote.asked": (N_("Question of %(name)s about quote %(number)s: “%(text)s”"),),
    "quote.became_hand": (N_("Quote %(number)s dealt with by hand"),),
    "quote.became_invoice": (N_("Quote %(number)s became the draft of an invoice"),),
    "quote.became_deposit": (N_("Quote %(number)s became an invoice and its deposit, as drafts"),),
    "quote.became_contract": (N_("Quote %(number)s became a contract"),),
    "quote.rendering_requested": (N_("PDF of the quote asked for again"),),
    "invoice.drafted": (N_("Draft of %(total)s written"),),
    "invoice.edited": (N_("Draft changed"),),
    "invoice.deleted": (N_("Draft of %(total)s deleted"),),
    "invoice.issued": (N_("Issued as %(number)s, %(total)s"),),
    "invoice.status_noted": (N_("Platform: %(status)s, on %(on)s"),),
    "business.platform_noted": (
        N_("Approved platform: %(name)s"),
        N_("Approved platform taken out"),
    ),
    "business.folders_opened": (N_("Electronic invoices go to the platform from %(since)s on"),),
    "business.folders_closed": (N_("Electronic invoices go to the platform no more"),),
    "invoice.handing_settled": (N_("File for the platform held to have arrived"),),
    "invoice.handing_again": (N_("File for the platform to be handed over again"),),
    "invoice.sent": (N_("Sent to %(to)s"),),
    "invoice.credited": (N_("Credit note %(number)s made of it"),),
    "invoice.correction_drafted": (N_("Draft written to correct %(number)s"),),
    "invoice.replaced": (N_("Replaced by %(number)s"),),
    "invoice.written_off": (N_("%(amount)s written off: %(reason)s"),),
    "invoice.write_off_undone": (N_("Write-off of %(amount)s undone"),),
    "invoice.shared": (N_("Client’s page opened"),),
    "invoice.taken_over": (N_("%(number)s taken over from before, %(total)s"),),
    "invoice.rendering_requested": (N_("PDF asked for again"),),
    "user.added": (N_("Account made for %(email)s"),),
    "user.role_changed": (N_("Role changed"),),
    "user.deactivated": (N_("Account closed"),),
    "user.reactivated": (N_("Account opened again"),),
    "user.changed": (N_("Account changed"),),
    "user.password_changed": (N_("Password changed"),),
    "user.password_reset": (N_("New password given"),),
    "user.signed_in": (N_("Signed in"),),
    "user.session_ended": (N_("Signed out of a browser"),),
    "business.set_up": (N_("Business set up"),),
    "business.changed": (N_("Settings changed"),),
    "law.entered": (N_("Legal value entered: %(key)s"), N_("Legal value entered")),
    "law.confirmed": (N_("Legal value confirmed: %(key)s"), N_("Legal value confirmed")),
    "backup.asked": (N_("Backup asked for"),),
    "backup.downloaded": (N_("Backup %(name)s downloaded"),),
    "backup.restored": (N_("Backup %(name)s restored"),),
    "backup.second_folder": (
        N_("Second copy of the backups in %(folder)s"),
        N_("No second copy of the backups any more"),
    ),
    "import.started": (N_("Spreadsheet %(filename)s: import started"),),
    "import.failed": (N_("Spreadsheet %(filename)s could not be read to its end"),),
    "import.discarded": (N_("Spreadsheet %(filename)s put aside, nothing imported"),),
    "import.undo_begun": (N_("Import of %(filename)s: undoing begun"),),
    "import.undone": (N_("Import of %(filename)s undone"),),
    "bank.account_added": (N_("Bank account %(account)s added"),),
    "bank.account_named": (N_("Bank account called “%(name)s”"), N_("Bank account without a name")),
    "bank.confirmed": (N_("Bank file %(filename)s confirmed"),),
    "bank.imported": (N_("Bank file taken: %(added)s new lines, %(unchanged)s there already"),),
    "bank.matched": (N_("Bank line of %(amount)s pointed"),),
    "bank.matched_alone": (N_("Bank line of %(amount)s pointed by itself"),),
    "bank.unmatched": (N_("Bank line of %(amount)s no longer pointed"),),
    "bank.reopened": (N_("Bank line of %(amount)s waits again: its payment was undone"),),
    "bank.choice_changed": (
        N_("Bank lines point themselves from %(threshold)s %% on"),
        N_("Bank lines no longer point themselves"),
    ),
    "bank.discarded": (N_("Bank file %(filename)s put aside, nothing taken"),),
    "lateness.invoiced": (N_("Interest and compensation of %(amount)s invoiced, up to %(until)s"),),
    "lateness.waived": (N_("Interest and compensation of %(amount)s given up: %(reason)s"),),
    "lateness.taken_up": (N_("Interest and compensation no longer given up"),),
    "lateness.notice_written": (N_("Formal notice written for %(amount)s"),),
    "lateness.notice_received": (
        N_("Registered letter %(number)s, presented on %(day)s"),
        N_("Registered letter %(number)s"),
        N_("Formal notice presented on %(day)s"),
        N_("Registered letter corrected"),
    ),
    "lateness.stage": (N_("%(stage)s, on %(day)s"),),
    "lateness.stage_undone": (N_("Taken back: %(stage)s, on %(day)s"),),
    "invoice.withdrawn": (N_("Withdrawn: its import was undone"),),
    "import.done": (N_("Spreadsheet %(filename)s imported: %(added)s added, %(refused)s refused"),),
}

_CENTS = frozenset(
    {"amount", "total", "open", "left", "net", "paid", "indemnity", "allocated", "rest", "waived"}
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_PLACE = re.compile(r"%\((\w+)\)s")


def act_sentence(act: str, facts: Mapping[str, object], language: str | None = None) -> str:
    """What was done, as a sentence in a language (the current one by default).

    A code that has no sentence is shown as it is, so that nothing is hidden.
    """
    known = {name for name, fact in facts.items() if fact not in (None, "", [])}
    for message in ACTS.get(act, ()):
        if known.issuperset(_PLACE.findall(message)):
            told = {name: _fact(name, facts[name], language) for name in _PLACE.findall(message)}
            return spoken(message, told, language)
    return act.replace(".", " · ").replace("_", " ")


def _fact(name: str, fact: object, language: str | None) -> object:
    if isinstance(fact, int) and not isinstance(fact, bool) and name in _CENTS:
        return Euros(fact)
    if isinstance(fact, str) and _ISO.fullmatch(fact):
        return date.fromisoformat(fact)
    if isinstance(fact, list):
        return [gettext(str(each), language) for each in fact]
    return fact
