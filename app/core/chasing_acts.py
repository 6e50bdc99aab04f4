"""The acts of reminders, answers, promises and disputes as sentences: a part of `acts.ACTS`."""

from app.core.errors import N_

CHASING: dict[str, tuple[str, ...]] = {
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
    "plan.chosen": (N_("Plan of reminders chosen: %(plan)s"),),
    "plan.unchosen": (N_("No plan of reminders chosen any more"),),
    "plan.changed": (
        N_("Step of the plan changed: “%(step)s”"),
        N_("Step of the plan changed"),
    ),
    "plan.step_added": (N_("Step added to the plan: “%(step)s”"),),
    "plan.step_removed": (N_("Step taken out of the plan: “%(step)s”"),),
    "reminder.done_letter": (N_("Letter posted for %(amount)s"),),
    "reminder.done_call": (N_("Call made for %(amount)s"),),
    "reminder.done_text": (N_("Text sent for %(amount)s"),),
}
