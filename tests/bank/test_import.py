"""Odile imports what her bank gives: every line once, whatever the format and however often."""

from pathlib import Path

import pytest

from app.bank.tables import BankAccount, BankFile, BankLine, BankLineAgain, BankStatement
from app.core.errors import Refused
from tests.bank.bank import (
    CURRENT,
    FEES,
    HOTEL,
    NOVEMBER,
    POST,
    REGIE,
    Move,
    bring,
    camt,
    camt_054,
    camt_document,
    camt_entry,
    camt_statement,
    cfonb,
    counts,
    kept_amounts,
    ofx,
    table,
    way,
)
from tests.cast import open_shop

CENTS = [540_00, -7_90, 1_200_00]
FORMATS = {
    "camt": camt(*NOVEMBER),
    "camt of version 14": camt(*NOVEMBER, version="14"),
    "ofx 1": ofx(*NOVEMBER),
    "ofx 2": ofx(*NOVEMBER, version=2),
    "cfonb": cfonb(*NOVEMBER),
    "cfonb without lines": cfonb(*NOVEMBER, end=""),
    "csv": table(*NOVEMBER),
}
SEEN = way(accepts_columns=True)


@pytest.mark.parametrize("name", FORMATS)
async def test_each_format_brings_the_same_lines_once(
    database: None, tmp_path: Path, name: str
) -> None:
    await open_shop()
    assert counts(await bring(FORMATS[name], tmp_path, SEEN)) == (3, 3, 0)
    assert await kept_amounts() == CENTS
    assert counts(await bring(FORMATS[name], tmp_path, SEEN)) == (3, 0, 3)
    assert await kept_amounts() == CENTS
    assert await BankStatement.count() == 1
    [account] = await BankAccount.select()
    assert account["iban"] == CURRENT


async def test_files_that_overlap_add_what_is_new(database: None, tmp_path: Path) -> None:
    """Two weeks, then the whole month: the month brings its second half alone."""
    await open_shop()
    first = camt(REGIE, FEES, closing="632.10", closing_on="2026-11-04")
    assert counts(await bring(first, tmp_path)) == (2, 2, 0)
    assert counts(await bring(camt(*NOVEMBER), tmp_path)) == (3, 1, 2)
    assert await kept_amounts() == CENTS
    assert await BankLineAgain.count() == 2


async def test_true_twins_of_one_day_are_both_kept(database: None, tmp_path: Path) -> None:
    """Two cards of 50 € in one minute: the bank writes the same line twice, and means it."""
    await open_shop()
    card = Move("2026-11-06", "50.00", "REMISE CB")
    twice = camt(card, card, closing="200.00")
    assert counts(await bring(twice, tmp_path)) == (2, 2, 0)
    assert counts(await bring(twice, tmp_path)) == (2, 0, 2)
    once = camt(card, closing="150.00", closing_on="2026-11-06")
    assert counts(await bring(once, tmp_path)) == (1, 0, 1)
    thrice = camt(card, card, card, closing="250.00", closing_on="2026-12-01")
    assert counts(await bring(thrice, tmp_path)) == (3, 1, 2)
    assert await kept_amounts() == [50_00] * 3


async def test_a_twin_in_the_statement_that_follows_is_another(
    database: None, tmp_path: Path
) -> None:
    """Morning and evening of one day, each with its own statement and the same line: 100 € came."""
    await open_shop()
    card = Move("2026-11-06", "50.00", "REMISE CB")
    morning = camt(card, opening="100.00", closing="150.00", closing_on="2026-11-06", number="1")
    evening = camt(card, opening="150.00", closing="200.00", opening_on="2026-11-06",
                   closing_on="2026-11-06", number="2")  # fmt: skip
    assert counts(await bring(morning, tmp_path)) == (1, 1, 0)
    assert counts(await bring(evening, tmp_path)) == (1, 1, 0)
    assert counts(await bring(evening, tmp_path)) == (1, 0, 1)
    whole = camt(card, card, closing="200.00", closing_on="2026-11-06", number="3")
    assert counts(await bring(whole, tmp_path)) == (2, 0, 2)
    assert await kept_amounts() == [50_00, 50_00]


async def test_another_format_of_the_same_month_adds_nothing_where_the_balance_tells(
    database: None, tmp_path: Path
) -> None:
    """OFX cuts labels; the balance at the end of the month is the same: nothing is new."""
    await open_shop()
    await bring(camt(*NOVEMBER), tmp_path)
    renamed = tuple(Move(each.on, each.amount, f"PAIEMENT {each.label[:9]}") for each in NOVEMBER)
    assert counts(await bring(ofx(*renamed), tmp_path)) == (3, 0, 3)
    assert await kept_amounts() == CENTS


