"""What to do now, told from facts alone."""

from datetime import date, timedelta

from app.core.errors import finding
from app.core.sentences import sentence
from app.today.rules import (
    Asked,
    BankLines,
    Blocked,
    Books,
    Draft,
    LawGaps,
    Money,
    Outbox,
    Waiting,
    alarms,
    expected,
    tasks,
)
from tests.cast import at

ON = date(2026, 11, 23)
WHY = finding("reminders.late_one", "One invoice, %(days)s days late.", days=94)


def said(waiting: Waiting) -> list[tuple[str, str, str]]:
    return [
        (
            sentence(task.title, "en"),
            " ".join(sentence(part, "en") for part in task.why),
            task.href,
        )
        for task in tasks(waiting)
    ]


def test_what_the_law_lacks_is_asked_of_the_owner() -> None:
    gaps = LawGaps(
        ["Legal interest, professional creditor"],
        ["Mention: reverse charge", "Mention: VAT on receipts"],
    )
    assert said(Waiting(law=gaps)) == [
        (
            "A legal rate of this half-year is missing",
            "Nothing is reckoned with a rate that nobody has read.",
            "/settings/law",
        ),
        (
            "2 legal wordings wait for you to confirm them",
            "Your invoices do without until then.",
            "/settings/law",
        ),
    ]


def test_nothing_waits() -> None:
    assert tasks(Waiting()) == []


def test_the_formal_notice_comes_first_and_by_name() -> None:
    notice = Asked(7, "Hôtel Saint-Nizier", 324_000, "Formal notice", True, WHY)
    others = [Asked(n, f"Client {n}", 10_000, "First reminder", False, WHY) for n in range(4)]
    assert said(Waiting(reminders=[*others, notice])) == [
        (
            "Formal notice to approve: Hôtel Saint-Nizier",
            "€3,240.00 owed. One invoice, 94 days late.",
            "/reminders#r-7",
        ),
        (
            "4 reminders to approve",
            "€400.00 in all: Client 0, Client 1, Client 2…",
            "/reminders",
        ),
    ]


def test_each_thing_with_its_reason_and_where_to_go() -> None:
    refusal = finding("x", "The SIREN is missing.")
    waiting = Waiting(
        drafts=[Draft(3, 1, "Régie Bellecour", 12_000, True), Draft(4, 2, "Lycée", 5_000, False)],
        refused=[Blocked(9, "Garage Lacassagne", "Entretien", refusal)],
        money=[Money(1, "Régie Bellecour", 5_000), Money(1, "Régie Bellecour", 2_500)],
        outbox=Outbox(failed=1, uncertain=2, waiting=3, has_mail=False),
        pdfs=[(5, "F2026-000005")],
        alerts=[Blocked(8, "Clinique du Parc", "Visite", finding("n", "Rappeler M. Duc"))],
    )
    titles = [(title, href) for title, _, href in said(waiting)]
    assert titles == [
        ("One message could not be sent", "/messages?state=failed"),
        ("2 messages may have gone", "/messages?state=uncertain"),
        ("3 messages wait", "/settings/mail"),
        ("One period due could not be billed", "/contracts/9"),
        ("One PDF could not be made", "/invoices/5"),
        ("€75.00 received and not used yet", "/payments?state=unallocated&client=1"),
        ("One invoice to issue", "/invoices/3"),
        ("One draft cannot be issued: no address", "/clients/2/edit"),
        ("To be seen again: Clinique du Parc", "/contracts/8"),
    ]
    assert ("One period due could not be billed", "Garage Lacassagne: The SIREN is missing.") in [
        one[:2] for one in said(waiting)
    ]


def test_messages_that_wait_for_their_hour_ask_for_nobody() -> None:
    assert tasks(Waiting(outbox=Outbox(waiting=3))) == []


def test_expected_within_thirty_days_at_each_clients_pace() -> None:
    owed = [
        (1, ON + timedelta(days=10), 100),  # in time
        (1, ON + timedelta(days=31), 200),  # beyond
        (2, ON - timedelta(days=5), 400),  # pays 12.5 days late: in 8 days
        (2, ON - timedelta(days=20), 800),  # past even that: needs chasing
        (3, ON - timedelta(days=1), 1_600),  # unknown, so expected on the due day: past
        (3, ON, 3_200),
    ]
    assert expected(owed, {2: 125}, ON) == 100 + 400 + 3_200


def test_what_stands_still_is_said() -> None:
    now = at(ON, 10)
    assert alarms(now - timedelta(minutes=15), [], False, now, None, Books(now)) == []
    silent = alarms(now - timedelta(minutes=16), ["messages.send_messages"], True, now)
    assert [one.code for one in silent] == ["today.silent", "today.failing", "today.disk"]
    assert [one.code for one in alarms(None, [], False, now)] == ["today.never_ran"]


def test_books_that_do_not_agree_or_were_not_checked_are_said() -> None:
    now = at(ON, 10)

    def said(books: Books) -> list[str]:
        return [sentence(one, "en") for one in alarms(now, [], False, now, None, books)]

    assert said(Books(now - timedelta(hours=48))) == []
    assert said(Books(now - timedelta(hours=49)))[0].startswith("The books have not been checked")
    assert said(Books(now, 3, 1)) == ["The books do not agree: 3 findings, 1 checks not run."]
    assert said(Books()) == ["The books have never been checked."]


def test_bank_lines_ask_once_with_how_many_have_a_proposal() -> None:
    assert tasks(Waiting(bank=BankLines())) == []
    [task] = tasks(Waiting(bank=BankLines(3, 2)))
    assert (sentence(task.title, "en"), task.href) == ("3 bank lines to point", "/bank/lines")
    assert "For 2 of them" in sentence(task.why[0], "en")
    [task] = tasks(Waiting(bank=BankLines(0, 0, 1)))
    assert (sentence(task.title, "en"), task.href) == (
        "A statement of the watched folder waits for your answer",
        "/bank",
    )
    [task] = tasks(Waiting(bank=BankLines(1, 0)))
    assert sentence(task.title, "en") == "One bank line to point"
