"""The hours by which the page says from when something acts are those of the timetable."""

from app.adapters.queue import Job
from app.coming.rules.hours import DAY_HOURS, WORKED_HOURS
from app.worker import TIMETABLE

BY_DAY = (Job.ANNOUNCE_DEBITS, Job.INFORM_RENEWALS, Job.SEND_STATEMENTS, Job.SEND_ENTRIES)


def test_the_hours_are_those_of_the_timetable() -> None:
    hours = {slot.job: slot.hours for slot in TIMETABLE}
    for job in BY_DAY:
        assert hours[job] == set(range(DAY_HOURS[0], DAY_HOURS[1] + 1))
    for job in (Job.CHASE_MANDATES, Job.REMIND_QUOTES):
        assert hours[job] == set(range(WORKED_HOURS[0], WORKED_HOURS[1] + 1))