async def test_another_format_without_a_balance_is_asked_about(
    database: None, tmp_path: Path
) -> None:
    """A CSV with other words for the same days and amounts: nobody guesses."""
    await open_shop()
    await bring(camt(*NOVEMBER), tmp_path)
    renamed = table(*(Move(each.on, each.amount, "AUTRES MOTS") for each in NOVEMBER))
    with pytest.raises(Refused, match="3 movements look like lines that are there already"):
        await bring(renamed, tmp_path, SEEN)
    tried = await bring(renamed, tmp_path, way(dry_run=True))
    assert (tried.undecided, tried.added, len(tried.doubtful)) == (3, 0, 3)
    assert tried.doubtful[0].other_label == REGIE.label
    assert await kept_amounts() == CENTS
    same = await bring(renamed, tmp_path, way(accepts_columns=True, doubtful="known"))
    assert counts(same) == (3, 0, 3)
    assert await kept_amounts() == CENTS


async def test_somebody_may_say_that_they_are_others(database: None, tmp_path: Path) -> None:
    await open_shop()
    await bring(camt(REGIE, closing="640.00"), tmp_path)
    other = table(Move(REGIE.on, REGIE.amount, "UN AUTRE CLIENT"))
    done = await bring(other, tmp_path, way(accepts_columns=True, doubtful="new"))
    assert counts(done) == (1, 1, 0)
    assert await kept_amounts() == [540_00, 540_00]


async def test_a_notification_of_what_a_statement_books_whole_adds_nothing(
    database: None, tmp_path: Path
) -> None:
    """The batch of 300 € is one line in the statement, three in the notification: 300 € came."""
    await open_shop()
    batch = Move("2026-11-10", "300.00", "REMISE PRELEVEMENTS", number="LOT7")
    whole = camt_entry(batch, details="<Btch><PmtInfId>LOT-7</PmtInfId></Btch>")
    parts = "".join(
        f'<TxDtls><Amt Ccy="EUR">100.00</Amt><RmtInf><Ustrd>CLIENT {n}</Ustrd></RmtInf></TxDtls>'
        for n in range(3)
    )
    statement = camt(Move(batch.on, "300.00", entry=whole), closing="400.00")
    notified = camt_054(Move(batch.on, "300.00", entry=camt_entry(batch, details=parts)))
    assert counts(await bring(statement, tmp_path)) == (1, 1, 0)
    assert counts(await bring(notified, tmp_path)) == (3, 0, 3)
    assert await kept_amounts() == [300_00]
    [line] = await BankLine.select(BankLine.batch_id)
    assert line["batch_id"] == "LOT-7"


async def test_a_statement_of_what_was_notified_before_adds_nothing(
    database: None, tmp_path: Path
) -> None:
    await open_shop()
    batch = Move("2026-11-10", "300.00", number="LOT7")
    parts = "".join(
        f'<TxDtls><Amt Ccy="EUR">100.00</Amt><RmtInf><Ustrd>CLIENT {n}</Ustrd></RmtInf></TxDtls>'
        for n in range(3)
    )
    await bring(
        camt_054(Move(batch.on, "300.00", entry=camt_entry(batch, details=parts))), tmp_path
    )
    whole = camt_entry(batch, details="<Btch><PmtInfId>LOT-7</PmtInfId></Btch>")
    done = await bring(camt(Move(batch.on, "300.00", entry=whole), closing="400.00"), tmp_path)
    assert counts(done) == (1, 0, 1)
    assert await kept_amounts() == [100_00] * 3


async def test_a_number_that_a_bank_gives_twice_loses_no_line(
    database: None, tmp_path: Path
) -> None:
    """Some banks number the lines of each file from 1: the number alone is no proof."""
    await open_shop()
    october = Move("2026-10-06", "30.00", "REMISE CB", number="1")
    november = Move("2026-11-06", "20.00", "VIREMENT", number="1")
    await bring(ofx(october, closing="30.00", closing_on="2026-10-31"), tmp_path)
    done = await bring(ofx(november, closing="50.00"), tmp_path)
    assert counts(done) == (1, 1, 0)
    assert await kept_amounts() == [30_00, 20_00]


