"""What to do now, what hurts most first."""

from collections.abc import Iterable, Sequence

from app.core.errors import N_
from app.core.money import Euros
from app.today.rules.agreements import agreements
from app.today.rules.electronics import electronics
from app.today.rules.facts import (
    Asked,
    BankLines,
    Blocked,
    Draft,
    LawGaps,
    Money,
    Outbox,
    Task,
    Waiting,
)
from app.today.rules.lapsing import lapsing
from app.today.rules.offers import offers
from app.today.rules.said import said
from app.today.rules.saying import SHOWN_APART, count, first_names, say


def tasks(waiting: Waiting) -> list[Task]:
    """Each thing that waits for a person, with its reason and its one button."""
    return [
        *_reminders(waiting.reminders),
        *_messages(waiting.outbox),
        *lapsing(waiting.lapsing),
        *said(waiting.said),
        *_refused(waiting.refused),
        *_pdfs(waiting.pdfs),
        *electronics(waiting.electronics),
        *agreements(waiting.renewing, waiting.trying),
        *_law(waiting.law),
        *offers(waiting.offers),
        *_bank(waiting.bank),
        *_money(waiting.money),
        *_drafts(waiting.drafts),
        *_low(waiting.low),
        *_alerts(waiting.alerts),
    ]


def _reminders(asked: Sequence[Asked]) -> Iterable[Task]:
    formal = [one for one in asked if one.is_formal][:SHOWN_APART]
    for one in formal:
        title = say(N_("%(step)s to approve: %(client)s"), step=one.step, client=one.client)
        owed = say(N_("%(amount)s owed."), amount=Euros(one.amount))
        href = f"/reminders#r-{one.id}"
        yield Task(title, (owed, one.why), "mail-warning", "bad", N_("Read and approve"), href)
    others = [one for one in asked if one not in formal]
    if others:
        title = count(len(others), N_("One reminder to approve"), N_("%(n)s reminders to approve"))
        why = say(
            N_("%(amount)s in all: %(clients)s"),
            amount=Euros(sum(one.amount for one in others)),
            clients=first_names(one.client for one in others),
        )
        yield Task(title, (why,), "bell", "ask", N_("Read and approve"), "/reminders")


def _low(low: Sequence[str]) -> Iterable[Task]:
    if low:
        title = count(len(low), N_("One product to order"), N_("%(n)s products to order"))
        why = say(N_("Down to the minimum: %(names)s"), names=first_names(low))
        yield Task(title, (why,), "package", "ask", N_("See the stock"), "/products?low=1")


def _messages(outbox: Outbox) -> Iterable[Task]:
    if outbox.failed:
        title = count(
            outbox.failed,
            N_("One message could not be sent"),
            N_("%(n)s messages could not be sent"),
        )
        why = say(N_("Each says what went wrong and what can be done."))
        yield Task(title, (why,), "mail-warning", "bad", N_("See why"), "/messages?state=failed")
    if outbox.uncertain:
        title = count(
            outbox.uncertain, N_("One message may have gone"), N_("%(n)s messages may have gone")
        )
        why = say(N_("The mail server fell silent: ask the client, or send again."))
        href = "/messages?state=uncertain"
        yield Task(title, (why,), "mail-warning", "ask", N_("Decide"), href)
    if outbox.waiting and not outbox.has_mail:
        title = count(outbox.waiting, N_("One message waits"), N_("%(n)s messages wait"))
        why = say(N_("No mail server is set up yet: nothing can leave."))
        yield Task(title, (why,), "mail", "ask", N_("Set up the mail"), "/settings/mail")


def _refused(refused: Sequence[Blocked]) -> Iterable[Task]:
    if not refused:
        return
    first = refused[0]
    title = count(
        len(refused),
        N_("One period due could not be billed"),
        N_("%(n)s periods due could not be billed"),
    )
    why = (say(N_("%(client)s:"), client=first.client), first.said)
    alone = f"/contracts/{first.contract_id}" if len(refused) == 1 else "/schedule?state=refused"
    yield Task(title, why, "calendar-x", "bad", N_("Mend"), alone)


