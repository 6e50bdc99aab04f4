"""Every check is shown its fault, planted as somebody with the database in their hands would do it,
and says where it is; a business in order gives nothing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from app.accounting.rules import FIRST_HASH
from app.adapters import files
from app.adapters.database import engine, is_postgres
from app.upkeep.queries import gather_checks
from app.upkeep.queries.integrity import CHECKS
from app.upkeep.queries.soundness import check_guards
from app.upkeep.rules import PROOFS, keep, kept
from tests.upkeep.attack import attack, restore, save
from tests.upkeep.busy import KEPT, PDF, open_busy_shop


@dataclass(frozen=True)
class Fault:
    """What is done to the database, and the words by which the finding locates it."""

    deed: tuple[str, ...]
    said: tuple[str, ...]


def fault(*deed: str, said: str) -> Fault:
    return Fault(deed, tuple(said.split(" | ")))


NO_GUARD = "DROP TRIGGER receipt_no_update" + (" ON receipt" if is_postgres else "")
LINE = (
    "INSERT INTO entry_line (id, entry, account, client_id, debit, credit)"
    " VALUES (900, 900, '512', NULL, 5, 0)"
)
SAME_MESSAGE = (
    "INSERT INTO message (id, subject_key, cause_kind, cause_id, state, to_address, cc_address,"
    " subject, text, html, message_id, not_before, attempts, next_try_at, error, created_at,"
    " created_by) SELECT 900, subject_key, cause_kind, cause_id, state, to_address, cc_address,"
    " subject, text, html, message_id, not_before, attempts, next_try_at, error, created_at,"
    " created_by FROM message WHERE subject_key = 'waits'"
)
WAITED_FOR = (
    "INSERT INTO message_attachment (id, message, subject_kind, subject_id, filename, media_type)"
    " SELECT 900, id, 'invoice', 1, 'F2026-000001.pdf', 'application/pdf' FROM message"
    " WHERE subject_key = 'waits'"
)
LOST_FILE = WAITED_FOR.replace("media_type)", "media_type, sha256)").replace(
    "'application/pdf' FROM", f"'application/pdf', '{'a' * 64}' FROM"
)
SESSION = (
    'INSERT INTO session (id, token_hash, "user", created_at, expires_at, seen_at, address, agent,'
    " flash) SELECT 900, 'x', id, '2026-11-20 10:00:00+00', '2026-12-20 10:00:00+00',"
    " '2026-11-20 10:00:00+00', '', '', '' FROM app_user WHERE role = 'assistant'"
)
SAME_STEP = (
    "INSERT INTO reminder_item (id, reminder, step, instalment_id, invoice_id, open, is_active)"
    " SELECT 900, reminder, step, instalment_id, invoice_id, open, is_active FROM reminder_item"
    " WHERE invoice_id = 3"
)

_DISPUTE = (
    "(id, answer, client, invoice, amount, reason, opened_on, outcome, credit_note, note,"
    " closed_on, closed_at, closed_by)"
)

FAULTS: dict[str, Fault] = {
    "card payments received": fault(
        "INSERT INTO card_checkout (id, key, provider, invoice, amount, state, address, asked_at,"
        " until, taken) SELECT 900, 'x', 'stripe', id, 4400, 'paid', '', created_at, created_at,"
        " 4400 FROM invoice WHERE id = 3",
        said="card payment 900: 4400 taken,",
    ),
    "card payments taken back": fault(
        "INSERT INTO card_checkout (id, key, provider, invoice, amount, state, address, asked_at,"
        " until, receipt_id, taken) SELECT 900, 'x', 'stripe', id, 4400, 'paid', '', created_at,"
        " created_at, 1, 4400 FROM invoice WHERE id = 3",
        "INSERT INTO card_back (id, name, checkout, why, amount, fee, state, receipt_id,"
        " recorded_at) SELECT 900, 're_1', 900, 'refunded', 4400, 0, 'taken', 1, created_at"
        " FROM invoice WHERE id = 3",
        said="re_1: 4400 went back of a card payment,",
    ),
    "aging equals accounts 411 and 416": fault(
        "UPDATE balance SET open = open - 1, settled_on = NULL WHERE invoice_id = 3",
        "UPDATE allocation SET amount = amount + 1 WHERE source_kind = 'receipt' AND source_id = 1",
        said="client 2 on | board 46399, account 411 46400",
    ),
    "alerts told by a message": fault(
        "INSERT INTO alert (id, kind, subject, client, said, href, raised_at, seen_by)"
        " VALUES (900, 'grade', 'client:2:2026-11-20', '', '[]', '/',"
        " '2026-11-20 10:00:00+00', '')",
        "INSERT INTO alert_told (id, alert, user_id, told_at)"
        " VALUES (900, 900, 1, '2026-11-20 10:00:00+00')",
        said="alert 900: user 1 was told, without a message",
    ),
    "forecasts kept whole": fault(
        "INSERT INTO forecast_week (id, made_on, ends_on, low, mid, high, made_at)"
        " VALUES (900, '2026-11-02', '2026-11-09', 5, 4, 9, '2026-11-02 10:00:00+00')",
        said="forecast of 2026-11-02: 1 weeks kept, 1 out of order",
    ),
    "VAT due equals account 44571": fault(
        "UPDATE entry_line SET credit = credit + 7 WHERE account = '44571' AND credit > 0"
        " AND entry = (SELECT MIN(entry) FROM entry_line WHERE account = '44571' AND credit > 0)",
        said="VAT due in 2026-10: documents",
    ),
    "closed months and years": fault(
        "UPDATE entry SET day = '2025-05-30' WHERE id = (SELECT MAX(id) FROM entry)",
        said="closure 1 up to 2025-05-31: 1 entries of 48000 closed | the books have 2 of",
    ),
    "closures in the chain": fault(
        "UPDATE period_closure SET income = 1",
        said="closure 1 up to 2025-05-31 is not what was closed",
    ),
    "files of entries": fault(
        "UPDATE entries_export SET entries = entries + 1",
        said="file of entries 1 (732829320FEC20261231.txt): | entries of | the books have",
    ),
    "statements of account add up": fault(
        "UPDATE account_statement SET closing = closing + 1",
        said="statement 1 of client 2: balance 44001, it tells 44000",
    ),
    "statements of account kept": fault(
        f"UPDATE statement_rendering SET sha256 = '{'c' * 64}'",
        said="statement 1 of client 2: its PDF is missing or altered",
    ),
    "entries balanced": fault(
        "UPDATE entry_line SET debit = 1 WHERE account = '411' AND debit > 0"
        " AND entry = (SELECT id FROM entry WHERE subject = 'invoice:3')",
        said="(invoice:3): debit 1, credit 54000",
    ),
    "ledger balanced": fault(LINE, said="line 900 of 5 belongs to entry 900"),
    "client accounts": fault(
        "UPDATE entry_line SET client_id = 77 WHERE account = '411'"
        " AND entry = (SELECT id FROM entry WHERE subject = 'invoice:3')",
        said="account 411, client 77",
    ),
    "chain unbroken": fault(
        f"UPDATE chain_link SET previous = '{FIRST_HASH}' WHERE n = 2",
        said="chain link 2 does not follow from link 1",
    ),
    "statuses of electronic invoices follow their issue": fault(
        "INSERT INTO invoice_status (id, invoice, key, code, happened_on, reason, note, amount,"
        " recorded_at, recorded_by) SELECT 900, id, 'x', 205, '2020-01-01', '', '', NULL,"
        " '2026-11-20 10:00:00+00', '' FROM invoice WHERE id = 3",
        said="invoice 3: status 205 cannot be",
    ),
    "electronic invoices owed to the platform": fault(
        "INSERT INTO platform_folder (id, is_on, outbox, inbox, since, form, swept_at, updated_at,"
        " updated_by) VALUES (1, TRUE, '/a', '/b', '2026-10-01', 'pdf',"
        " '2027-01-01 10:00:00+00', '2026-10-01 10:00:00+00', '')",
        said="(F2026-000003) is not owed to the platform",
    ),
    "what is told as cashed was received": fault(
        "INSERT INTO invoice_status (id, invoice, key, code, happened_on, reason, note, amount,"
        " recorded_at, recorded_by, source) SELECT 900, i.invoice, 'allocation:' ||"
        " CAST(a.id AS VARCHAR(20)), 212, '2026-10-25', '', '', a.amount + 1,"
        " '2026-11-20 10:00:00+00', '', 'payment' FROM allocation a JOIN instalment i"
        " ON i.id = a.instalment WHERE a.source_kind = 'receipt' AND a.source_id = 1"
        " AND a.reverses IS NULL",
        said="invoice 3: 10001 told as cashed, 10000 received",
    ),
    "invoice totals": fault(
        "UPDATE invoice_line SET net = net + 100 WHERE invoice = 3",
        said="F2026-000003 (invoice 3): net 45000, its lines come to 45100",
    ),
    "allowances and charges": fault(
        "UPDATE invoice SET charges = charges + 5 WHERE id = 3",
        said="F2026-000003 (invoice 3): 5 added to its lines, 0 found",
    ),
    "deposits taken off": fault(
        "UPDATE invoice SET prepaid = prepaid + 5 WHERE id = 3",
        said="F2026-000003 (invoice 3): 5 prepaid, its deposits come to 0",
    ),
    "invoice sums": fault(
        "UPDATE invoice SET total = 54001 WHERE id = 3",
        said="F2026-000003 (invoice 3): total 54001, net and VAT come to 54000",
    ),
    "invoice VAT": fault(
        "UPDATE invoice_vat SET vat = vat - 1 WHERE invoice = 3",
        said="F2026-000003 (invoice 3): VAT 9000, by rate it comes to 8999",
    ),
    "VAT bases": fault(
        "UPDATE invoice_line SET vat_rate = 1000 WHERE invoice = 3",
        said="F2026-000003 (invoice 3): VAT on 45000, lines of that rate make 0",
    ),
    "instalments": fault(
        "UPDATE instalment SET amount = 7 WHERE invoice = 3",
        said="F2026-000003 (invoice 3): total 54000, its instalments come to 7",
    ),
    "allocations": fault(
        "UPDATE allocation SET amount = 54001 WHERE source_kind = 'receipt' AND source_id = 1",
        said="F2026-000003 (instalment 3): 54001 put on 54000",
    ),
    "allocations taken off": fault(
        "UPDATE allocation SET amount = -4900 WHERE reverses IS NOT NULL",
        said="F2026-000003 (allocation | -4900 taken off, -5000 expected",
    ),
    "credit notes used": fault(
        "UPDATE allocation SET amount = amount - 1"
        " WHERE source_kind = 'credit_note' AND amount > 0",
        said="A2026-000001 (credit note 5): its two sides differ by -1, not 0",
    ),
    "balances": fault(
        "UPDATE balance SET open = 5 WHERE invoice_id = 3",
        said="F2026-000003 (instalment 3): 5 kept as open, 44000 worked out",
    ),
    "until when money counts": fault(
        "UPDATE balance SET counted_on = '2026-01-05' WHERE invoice_id = 3",
        said="F2026-000003 (instalment 3): money counts until 2026-01-05,",
    ),
    "history withdrawn": fault(
        "UPDATE invoice SET withdrawn_at = recorded_at WHERE origin = 'opening'",
        said="B-117 (invoice 7) was withdrawn: 48000 open, 48000 on 411",
    ),
    "documents in the books": fault(
        "UPDATE entry SET subject = 'x' WHERE subject = 'invoice:3'",
        said="F2026-000003 (invoice 3): total 54000, 0 on the client’s account",
    ),
    "documents in the chain": fault(
        "DELETE FROM chain_link WHERE subject_kind = 'invoice' AND subject_id = 3",
        said="F2026-000003 (invoice 3) has no link in the chain",
    ),
    "numbering": fault(
        "UPDATE invoice SET number = 'F2026-000009' WHERE id = 3",
        said="F2026-000009 comes after F2026-000002: the numbers do not follow",
    ),
    "documents unchanged": fault(
        "UPDATE invoice_line SET label = 'Autre chose' WHERE invoice = 3",
        said="F2026-000003 (invoice 3) is not what was issued",
    ),
    "documents kept": fault(
        f"UPDATE document SET sha256 = '{'b' * 64}'",
        said="the PDF of F2026-000001 (document 1) is missing",
    ),
    "documents rendered": fault(
        "UPDATE rendering SET attempts = 7, error = 'no font' WHERE invoice = 2",
        said="F2026-000002: no PDF for more than a day, 7 tries, no font",
    ),
    "documents owed": fault(
        "DELETE FROM rendering WHERE invoice = 3",
        said="F2026-000003 (invoice 3) has no PDF, and none is owed",
    ),
    "messages waiting for a document": fault(
        WAITED_FOR, said="message 4 waits for F2026-000001.pdf"
    ),
    "links lead somewhere": fault(
        "UPDATE link SET subject_id = 77 WHERE subject_id = 3", said="leads to invoice 77"
    ),
    "one link for each document": fault(
        "DROP INDEX link_subject",
        "INSERT INTO link (id, subject_kind, subject_id, nonce, created_at)"
        " SELECT 900, subject_kind, subject_id, 'x', created_at FROM link WHERE subject_id = 3",
        said="link 900: 2 links in force for invoice 3",
    ),
    "receipts left over": fault(
        "UPDATE receipt_balance SET open = 3 WHERE receipt = 1",
        said="receipt 1: 3 kept, 0 worked out",
    ),
    "receipts in the books": fault(
        "UPDATE receipt SET amount = 9000 WHERE id = 1",
        said="receipt 1: 10000 in the books for 9000",
    ),
    "receipts in the chain": fault(
        "DELETE FROM chain_link WHERE subject_kind = 'receipt' AND subject_id = 1",
        said="receipt 1 of 10000 has no link in the chain",
    ),
    "receipts unchanged": fault(
        "UPDATE receipt SET reference = 'other' WHERE id = 1",
        said="receipt 1 is not what was recorded",
    ),
    "receipts undone": fault(
        "UPDATE receipt SET amount = -4000 WHERE reverses = 2",
        said="receipt 3 undoes another by -4000, not by -5000",
    ),
    "money from its own client": fault(
        "UPDATE allocation SET source_id = 77 WHERE source_kind = 'receipt' AND source_id = 1",
        said="F2026-000003: 10000 (allocation 1) comes from receipt 77",
    ),
    "money paid back": fault(
        "UPDATE receipt SET refunds = 77 WHERE id = 1",
        said="receipt 1 pays 10000 back out of 77",
    ),
    "deposit slips add up": fault(
        "UPDATE cheque_deposit SET total = total + 1",
        said="deposit slip 1: 2001 said, its cheques come to 2000",
    ),
    "payments given back by the bank": fault(
        "UPDATE receipt SET method = 'cheque' WHERE id = 5",
        "UPDATE bank_part SET kind = 'return' WHERE match = 1",
        said="line 3 of the bank gives 120000 back (payment 5)",
    ),
    "write-offs in the books": fault(
        "UPDATE write_off SET amount = amount - 500",
        said=": 2500 written off (1), 3000 in the books, 3000 on it",
    ),
    "write-offs decided": fault(
        "UPDATE allocation SET source_id = 77 WHERE source_kind = 'loss'",
        said=": 3000 settled (allocation | nobody wrote it off",
    ),
    "doubtful debts in the books": fault(
        "UPDATE doubtful_move SET depreciation = depreciation + 1 WHERE kind = 'depreciated'",
        said="act 2: 0 on 416 and 1001 on 491, the books have 0 and 1000",
    ),
    "account 416 is what is in doubt": fault(
        "UPDATE entry_line SET account = '411' WHERE account = '416'",
        said="client 2: 2400 in doubt, account 416 has 0",
    ),
    "depreciation within the debt": fault(
        "UPDATE doubtful_move SET depreciation = 2401 WHERE kind = 'depreciated'",
        said=": 2400 in doubt, depreciated by 2401",
    ),
    "contracts: billed entries have their invoice": fault(
        "UPDATE schedule_entry SET invoice_id = 77 WHERE n = 2",
        said="no. 2): billed as invoice 77, which does not exist",
    ),
    "contracts: invoices of entries are theirs": fault(
        "UPDATE invoice SET source = 'entry:77' WHERE id = 2",
        said="invoice 2: made for entry:77",
    ),
    "contracts: schedules have no hole": fault(
        "UPDATE schedule_entry SET period_to = '2026-02-20' WHERE n = 2",
        said="begins on 2026-03-01, not on 2026-02-21",
    ),
    "contracts: what is spread adds up": fault(
        "UPDATE contract SET is_split = TRUE WHERE id = 1",
        said="its invoices come to 0, not to 12000",
    ),
    "mandates: accounts and identifier": fault(
        "UPDATE mandate SET iban = 'FR7630006000011234567890188'",
        "UPDATE creditor SET ics = 'FR73ZZZ123456'",
        said="MDT-000001: account FR7630006000011234567890188 is not | FR73ZZZ123456 is not valid",
    ),
    "mandates: evidence kept": fault(
        f"UPDATE mandate_signature SET sha256 = '{'c' * 64}'",
        said="mandate MDT-000001: its evidence cccccccccccc is",
    ),
    "mandates: account as signed": fault(
        "UPDATE mandate_signature SET iban = 'DE89370400440532013000'",
        said="account FR7630006000011234567890189, signed for DE89370400440532013000",
    ),
    "debits: sums of files": fault(
        "UPDATE debit SET amount = 7100",
        said=": 7200 said, its debits come to 7100",
    ),
    "debits: files kept": fault(
        f"UPDATE debit_batch SET sha256 = '{'d' * 64}'",
        said="file ECH20261222-",
    ),
    "debits: announced first": fault(
        "UPDATE message SET state = 'waiting' WHERE cause_kind = 'debit'",
        said="was never announced",
    ),
    "debits: money": fault(
        "UPDATE debit SET state = 'returned'",
        said=": 7200 debited, 0 received",
    ),
    "quotes numbered without a gap": fault(
        "UPDATE quote SET number = 'D2026-000003'",
        said="D2026-000003 (quote 1): the numbers of quotes do not follow",
    ),
    "quote totals": fault(
        "UPDATE quote SET total = 120001",
        said="D2026-000001 (quote 1): total 120001, its lines make 120000",
    ),
    "quotes unchanged": fault(
        "UPDATE quote_line SET label = 'Autre chose' WHERE position = 1",
        said="D2026-000001 (quote 1) is not what was sent",
    ),
    "quote documents kept": fault(
        f"UPDATE quote_document SET sha256 = '{'b' * 64}'",
        said="the PDF of D2026-000001 (quote 1) is missing or altered",
    ),
    "quote evidence": fault(
        "UPDATE quote_answer SET name = 'Someone else'",
        said="D2026-000001 (quote 1): the evidence of its answer does not hold",
    ),
    "quotes become one thing": fault(
        "UPDATE invoice SET source = 'quote:77' WHERE source = 'quote:1'",
        said="D2026-000001 (quote 1): what it became is not there | made for quote:77",
    ),
    "messages: none stuck while being sent": fault(
        "UPDATE message SET state = 'sending', claimed_at = '2026-11-23 07:00:00+00'"
        " WHERE subject_key = 'waits'",
        said="message 4 is being sent since 2026-11-23",
    ),
    "messages: every file that is to go is there": fault(
        LOST_FILE, said="attachment 900 of message 4: F2026-000001.pdf is missing"
    ),
    "messages: states and moments agree": fault(
        "UPDATE message SET sent_at = NULL WHERE subject_key = 'by-hand'",
        said="message 3 is sent and its sent_at does not fit",
    ),
    "messages: what was sent was tried": fault(
        "UPDATE message SET attempts = 0, begun_at = NULL WHERE subject_key = 'by-hand'",
        said="message 3 to compta@regie-bellecour.test: sent, and never tried",
    ),
    "messages: one for each subject": fault(
        "DROP INDEX message_subject", SAME_MESSAGE, said="message 900: “waits” is there 2 times"
    ),
    "score history": fault(
        "INSERT INTO score (id, client, day, outcomes, p_late, low, high, grade, strip, reasons,"
        " computed_at) VALUES (900, 1, '2026-11-22', 4, 5000, 3000, 7000, 'C', '', '[]',"
        " '2026-11-22 10:00:00+00')",
        said="client 1 | grade C is shown",
    ),
    "history of segments": fault(
        "INSERT INTO segment_move (id, client, segment, before, measured, recorded_at, recorded_by)"
        " VALUES (900, 2, 'late', 'slow', 'late', '2026-11-22 10:00:00+00', 'x')",
        said="client 2: move 900 begins in “slow”, the one before ended in “”",
    ),
    "reminders: a step once for each instalment": fault(
        "DROP INDEX reminder_item_step", SAME_STEP, said="taken 2 times for instalment 3"
    ),
    "reminders: what is approved leaves": fault(
        "INSERT INTO reminder (id, client, step, proposed_on, state, language, subject, body,"
        " amount, why, message_id, decided_at, decided_by, created_at, items, reworded_by)"
        " SELECT 900, 1, step, proposed_on, 'approved', language, subject, body, amount, why, NULL,"
        " '2026-11-10 09:00:00+00', decided_by, created_at, items, '' FROM reminder"
        " WHERE client = 2",
        said="reminder 900 to Régie Bellecour: approved on 2026-11-10",
    ),
    "reminders: what was sent has its message": fault(
        "UPDATE reminder SET message_id = 77 WHERE client = 2",
        said="to Hôtel Saint-Nizier: sent, without its message",
    ),
    "closed years are fiscal years": fault(
        "INSERT INTO period_closure (id, kind, first_day, ends_on, last_entry, entries, debit,"
        " income, charges, perpetual, recorded_at, recorded_by) VALUES (900, 'year', '2020-01-01',"
        " '2020-12-31', 0, 0, 0, 0, 0, 0, '2021-02-01 10:00:00+00', '')",
        "INSERT INTO fiscal_year (id, first_day, ends_on, recorded_at, recorded_by)"
        " VALUES (900, '2020-07-01', '2021-06-30', '2021-02-01 10:00:00+00', '')",
        said="closure 900 up to 2020-12-31: the fiscal year ends on 2021-06-30",
    ),
    "files of entries sent": fault(
        "INSERT INTO entries_sent (id, first_day, last_day, layout, filename, sha256, entries,"
        " packed, message, created_at) VALUES (900, '2026-10-01', '2026-10-31', 'fec', 'x', '', 1,"
        f" '{'e' * 64}', 90000, '2026-11-05 10:00:00+00')",
        said="entries up to 2026-10-31 sent to the accountant: their message is missing | entries"
        " up to 2026-10-31 sent to the accountant: their file is missing or altered",
    ),
    "days of outside tills": fault(
        "INSERT INTO till_day (id, till, day, z_number, account, total, recorded_at, recorded_by)"
        " VALUES (900, 'Caisse', '2026-11-02', '', '707', 12000, '2026-11-02 20:00:00+00', '')",
        "INSERT INTO till_day_money (till_day, means, cents) VALUES (900, 'cash', 11900)",
        said="Caisse on 2026-11-02: 12000 in all, 0 sold, 11900 taken, 0 booked",
    ),
    "proofs of answers kept": fault(
        "UPDATE client_answer SET name = 'Someone else'",
        said="answer 1 of client 2: its proof is missing, altered, or says something else",
    ),
    "answers by e-mail have their letter": fault(
        "UPDATE client_answer SET origin = 'mail' WHERE id = 1",
        said="answer 1 of Hôtel Saint-Nizier: no letter of the mailbox stands behind it",
    ),
    "answers followed as said": fault(
        "UPDATE promise SET amount = 1",
        said="answer 1 of Hôtel Saint-Nizier: what was said is not what is followed",
    ),
    "disputes ended as was done": fault(
        f"INSERT INTO dispute {_DISPUTE} SELECT 900, 1, client, id, 5, 'price', '2026-11-20',"
        " 'open', NULL, '', NULL, NULL, '' FROM invoice WHERE id = 3",
        "INSERT INTO answer_step (id, answer, kind, text, message_id, key, done_at, done_by)"
        " VALUES (900, 1, 'closed', '', NULL, 'x', '2026-11-20 10:00:00+00', '')",
        f"INSERT INTO dispute {_DISPUTE} SELECT 901, 2, client, id, 5, 'price', '2026-11-20',"
        " 'rejected', NULL, '', '2026-11-21', '2026-11-21 10:00:00+00', '' FROM invoice"
        " WHERE id = 2",
        f"INSERT INTO dispute {_DISPUTE} SELECT 902, 3, client, id, 5, 'price', '2026-11-20',"
        " 'accepted', id, '', '2026-11-21', '2026-11-21 10:00:00+00', '' FROM invoice"
        " WHERE id = 1",
        "INSERT INTO answer_step (id, answer, kind, text, message_id, key, done_at, done_by)"
        " VALUES (902, 3, 'closed', '', NULL, 'y', '2026-11-20 10:00:00+00', '')",
        said="answer 1 of Hôtel Saint-Nizier: the dispute does not stand as it was ended | answer 2"
        " of | answer 3 of",
    ),
    "promises kept by money": fault(
        "UPDATE promise SET noted = 'kept'",
        said="answer 1 of Hôtel Saint-Nizier: the promise counts as kept, and no money came of it",
    ),
    "plans of payments add up": fault(
        "INSERT INTO payment_plan (id, answer, client, invoice, noted, open, after_allocation,"
        " patience, reason, granted_on, decided_by) SELECT 900, 1, client, id, 'running', 44000, 0,"
        " 5, '', '2026-11-20', '' FROM invoice WHERE id = 3",
        "INSERT INTO payment_plan_part (id, plan, is_granted, position, amount, due_on,"
        " holds_until) VALUES (900, 900, TRUE, 1, 43999, '2026-12-01', '2026-12-06')",
        said="answer 1 of Hôtel Saint-Nizier: the plan of payments does not come to what it is for",
    ),
    "replies to answers written": fault(
        "INSERT INTO answer_step (id, answer, kind, text, message_id, key, done_at, done_by)"
        " SELECT 900, 1, 'reply', 'Merci', MIN(id), 'x', '2026-11-20 10:00:00+00', ''"
        " FROM message WHERE cause_kind <> 'answer'",
        said="answer 1 of Hôtel Saint-Nizier: a reply was noted, and no message of it is there",
    ),
    "papers of clients kept": fault(
        "INSERT INTO client_paper (id, client, kind, dated, signer, concerns, filename, sha256,"
        f" size, added_at, added_by) VALUES (900, 1, 'order', '2026-11-01', '', '', 'bon.pdf',"
        f" '{'e' * 64}', 9, '2026-11-01 10:00:00+00', '')",
        said="bon.pdf, a paper of client 1, is missing or altered",
    ),
    "lateness: what is decided is what is invoiced": fault(
        "INSERT INTO late_claim (id, client, invoice_id, decision, interest, indemnity, until_on,"
        " document, reason, recorded_at, recorded_by) SELECT 900, client, 1, 'invoiced', 1, 4000,"
        " '2026-11-01', id, '', '2026-11-20 10:00:00+00', '' FROM invoice WHERE id = 3",
        said="invoice 3: 4001 of interest was decided, it asks for 45000",
    ),
    "lateness: formal notices are kept": fault(
        "INSERT INTO formal_notice (id, client, made_on, deadline_on, language, principal,"
        " interest, indemnity, sha256, size, tracking, presented_on, created_at, created_by)"
        f" SELECT 900, client, '2026-11-01', '2026-11-12', 'fr', 500, NULL, 0, '{'e' * 64}', 9, '',"
        " NULL, '2026-11-01 10:00:00+00', '' FROM invoice WHERE id = 3",
        "INSERT INTO formal_notice_item (id, notice, invoice_id, open) VALUES (900, 900, 3, 499)",
        said="formal notice 900: its letter is missing | formal notice 900: it asks for 500",
    ),
    "lateness: bundles are kept": fault(
        "INSERT INTO formal_notice (id, client, made_on, deadline_on, language, principal,"
        " interest, indemnity, sha256, size, tracking, presented_on, created_at, created_by)"
        f" SELECT 900, client, '2026-11-01', '2026-11-12', 'fr', 500, NULL, 0, '{'e' * 64}', 9, '',"
        " NULL, '2026-11-01 10:00:00+00', '' FROM invoice WHERE id = 3",
        "INSERT INTO litigation_bundle (id, notice, court, filename, sha256, size, pieces, claimed,"
        f" seal, made_at, made_by) VALUES (900, 900, 'commercial', 'x.zip', '{'e' * 64}', 9, 1, 1,"
        " '', '2026-11-01 10:00:00+00', '')",
        said="bundle 900 of formal notice 900: its file is missing or altered",
    ),
    "import lines": fault(
        "UPDATE import_run SET lines = 1, read = 1, added = 0",
        said="import 1: 1 lines read, 0 told",
    ),
    "import files": fault(
        "UPDATE import_run SET state = 'running'",
        said="import 1: its file x.csv is missing or altered",
    ),
    "withdrawn documents": fault(
        "UPDATE invoice SET withdrawn_at = recorded_at WHERE origin = 'opening'",
        said="B-117 (invoice 7) is withdrawn by no undoing",
    ),
    "imports are there": fault(
        "DELETE FROM import_run", said="invoice 7: import 1, which brought it in, is not there"
    ),
    "bank statements add up": fault(
        "UPDATE bank_statement SET closing_cents = closing_cents + 1",
        said="bank statement 1: 10000 and lines of 173210 do not make 183211",
    ),
    "bank statements complete": fault(
        "DELETE FROM bank_line WHERE position = 2",
        said="bank statement 1: 3 lines, 2 there; 3 new, 2 there",
    ),
    "bank lines once": fault(
        "DROP INDEX bank_line_fingerprint",
        "UPDATE bank_line SET fingerprint = 'x' WHERE position > 1",
        said="its fingerprint is there 2 times",
    ),
    "bank lines pointed once": fault(
        "UPDATE bank_pointing SET open = 5 WHERE line = 3",
        said="line 3 of the bank: 5 kept as left, 0 worked out",
    ),
    "bank lines and their payments": fault(
        "UPDATE bank_part SET receipt_id = 77 WHERE match = 1",
        said="line 3 of the bank: 120000 pointed, payment 77 is of 0",
    ),
    "one bank line for each payment": fault(
        "DELETE FROM bank_unmatch",
        "UPDATE bank_part SET receipt_id = 5 WHERE match = 3",
        said="payment 5 is claimed by 2 lines of the bank, 174000 in all",
    ),
    "bank lines in the books": fault(
        "UPDATE entry SET subject = 'x' WHERE subject = 'bank:2:1'",
        said="line 2 of the bank: 0 in the books on 627 for -790",
    ),
    "bank lines undone leave nothing": fault(
        "UPDATE bank_part SET receipt_id = 5 WHERE match = 3",
        said="line 1 of the bank was undone, and 54000 of it",
    ),
    "bank files kept": fault(
        f"UPDATE bank_file SET sha256 = '{'b' * 64}'",
        said="bank file 1: releve.xml is missing or altered",
    ),
    "stock on hand": fault(
        "UPDATE product SET on_hand = 30000 WHERE id = 1",
        said="product 1 (Bougie de Lyon): 3 on hand, 4 by its movements",
    ),
    "stock movements": fault(
        "UPDATE stock_movement SET after = 70000 WHERE id = 2",
        said="movement 2 of product 1: 7 after it, 4 worked out",
    ),
    "counter sales": fault(
        "DELETE FROM sale_payment", said="sale 1 (F2026-000005): 999 sold, 0 paid by its parts"
    ),
    "counter payments": fault(
        "UPDATE sale_payment SET receipt_id = 1", said="sale 1: 999 by cash, 10000 received"
    ),
    "counter sales made once": fault(
        "INSERT INTO sale (id, key, invoice_id, receipt_id, method, recorded_at, recorded_by)"
        " SELECT 900, 'again', invoice_id, NULL, 'transfer', recorded_at, recorded_by FROM sale",
        said="sale 900 is sale 1 over again (invoice 6)",
    ),
    "till closings": fault(
        "INSERT INTO till_closing (id, closure_id, day, expected, counted, banked, reason,"
        " recorded_at, recorded_by) VALUES (900, 900, '2030-01-01', 999, 1000, 0, 'x',"
        " '2026-11-20 10:00:00+00', 'x')",
        said="closing 900 of 2030-01-01: 1000 left, ",
    ),
    "totals of the days": fault(
        "UPDATE day_total SET cents = cents + 7"
        " WHERE account = '416' AND day = (SELECT MIN(day) FROM day_total WHERE account = '416')",
        said="account 416 on | total kept 2407, its entries 2400",
    ),
    "closures of the day": fault(
        "INSERT INTO closure (id, ends_on, last_entry, cash, card, cheque, perpetual, recorded_at,"
        " recorded_by) VALUES (900, '2030-01-01', 0, 5, 0, 0, 5, '2026-11-20 10:00:00+00', 'x')",
        said="closure 900 of 2030-01-01: 5 ever taken, 0 in the books",
    ),
    "sessions belong to open accounts": fault(
        SESSION,
        "UPDATE app_user SET is_active = FALSE WHERE role = 'assistant'",
        said="session 900 of “amin@atelier-vauban.test”",
    ),
    "the business has its owner": fault(
        "UPDATE app_user SET role = 'assistant' WHERE role = 'owner'",
        said="none of the 3 accounts",
    ),
    "legal values do not overlap": fault(
        "INSERT INTO legal_value (id, key, number, text_fr, text_en, valid_from, valid_to, source,"
        " is_verified) SELECT 900, key, number, text_fr, text_en, '2026-10-10', NULL, source,"
        " is_verified FROM legal_value WHERE key = 'indemnity.amount'",
        said="indemnity.amount: rows | and 900 both hold on 2026-10-10",
    ),
    "the business’s own numbers": fault(
        "UPDATE business SET iban = 'FR1420041010050500013M02607'",
        said="the IBAN of the business, FR1420041010050500013M02607, is not valid",
    ),
    "the database itself": fault(
        "DELETE FROM receipt WHERE id = 1",
        said="of receipt_balance: there is no receipt 1",
    ),
    "guards in place": fault("SELECT 1", said="the guard receipt_no_update of the table receipt"),
}


@pytest.fixture
async def busy(database: None) -> AsyncIterator[None]:
    """The business of `busy.py`: made once, then put back for each test."""
    if not _MADE:
        await open_busy_shop()
        await save()
        _MADE.append(True)
    else:
        for data in (PDF, *KEPT):
            files.store(data)
        await restore()
    yield


_MADE: list[bool] = []


async def test_a_business_in_order_gives_nothing(busy: None) -> None:
    assert [(check.name, check.said) for check in await gather_checks() if not check.ok] == []


async def test_an_empty_database_gives_nothing(database: None) -> None:
    assert [(check.name, check.said) for check in await gather_checks() if not check.ok] == []


@pytest.mark.parametrize("name", FAULTS)
async def test_the_check_locates_its_planted_fault(busy: None, name: str) -> None:
    planted = FAULTS[name]
    only = [each for each in CHECKS if each[0] == name]
    assert [check.said for check in await gather_checks(only)] == [[]]
    await attack(*planted.deed)
    if name == "guards in place":
        await drop_guard()
    (found,) = await gather_checks(only)
    kept_and_read = kept(keep([found]))[0]
    assert kept_and_read.said == found.said
    assert not found.problem and found.findings
    told = "\n".join(found.said)
    assert [words for words in planted.said if words not in told] == [], told


async def drop_guard() -> None:
    """`attack` puts every trigger back: this one stays away."""
    await engine.run_ddl(NO_GUARD)


async def test_a_guard_that_was_made_harmless_is_found(busy: None) -> None:
    if is_postgres:
        await engine.run_ddl("ALTER TABLE receipt DISABLE TRIGGER receipt_no_update")
    else:
        await engine.run_ddl(NO_GUARD)
        await engine.run_ddl(
            "CREATE TRIGGER receipt_no_update BEFORE UPDATE ON receipt FOR EACH ROW WHEN FALSE"
            " BEGIN SELECT RAISE(ABORT, 'rows of receipt are never changed'); END"
        )
    found = [str(one) for one in await check_guards()]
    assert found == ["the guard receipt_no_update of the table receipt is gone, changed or off"]


def unplanted(names: list[str]) -> list[str]:
    """Checks that no fault is planted for, or that no sentence explains."""
    return [name for name in names if name not in FAULTS or name not in PROOFS]


def test_every_check_has_its_planted_fault_and_its_sentence() -> None:
    names = [name for name, _ in CHECKS]
    assert unplanted(names) == []
    assert set(FAULTS) == set(names) == set(PROOFS) and len(set(names)) == len(names)
    assert unplanted([*names, "stock is there"]) == ["stock is there"]