async def test_two_statements_that_number_from_1_lose_no_payment_of_the_same_amount(
    database: None, tmp_path: Path
) -> None:
    """Two days, two CAMT.053, in each a line numbered 1 of 100 €: both clients have paid."""
    await open_shop()
    monday = camt(
        Move("2026-11-02", "100.00", "REGIE", number="1"),
        opening="0.00", closing="100.00", opening_on="2026-11-01", closing_on="2026-11-02",
    )  # fmt: skip
    tuesday = camt(
        Move("2026-11-03", "100.00", "HOTEL", number="1"),
        opening="100.00", closing="200.00", opening_on="2026-11-02", closing_on="2026-11-03",
    )  # fmt: skip
    afternoon = camt(
        Move("2026-11-03", "100.00", "MAIRIE", number="1"),
        opening="200.00", closing="300.00", opening_on="2026-11-03", closing_on="2026-11-03",
    )  # fmt: skip
    for statement in (monday, tuesday, afternoon):
        assert counts(await bring(statement, tmp_path)) == (1, 1, 0)
    assert await kept_amounts() == [100_00] * 3
    for statement in (monday, tuesday, afternoon):
        assert counts(await bring(statement, tmp_path)) == (1, 0, 1)


async def test_a_notification_with_the_number_of_another_payment_is_not_that_payment(
    database: None, tmp_path: Path
) -> None:
    """A CAMT.054 and a CAMT.053 of near days, both numbered from 1: the references, or the accounts
    it came from, say that two clients paid 100 €. Without either, or with the same, one did."""
    await open_shop()

    def named(on: str, end_to_end: str = "", iban: str = "") -> Move:
        details = "<TxDtls>"
        if end_to_end:
            details += f"<Refs><EndToEndId>{end_to_end}</EndToEndId></Refs>"
        if iban:
            account = f"<DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct>"
            details += f"<RltdPties>{account}</RltdPties>"
        move = Move(on, "100.00", number="1")
        return Move(on, "100.00", entry=camt_entry(move, f"{details}</TxDtls>"))

    monday = named("2026-11-02", "REGIE-1", POST)
    await bring(camt_054(monday), tmp_path)
    for other in (
        named("2026-11-03", "HOTEL-7"),
        named("2026-11-03", "", "DE89370400440532013000"),
    ):
        statement = camt(other, opening="0.00", closing="100.00", closing_on="2026-11-03")
        assert counts(await bring(statement, tmp_path, way(dry_run=True))) == (1, 1, 0)
    for same in (
        named("2026-11-03", "REGIE-1"),
        named("2026-11-03", "", POST),
        named("2026-11-03"),
    ):
        statement = camt(same, opening="0.00", closing="100.00", closing_on="2026-11-03")
        assert counts(await bring(statement, tmp_path, way(dry_run=True))) == (1, 0, 1)


async def test_the_parts_of_what_the_same_bank_told_whole_add_nothing(
    database: None, tmp_path: Path
) -> None:
    """The bank was asked to tell batches in detail, and the day is downloaded again."""
    await open_shop()
    whole = camt(Move("2026-11-10", "300.00", "REMISE", number="LOT7"), closing="400.00")
    parts = camt(
        *(Move("2026-11-10", "100.00", f"CLIENT {n}", number="LOT7") for n in range(3)),
        closing="400.00",
    )
    assert counts(await bring(whole, tmp_path)) == (1, 1, 0)
    assert counts(await bring(parts, tmp_path)) == (3, 0, 3)
    assert await kept_amounts() == [300_00]


async def test_numbers_that_a_bank_gives_anew_double_no_line(
    database: None, tmp_path: Path
) -> None:
    await open_shop()
    first = tuple(Move(m.on, m.amount, m.label, number=f"A{n}") for n, m in enumerate(NOVEMBER))
    again = tuple(Move(m.on, m.amount, m.label, number=f"B{n}") for n, m in enumerate(NOVEMBER))
    assert counts(await bring(ofx(*first), tmp_path)) == (3, 3, 0)
    assert counts(await bring(ofx(*again), tmp_path)) == (3, 0, 3)
    assert await kept_amounts() == CENTS


async def test_two_payments_with_numbers_of_their_own_both_count(
    database: None, tmp_path: Path
) -> None:
    """“Since the last download”, twice on one day: the same words, other numbers, and a balance
    that has moved."""
    await open_shop()
    first = Move("2026-11-06", "50.00", "REMISE CB", number="A1")
    second = Move("2026-11-06", "50.00", "REMISE CB", number="A2")
    await bring(ofx(first, closing="150.00", closing_on="2026-11-06"), tmp_path)
    done = await bring(ofx(second, closing="200.00", closing_on="2026-11-06"), tmp_path)
    assert counts(done) == (1, 1, 0)
    assert await kept_amounts() == [50_00, 50_00]


