"""What each check proves, in a sentence for the owner; a test compares it with the checks."""

from app.core.errors import N_

PROOFS: dict[str, str] = {
    "alerts told by a message": N_("Each alert that counts as told stands in a message."),
    "forecasts kept whole": N_(
        "Each cash forecast kept to be judged has its 26 weeks, each band in order."
    ),
    "entries balanced": N_("Each entry has as much on the debit as on the credit."),
    "ledger balanced": N_("The books as a whole balance, and each line belongs to an entry."),
    "client accounts": N_("Each line on accounts 411 and 416 names a client that exists."),
    "chain unbroken": N_("The SHA-256 chain follows from its first link to its last."),
    "VAT due equals account 44571": N_(
        "The VAT due by documents, payments and outside tills is what account 44571 gained, month"
        " by month."
    ),
    "files of entries": N_("Each file of entries handed over is still what the books say."),
    "aging equals accounts 411 and 416": N_(
        "The aging board equals accounts 411 and 416, client by client, today and at the last"
        " twelve month ends."
    ),
    "statements of account add up": N_(
        "Each statement sent leads from its first balance to its last, which is what is open."
    ),
    "statements of account kept": N_(
        "The PDF of each statement sent is on the disk, whole, or on its way."
    ),
    "invoice totals": N_("The net of each document is its lines, less allowances, plus charges."),
    "allowances and charges": N_("Allowances and charges of a document come to what it says."),
    "deposits taken off": N_("The deposits taken off a document come to what it says."),
    "invoice sums": N_("The total of each document is its net and its VAT."),
    "invoice VAT": N_("The VAT of each document is the sum of its rates."),
    "VAT bases": N_("Each VAT rate counts exactly the lines of that rate."),
    "instalments": N_("The instalments of each document come to its total."),
    "allocations": N_("No instalment has received more than it is, or with the wrong sign."),
    "allocations taken off": N_(
        "What was taken off an invoice is exactly what had been put on it."
    ),
    "credit notes used": N_("What a credit note settles is taken off the credit note itself."),
    "until when money counts": N_(
        "The last day from which money on an instalment counts is that of its allocations."
    ),
    "balances": N_("What is shown as open is each instalment less what was put on it."),
    "history withdrawn": N_("Withdrawn history counts nowhere any more."),
    "documents in the books": N_("Each document is on its client’s account, for its total."),
    "documents in the chain": N_("Each issued document has its link in the chain."),
    "numbering": N_("Numbers follow without gap, double or date going back, in each series."),
    "documents unchanged": N_("Each issued document is, to the letter, what was chained at issue."),
    "documents kept": N_("Each kept PDF is on the disk, whole, and is the one that was chained."),
    "documents rendered": N_("No PDF has failed for more than a day."),
    "documents owed": N_("Each issued document has its PDF, or it is on its way."),
    "closed years are fiscal years": N_("Each closed year is a fiscal year of the business."),
    "files of entries sent": N_(
        "Each file of entries that left by itself has its message, and is on the disk, unchanged."
    ),
    "days of outside tills": N_(
        "Each day of an outside till: what it sold, took and booked are the same."
    ),
    "papers of clients kept": N_("Each paper kept of a client is on the disk, unchanged."),
    "proofs of answers kept": N_("The proof of what each client said is on the disk, unchanged."),
    "answers by e-mail have their letter": N_(
        "Each answer by e-mail has its letter in the mailbox that was read."
    ),
    "answers followed as said": N_(
        "Each promise and each dispute that is followed is what the client said."
    ),
    "disputes ended as was done": N_(
        "Each dispute that is over was ended by somebody, and names the credit note made for it."
    ),
    "promises kept by money": N_("Each promise that counts as kept has its payment."),
    "plans of payments add up": N_(
        "The payments of each plan come to what was left; one that was kept has its payment."
    ),
    "replies to answers written": N_("Each reply to what a client said has its message."),
    "mandates: accounts and identifier": N_(
        "The accounts of mandates and the creditor identifier have the right keys."
    ),
    "mandates: evidence kept": N_("The evidence of each signature is on the disk, unchanged."),
    "mandates: account as signed": N_(
        "Each mandate’s account is the one signed for, or that of its last amendment."
    ),
    "debits: sums of files": N_("Each file of debits comes to the sum of its debits."),
    "debits: files kept": N_("Each file handed to the bank is on the disk, unchanged."),
    "debits: announced first": N_("Each debit handed over was announced to its client."),
    "debits: money": N_("Debits and the money received, or given back, agree."),
    "messages waiting for a document": N_("No message waits for a PDF that will not come."),
    "links lead somewhere": N_("Each client’s link in force leads to an issued document."),
    "one link for each document": N_("No document has two links in force."),
    "receipts left over": N_("What is left of each receipt is its amount less what was used."),
    "card payments taken back": N_(
        "What went back of a card payment is paid back once, and received again if it came back."
    ),
    "card payments received": N_("Each payment by card that was taken is one receipt, of as much."),
    "receipts in the books": N_("Each receipt is on its client’s account, on its day."),
    "statuses of electronic invoices follow their issue": N_(
        "Each status of an electronic invoice comes after its issue, and none after a refusal."
    ),
    "electronic invoices owed to the platform": N_(
        "Each document that must go to the platform is on its way or there."
    ),
    "what is told as cashed was received": N_(
        "Each “Encaissée” that payments gave is a payment of its amount."
    ),
    "receipts in the chain": N_("Each receipt has its link in the chain."),
    "receipts unchanged": N_("Each receipt is what was chained when it was recorded."),
    "receipts undone": N_("A receipt is undone once, by its own amount."),
    "money from its own client": N_("What settles an invoice was received from its own client."),
    "money paid back": N_("What is paid back comes out of a payment of the same client."),
    "deposit slips add up": N_("Each deposit slip comes to its cheques."),
    "write-offs in the books": N_(
        "What was written off is in the books for its amount, and on its invoice until undone."
    ),
    "write-offs decided": N_("Nothing is settled without money unless somebody wrote it off."),
    "doubtful debts in the books": N_(
        "Each act on a doubtful debt is on 416 and 491, for its amounts and on its day."
    ),
    "account 416 is what is in doubt": N_(
        "What stands on 416 of each client is what is in doubt of its invoices."
    ),
    "depreciation within the debt": N_("No debt is depreciated by more than stands on 416."),
    "contracts: billed entries have their invoice": N_(
        "Each period billed has the invoice made for it."
    ),
    "contracts: invoices of entries are theirs": N_(
        "Each invoice of a contract is that of one period."
    ),
    "contracts: schedules have no hole": N_(
        "The periods of each contract follow each other, without hole or overlap."
    ),
    "contracts: what is spread adds up": N_(
        "The invoices over which a whole is spread come to it, to the cent."
    ),
    "quotes numbered without a gap": N_("The numbers of quotes follow, year by year."),
    "quote totals": N_("Each quote comes to what its lines make."),
    "quotes unchanged": N_("Each quote is, to the letter, what was chained when it was sent."),
    "quote documents kept": N_("Each sent quote has its PDF, whole, or it is on its way."),
    "quote evidence": N_("The evidence of each answer is there, whole, and fits the quote."),
    "quotes become one thing": N_("What an accepted quote became is there, and is one thing."),
    "messages: none stuck while being sent": N_("No message stays in the middle of being sent."),
    "messages: every file that is to go is there": N_("Each file that is to leave is there."),
    "messages: states and moments agree": N_("Each message sent says when."),
    "messages: what was sent was tried": N_("No message is held to be sent without a try."),
    "messages: one for each subject": N_("No cause has two messages."),
    "score history": N_("The grade shown for each client is the last of its history."),
    "history of segments": N_("Each client left a segment from the one that it was in."),
    "reminders: a step once for each instalment": N_(
        "No step of the plan was taken twice for one instalment."
    ),
    "reminders: what is approved leaves": N_("No approved reminder was left behind."),
    "lateness: what is decided is what is invoiced": N_(
        "Each invoice of interest asks for exactly what was decided."
    ),
    "lateness: formal notices are kept": N_("Each formal notice is the file that was posted."),
    "lateness: bundles are kept": N_("Each litigation bundle is the file that was handed over."),
    "reminders: what was sent has its message": N_("Each reminder sent has its message."),
    "import lines": N_(
        "Each line of an import was added, unchanged or refused, and is accounted for."
    ),
    "import files": N_("The file of each import under way is on the disk, whole."),
    "withdrawn documents": N_("Only the undoing of an import withdraws documents."),
    "imports are there": N_("What was brought in names the import that brought it."),
    "bank statements add up": N_(
        "The opening balance of each bank statement and its lines make its closing balance."
    ),
    "bank statements complete": N_("Each bank statement has all of its lines."),
    "bank lines once": N_("No line of the bank is there twice, or on another account."),
    "bank files kept": N_("The file of each bank statement is on the disk, whole, as it came."),
    "bank lines pointed once": N_("What is left of each bank line is its amount less its parts."),
    "bank lines and their payments": N_("Each part of a bank line is a payment of its amount."),
    "payments given back by the bank": N_(
        "A cheque or card payment that the bank takes back leaves the bank’s account."
    ),
    "one bank line for each payment": N_("No payment stands for two lines of the bank."),
    "bank lines in the books": N_("What a bank line was besides payments is in the books as said."),
    "bank lines undone leave nothing": N_("Nothing of an undone bank line is left in the books."),
    "counter sales": N_("Each counter sale has its invoice, and its parts pay all of it."),
    "counter payments": N_("Each part of a sale paid on the spot has its receipt."),
    "counter sales made once": N_("No invoice or receipt belongs to two counter sales."),
    "till closings": N_("What was left in the till at each closing is what the books say of it."),
    "closed months and years": N_(
        "Nothing was added to a closed month or year, nor taken from it, and no day was left out."
    ),
    "totals of the days": N_("What is kept of each account and day is what its entries say."),
    "closures in the chain": N_("Each closure is in the chain as it was made."),
    "closures of the day": N_("Each closure adds what was taken to all that was taken before it."),
    "stock on hand": N_("What is on hand of each product is the sum of its movements."),
    "stock movements": N_("Each movement of the stock starts from what the one before it left."),
    "sessions belong to open accounts": N_("Only open accounts are signed in."),
    "the business has its owner": N_("At least one owner can sign in."),
    "legal values do not overlap": N_("One value of the law holds on each day."),
    "the business’s own numbers": N_("SIREN, SIRET and IBAN have the right key."),
    "the database itself": N_("The database is sound, and what its rows refer to exists."),
    "guards in place": N_("The database still refuses to change what was issued."),
}
