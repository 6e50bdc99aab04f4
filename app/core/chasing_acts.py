"""The acts of reminders, answers, promises and disputes as sentences: a part of `acts.ACTS`."""

from app.core.errors import N_

CHASING: dict[str, tuple[str, ...]] = {
    "reminder.approved": (N_("Reminder approved: %(amount)s"),),
    "reminder.unapproved": (N_("Approval taken back"),),
    "reminder.dropped": (N_("Reminder not sent, by choice: %(amount)s"),),
    "reminder.reworded": (N_("Words of a reminder changed by hand"),),
    "reminder.sent": (N_("Reminder of %(amount)s left: “%(subject)s”"), N_("Reminder left")),
    "reminder.copy_missed": (
        N_("No copy for %(name)s: %(to)s refused the last message: %(said)s"),
        N_("No copy for %(name)s: “%(to)s” cannot be written to"),
    ),
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
    "plan.copied": (N_("Plan “%(plan)s” made from “%(of)s”"),),
    "plan.removed": (N_("Plan “%(plan)s” removed"),),
    "plan.gap": (
        N_("Days between two messages of plan “%(plan)s”: %(days)s"),
        N_("Days between two messages of plan “%(plan)s”: those of all plans"),
    ),
    "plan.changed": (
        N_("Step of the plan changed: “%(step)s”"),
        N_("Step of the plan changed"),
    ),
    "plan.step_added": (N_("Step added to the plan: “%(step)s”"),),
    "plan.step_removed": (N_("Step taken out of the plan: “%(step)s”"),),
    "reminder.done_letter": (N_("Letter posted for %(amount)s"),),
    "reminder.done_call": (N_("Call made for %(amount)s"),),
    "reminder.done_text": (N_("Text sent for %(amount)s"),),
    "answer.promised": (
        N_("%(name)s promises %(amount)s of %(number)s for %(day)s"),
        N_("%(amount)s of %(number)s promised for %(day)s"),
    ),
    "answer.disputed": (
        N_("%(name)s contests %(amount)s of %(number)s: “%(text)s”"),
        N_("%(amount)s of %(number)s contested: “%(text)s”"),
        N_("%(amount)s of %(number)s contested"),
    ),
    "payplan.asked": (
        N_("%(name)s asks to pay %(amount)s of %(number)s in %(parts)s payments, until %(day)s"),
    ),
    "payplan.granted": (
        N_("%(amount)s of %(number)s to be paid in %(parts)s payments, until %(day)s: “%(text)s”"),
        N_("%(amount)s of %(number)s to be paid in %(parts)s payments, until %(day)s"),
    ),
    "payplan.declined": (N_("Plan of payments declined: “%(text)s”"),),
    "payplan.ended": (N_("Plan of payments ended: “%(text)s”"),),
    "payplan.replaced": (N_("Plan of payments of %(number)s replaced by another"),),
    "payplan.running": (N_("Plan of payments of %(number)s kept after all"),),
    "payplan.kept": (N_("Plan of payments of %(number)s kept to its end"),),
    "payplan.broken": (
        N_("Plan of payments of %(number)s broken: %(amount)s of %(day)s are not there"),
    ),
    "payplan.moot": (N_("Plan of payments of %(number)s: nothing is left to pay"),),
    "answer.asked": (N_("Question of %(name)s about %(number)s: “%(text)s”"),),
    "answer.called": (
        N_("Call: “%(text)s” – again on %(day)s"),
        N_("Call: “%(text)s”"),
    ),
    "answer.wrote": (
        N_("%(name)s wrote about %(number)s: “%(text)s”"),
        N_("%(name)s wrote: “%(text)s”"),
    ),
    "answer.automatic": (N_("Automatic reply of %(name)s: “%(text)s”"),),
    "message.returned": (N_("Message to %(to)s came back: %(said)s"),),
    "mailbox.set": (N_("Mailbox to be read: %(user)s, folder %(folder)s"),),
    "mailbox.removed": (N_("No mailbox is read any more"),),
    "answer.replied": (N_("Replied by e-mail: “%(text)s”"),),
    "answer.noted": (N_("Noted: “%(text)s”"),),
    "answer.vouched": (
        N_("E-mail confirmed as the client’s own: “%(text)s”"),
        N_("E-mail confirmed as the client’s own"),
    ),
    "answer.unvouched": (
        N_("E-mail no longer taken for the client’s: “%(text)s”"),
        N_("E-mail no longer taken for the client’s"),
    ),
    "answer.closed": (N_("Dealt with: “%(text)s”"), N_("Dealt with")),
    "dispute.accepted": (
        N_("Dispute of %(amount)s on %(number)s accepted, credit note %(credit)s made"),
        N_("Dispute of %(amount)s on %(number)s accepted"),
    ),
    "dispute.rejected": (N_("Dispute of %(amount)s on %(number)s rejected: “%(text)s”"),),
    "dispute.withdrawn": (N_("Dispute of %(amount)s on %(number)s withdrawn by the client"),),
    "promise.running": (N_("Promise of %(amount)s for %(day)s runs again"),),
    "promise.kept": (N_("Promise of %(amount)s for %(day)s kept"),),
    "promise.broken": (N_("Promise of %(amount)s for %(day)s broken: %(paid)s paid in time"),),
    "promise.moot": (N_("Promise of %(amount)s for %(day)s: nothing is left to pay"),),
    "promise.withdrawn": (N_("Promise of %(amount)s for %(day)s ended"),),
}
