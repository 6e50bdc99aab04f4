"""What reminders have said about documents that an import brought."""

from dataclasses import dataclass

from app.reminders.tables import Reminder


@dataclass(frozen=True)
class NamedDocument:
    """A document that a reminder names, sent or about to be."""

    invoice_id: int
    number: str
    client: str


async def about_import(import_id: int) -> list[NamedDocument]:
    """The documents of an import that a reminder sent, or approved to be sent, names."""
    rows = await Reminder.raw(
        "SELECT DISTINCT i.id AS id, i.number AS number, c.name AS client FROM reminder_item t"
        " JOIN reminder r ON r.id = t.reminder JOIN invoice i ON i.id = t.invoice_id"
        " JOIN client c ON c.id = i.client"
        " WHERE i.import_id = {} AND i.withdrawn_at IS NULL AND r.state IN ('approved', 'sent')"
        " ORDER BY i.id",
        import_id,
    )
    return [NamedDocument(row["id"], row["number"], row["client"]) for row in rows]