def _pdfs(pdfs: Sequence[tuple[int, str]]) -> Iterable[Task]:
    if pdfs:
        title = count(
            len(pdfs), N_("One PDF could not be made"), N_("%(n)s PDFs could not be made")
        )
        why = say(
            N_("It is tried again by itself; until then the message waits: %(numbers)s."),
            numbers=first_names(number for _, number in pdfs),
        )
        yield Task(title, (why,), "file-x", "bad", N_("See why"), f"/invoices/{pdfs[0][0]}")


def _law(gaps: LawGaps) -> Iterable[Task]:
    if gaps.rates:
        title = count(
            len(gaps.rates),
            N_("A legal rate of this half-year is missing"),
            N_("%(n)s legal rates of this half-year are missing"),
        )
        why = say(N_("Nothing is reckoned with a rate that nobody has read."))
        yield Task(title, (why,), "scale", "bad", N_("Enter them"), "/settings/law")
    if gaps.texts:
        title = count(
            len(gaps.texts),
            N_("A legal wording waits for you to confirm it"),
            N_("%(n)s legal wordings wait for you to confirm them"),
        )
        why = say(N_("Your invoices do without until then."))
        yield Task(title, (why,), "scale", "ask", N_("Read and confirm"), "/settings/law")


def _bank(bank: BankLines) -> Iterable[Task]:
    if bank.files:
        title = count(
            bank.files,
            N_("A statement of the watched folder waits for your answer"),
            N_("%(n)s statements of the watched folder wait for your answer"),
        )
        why = say(N_("Nothing of it is taken until you have said what it is."))
        yield Task(title, (why,), "landmark", "ask", N_("Look and answer"), "/bank")
    if not bank.asking:
        return
    title = count(bank.asking, N_("One bank line to point"), N_("%(n)s bank lines to point"))
    why = say(N_("Nothing is sure about them: say what they were."))
    if bank.likely:
        why = say(
            N_("For %(n)s of them a client and an invoice are proposed, with the reasons."),
            n=bank.likely,
        )
    yield Task(title, (why,), "landmark", "ask", N_("Look and point"), "/bank/lines")


def _money(money: Sequence[Money]) -> Iterable[Task]:
    if not money:
        return
    title = say(
        N_("%(amount)s received and not used yet"), amount=Euros(sum(each.open for each in money))
    )
    why = say(
        N_("Until it is on their invoices, no reminder leaves to them: %(clients)s"),
        clients=first_names(each.client for each in money),
    )
    href = "/payments?state=unallocated"
    if len({each.client_id for each in money}) == 1:
        href += f"&client={money[0].client_id}"
    yield Task(title, (why,), "hand-coins", "ask", N_("Put it on invoices"), href)


def _drafts(drafts: Sequence[Draft]) -> Iterable[Task]:
    ready = [one for one in drafts if one.has_address]
    homeless = [one for one in drafts if not one.has_address]
    if ready:
        title = count(len(ready), N_("One invoice to issue"), N_("%(n)s invoices to issue"))
        why = say(
            N_("%(amount)s with VAT: %(clients)s"),
            amount=Euros(sum(one.total for one in ready)),
            clients=first_names(one.client for one in ready),
        )
        href = f"/invoices/{ready[0].id}" if len(ready) == 1 else "/invoices?state=draft"
        yield Task(title, (why,), "file-text", "", N_("Read and issue"), href)
    if homeless:
        title = count(
            len(homeless),
            N_("One draft cannot be issued: no address"),
            N_("%(n)s drafts cannot be issued: no address"),
        )
        why = say(
            N_("An invoice needs the client’s address: %(clients)s"),
            clients=first_names(one.client for one in homeless),
        )
        href = f"/clients/{homeless[0].client_id}/edit"
        yield Task(title, (why,), "map-pin", "ask", N_("Add the address"), href)


def _alerts(alerts: Sequence[Blocked]) -> Iterable[Task]:
    for one in alerts[:SHOWN_APART]:
        title = say(N_("To be seen again: %(client)s"), client=one.client)
        href = f"/contracts/{one.contract_id}"
        yield Task(title, (one.said,), "flag", "ask", N_("See the contract"), href)
    more = alerts[SHOWN_APART:]
    if more:
        title = count(len(more), N_("One more to be seen again"), N_("%(n)s more to be seen again"))
        why = say(
            N_("Alerts on the schedule: %(clients)s"), clients=first_names(a.client for a in more)
        )
        yield Task(title, (why,), "flag", "ask", N_("See the schedule"), "/schedule")
