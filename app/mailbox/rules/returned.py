"""What a delivery report says of each address (RFC 3464): refused for good, or only late."""

import re
from dataclasses import dataclass
from email.message import Message

_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_MOST = 300


@dataclass(frozen=True)
class Returned:
    """An address in small letters, the status (RFC 3463) and what its server said. `is_final`:
    the letter did not arrive and nobody tries any more."""

    address: str
    status: str
    said: str
    is_final: bool


def is_report(message: Message) -> bool:
    """Whether a letter is a report of delivery."""
    kind = str(message.get_param("report-type", "") or "").casefold()
    return message.get_content_type() == "multipart/report" and kind in ("delivery-status", "")


def returned(message: Message) -> tuple[Returned, ...]:
    """What the report says of each address that it names."""
    found = []
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if isinstance(block, Message) and (one := _of(block)) is not None:
                found.append(one)
    return tuple(found)


def original_id(message: Message) -> str:
    """The Message-ID of the letter that the report is about; "" when it is not told."""
    for part in message.walk():
        if part is message:
            continue
        if part.get_content_type() == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            found = re.search(rb"(?im)^message-id:\s*(<[^>\s]+>)", text or b"")  # type: ignore[arg-type]
            if found:
                return found[1].decode("ascii", "replace")
        elif part.get_content_maintype() != "multipart" and part["Message-ID"]:
            return str(part["Message-ID"]).strip()
    return ""


def _of(block: Message) -> Returned | None:
    whom = str(block["Final-Recipient"] or block["Original-Recipient"] or "")
    address = whom.rpartition(";")[2].strip().strip("<>").casefold()
    status = _STATUS.search(str(block["Status"] or ""))
    if "@" not in address or status is None:
        return None
    action = str(block["Action"] or "").strip().casefold()
    said = " ".join(str(block["Diagnostic-Code"] or "").rpartition(";")[2].split())
    words = said if status[0] in said else f"{status[0]} {said}".strip()
    is_final = action == "failed" if action else status[0].startswith("5")
    return Returned(address[:254], status[0], words[:_MOST], is_final)