async def test_several_accounts_and_statements_in_one_file(database: None, tmp_path: Path) -> None:
    """With an account named, it alone is taken; the file as a whole waits for both to be known."""
    await open_shop(iban=POST)
    posted = camt_statement(HOTEL, iban=POST, opening="0.00", closing="1200.00")
    both = camt_document(camt_statement(*NOVEMBER) + posted)
    only = await bring(both, tmp_path, way(account=CURRENT))
    assert (counts(only), only.left_out) == ((3, 3, 0), 1)
    whole = await bring(both, tmp_path, way(account=""))
    assert counts(whole) == (4, 1, 3)
    assert {each.key: len(each.statements) for each in whole.accounts} == {CURRENT: 1, POST: 1}


async def test_an_unknown_account_is_not_added_by_itself(database: None, tmp_path: Path) -> None:
    await open_shop(iban=POST)
    with pytest.raises(Refused, match=r"FR76.3000.6000.0112.3456.7890.189 is not known yet"):
        await bring(camt(*NOVEMBER), tmp_path, way(account=""))
    assert await BankFile.count() == await BankAccount.count() == await BankLine.count() == 0
    with pytest.raises(Refused, match="is of account FR76"):
        await bring(camt(*NOVEMBER), tmp_path, way(account=POST))
    assert await BankAccount.count() == 0


async def test_the_account_of_the_business_needs_no_word(database: None, tmp_path: Path) -> None:
    await open_shop(iban=CURRENT)
    assert counts(await bring(camt(*NOVEMBER), tmp_path, way(account=""))) == (3, 3, 0)


async def test_a_statement_that_does_not_add_up_is_refused_whole(
    database: None, tmp_path: Path
) -> None:
    await open_shop()
    with pytest.raises(Refused, match=r"Line 4: the statement .* does not add up"):
        await bring(camt(REGIE, HOTEL), tmp_path)
    assert await BankLine.count() == await BankFile.count() == 0


async def test_what_is_missing_between_two_statements_is_told(
    database: None, tmp_path: Path
) -> None:
    """October ends with 90,00, November begins with 100,00: 10,00 are in no statement."""
    await open_shop()
    fees = Move("2026-10-15", "-10.00", "FRAIS")
    october = camt(fees, opening="100.00", closing="90.00", opening_on="2026-09-30",
                   closing_on="2026-10-31")  # fmt: skip
    assert (await bring(october, tmp_path)).accounts[0].gaps == []
    [account] = (await bring(camt(*NOVEMBER), tmp_path)).accounts
    [(after, before, closing, opening)] = account.gaps
    assert (str(after), str(before), closing, opening) == (
        "2026-10-31",
        "2026-11-03",
        90_00,
        100_00,
    )


async def test_a_try_keeps_nothing_and_tells_the_same(database: None, tmp_path: Path) -> None:
    await open_shop()
    tried = await bring(camt(*NOVEMBER), tmp_path, way(dry_run=True))
    assert counts(tried) == (3, 3, 0)
    for kept in (BankFile, BankAccount, BankStatement, BankLine):
        assert await kept.count() == 0
    assert counts(await bring(camt(*NOVEMBER), tmp_path)) == (3, 3, 0)


async def test_columns_that_nobody_saw_are_not_taken(database: None, tmp_path: Path) -> None:
    """The first time somebody agrees to them; the next file with these titles needs no word."""
    await open_shop()
    with pytest.raises(Refused, match="Nobody has confirmed the columns"):
        await bring(table(REGIE), tmp_path)
    assert await BankLine.count() == 0
    await bring(table(REGIE), tmp_path, SEEN)
    assert counts(await bring(table(HOTEL), tmp_path)) == (1, 1, 0)


async def test_a_garbled_amount_among_good_ones_is_refused_with_its_line(
    database: None, tmp_path: Path
) -> None:
    """“12..34” says nothing of how amounts are written: the other lines do, and it is refused."""
    await open_shop()
    garbled = b"Date,Description,Amount\n2026-11-03,Client,100.00\n2026-11-04,Client,12..34\n"
    with pytest.raises(Refused, match=r"Line 3: “12\.\.34” is not an amount"):
        await bring(garbled, tmp_path, SEEN)
    assert await BankLine.count() == 0


async def test_the_movements_of_a_card_account_are_told_as_left_out(
    database: None, tmp_path: Path
) -> None:
    """An OFX file of the current account and of a credit card: the card’s two are counted."""
    await open_shop()
    spent = "<STMTTRN><DTPOSTED>20261103<TRNAMT>-80.00<FITID>1</STMTTRN>"
    card = f"<CREDITCARDMSGSRSV1><CCSTMTRS>{spent}{spent}</CCSTMTRS></CREDITCARDMSGSRSV1></OFX>"
    done = await bring(ofx(*NOVEMBER).replace(b"</OFX>", card.encode()), tmp_path)
    assert (counts(done), done.left_out) == ((3, 3, 0), 2)
    assert await kept_amounts() == CENTS
