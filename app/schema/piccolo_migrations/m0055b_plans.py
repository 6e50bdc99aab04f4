"""Three plans of reminders instead of one, each with its texts, and who follows which."""

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.reminders.tables import PlanStep
from app.schema.ddl import migration
from app.schema.piccolo_migrations.m0005_plan import COLUMNS, LAST, NOTICE, SOON

ID = "0055b-plans"
VERSION = "1.38.0"
DESCRIPTION = "three plans of reminders, and who follows which"

TABLES = """
CREATE TABLE plan (id ID, name_fr VARCHAR(40) NOT NULL, name_en VARCHAR(40) NOT NULL);
INSERT INTO plan (id, name_fr, name_en) VALUES (1, 'Habituel', 'Standard');
INSERT INTO plan (id, name_fr, name_en) VALUES (2, 'Doux', 'Gentle');
INSERT INTO plan (id, name_fr, name_en) VALUES (3, 'Ferme', 'Firm');
ALTER TABLE plan_step ADD COLUMN plan_id BIGINT NOT NULL DEFAULT 1;
DROP INDEX plan_step_days;
CREATE UNIQUE INDEX plan_step_days ON plan_step (plan_id, days);
CREATE UNIQUE INDEX plan_step_position ON plan_step (plan_id, position);
ALTER TABLE reminder ADD COLUMN plan_why TEXT NOT NULL DEFAULT '';
CREATE TABLE plan_choice (
  id ID, plan REF plan (id),
  kind VARCHAR(6) NOT NULL CHECK (kind IN ('client', 'group', 'grade', 'amount')),
  value VARCHAR(80) NOT NULL);
CREATE UNIQUE INDEX plan_choice_once ON plan_choice (kind, value);
"""
_SIGNED_FR, _SIGNED_EN = "Bien cordialement,\n{business}", "Kind regards,\n{business}"

GENTLE: tuple[dict[str, Any], ...] = (
    SOON | {"days": -3},
    {
        "days": 15,
        "tone": "friendly",
        "name_fr": "Un mot amical",
        "name_en": "A friendly word",
        "subject_fr": "Un petit rappel – {business}",
        "subject_en": "A small reminder – {business}",
        "body_fr": (
            "Bonjour,\n\nVous réglez d’habitude sans qu’on vous le rappelle : ceci vous a "
            "peut-être échappé.\n\n{invoices}\n\nSi le règlement est en route, merci, et oubliez "
            f"ce mot. Sinon, dites-nous simplement quand l’attendre.\n\n{_SIGNED_FR}"
        ),
        "body_en": (
            "Hello,\n\nYou usually pay without being reminded: this one may have slipped "
            "through.\n\n{invoices}\n\nIf the payment is on its way, thank you, and please forget "
            f"this note. Otherwise, just tell us when to expect it.\n\n{_SIGNED_EN}"
        ),
        "claims_indemnity": False,
    },
    {
        "days": 40,
        "tone": "friendly",
        "name_fr": "Nouveau rappel",
        "name_en": "Second reminder",
        "subject_fr": "Toujours en attente de votre règlement – {business}",
        "subject_en": "Still waiting for your payment – {business}",
        "body_fr": (
            "Bonjour,\n\nNotre dernier message est resté sans réponse, et ceci reste à régler :"
            "\n\n{invoices}\n\nSoit {total} en tout. Pouvez-vous nous régler avant le "
            "{deadline} ? Si quelque chose vous en empêche, "
            "appelez-nous : nous trouverons un arrangement."
            f"\n\n{_SIGNED_FR}"
        ),
        "body_en": (
            "Hello,\n\nOur last message had no answer, and this is still to be paid:\n\n"
            "{invoices}\n\nA total of {total}. Could you pay us before {deadline}? If something "
            f"stands in the way, call us: we will find an arrangement.\n\n{_SIGNED_EN}"
        ),
        "claims_indemnity": False,
    },
    NOTICE | {"days": 70},
)

FIRM: tuple[dict[str, Any], ...] = (
    SOON
    | {
        "days": -7,
        "body_fr": (
            "Bonjour,\n\nCes factures arrivent à échéance :\n\n{invoices}\n\nMerci de prévoir "
            "leur règlement pour la date indiquée. Si l’une d’elles appelle une remarque, "
            f"faites-la nous connaître dès maintenant.\n\n{_SIGNED_FR}"
        ),
        "body_en": (
            "Hello,\n\nThese invoices will soon be due:\n\n{invoices}\n\nPlease arrange for "
            "their payment by the date shown. Should one of them call for a remark, let us know "
            f"now.\n\n{_SIGNED_EN}"
        ),
    },
    {
        "days": 3,
        "tone": "friendly",
        "name_fr": "Rappel d’échéance passée",
        "name_en": "Past due",
        "subject_fr": "Échéance dépassée – {business}",
        "subject_en": "Past due – {business}",
        "body_fr": (
            "Bonjour,\n\nL’échéance de ce qui suit est passée :\n\n{invoices}\n\nNous vous prions "
            "de régler {total} avant le {deadline}, ou de nous dire par retour ce qui s’y oppose."
            f"\n\n{_SIGNED_FR}"
        ),
        "body_en": (
            "Hello,\n\nThe following is past its due date:\n\n{invoices}\n\nPlease pay {total} "
            f"before {{deadline}}, or tell us by return what stands in the way.\n\n{_SIGNED_EN}"
        ),
        "claims_indemnity": False,
    },
    NOTICE | {"days": 15, "claims_indemnity": True},
    LAST | {"days": 25},
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION, TABLES)

    async def seed() -> None:
        places = ", ".join("{}" for _ in COLUMNS)
        for plan_id, steps in ((2, GENTLE), (3, FIRM)):
            for position, step in enumerate(steps, start=1):
                await PlanStep.raw(
                    f"INSERT INTO plan_step (plan_id, position, is_automatic, {', '.join(COLUMNS)})"
                    f" VALUES ({plan_id}, {position}, FALSE, {places})",
                    *(step[name] for name in COLUMNS),
                )

        for mark in ":?":
            await PlanStep.raw(
                f"UPDATE plan_step SET body_fr = REPLACE(body_fr, ' {mark}', '\u00a0{mark}')"
            )

    manager.add_raw(seed)
    return manager
