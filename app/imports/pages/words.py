"""What the pages of imports call things."""

from app.core.errors import N_

PATH = "/imports"
STATES = {
    "prepared": N_("to be checked"),
    "running": N_("under way"),
    "direct": N_("by command"),
    "done": N_("done"),
    "failed": N_("stopped"),
    "undoing": N_("being undone"),
    "undone": N_("undone"),
}
TONES = {"prepared": "ask", "running": "ask", "undoing": "ask", "done": "good", "failed": "late"}
WHYS = {
    "allocated": N_("money or a credit note has been put on it"),
    "moved": N_("its payment has been put on something else"),
    "billed": N_("it has been billed"),
    "changed": N_("it has been changed by hand since"),
    "sold": N_("it has been sold, quoted or moved since"),
    "used": N_("something belongs to this client by now"),
    "reminded": N_("a reminder has named it"),
}
