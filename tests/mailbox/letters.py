"""Letters as they arrive in the mailbox of the Atelier, written by hand."""

from email.message import EmailMessage

REGIE = "compta@regie-bellecour.test"


def reply(
    about: str,
    text: str = "Bonjour,\n\nLe virement part vendredi.\n\nJ. Roux",
    *,
    sender: str = "Josette Roux <compta@regie-bellecour.test>",
    id: str = "<r1@regie-bellecour.test>",
    **headers: str,
) -> bytes:
    """An answer to one of our messages (`about`, its Message-ID; "" for none)."""
    letter = EmailMessage()
    letter["From"], letter["To"] = sender, "bonjour@atelier-vauban.test"
    letter["Subject"], letter["Message-ID"] = "Re: Facture F2026-000418", id
    if about:
        letter["In-Reply-To"] = about
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text)
    return letter.as_bytes()


def report(
    about: str,
    address: str = REGIE,
    status: str = "5.1.1",
    action: str = "failed",
    said: str = "550 5.1.1 User unknown",
    id: str = "<b1@mx.test>",
) -> bytes:
    """A report of delivery as Postfix writes it (RFC 3464)."""
    return f"""Return-Path: <>
From: MAILER-DAEMON@mx.test (Mail Delivery System)
To: bonjour@atelier-vauban.test
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Message-ID: {id}
Content-Type: multipart/report; report-type=delivery-status; boundary="B/mx.test"

--B/mx.test
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B/mx.test
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test
Arrival-Date: Mon, 23 Nov 2026 09:00:00 +0100 (CET)

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.regie-bellecour.test
Diagnostic-Code: smtp; {said}

--B/mx.test
Content-Type: text/rfc822-headers

Message-ID: {about}
Subject: Facture F2026-000418
From: bonjour@atelier-vauban.test

--B/mx.test--
""".replace("\n", "\r\n").encode()
