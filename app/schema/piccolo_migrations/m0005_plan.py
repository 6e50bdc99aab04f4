"""The default plan of reminders: before the due day, ten days after, formal notice, last call."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.reminders.tables import PlanStep

ID = "0005-plan"
VERSION = "1.38.0"
DESCRIPTION = "the default plan of reminders"

SOON = {
    "days": -5,
    "tone": "courteous",
    "name_fr": "Avant l’échéance",
    "name_en": "Before the due date",
    "subject_fr": "Votre facture arrive à échéance – {business}",
    "subject_en": "Your invoice is due soon – {business}",
    "body_fr": (
        "Bonjour,\n\nUn simple mot pour vous rappeler ce qui arrive à échéance :\n\n{invoices}\n\n"
        "Si le règlement est déjà parti, ne tenez pas compte de ce message.\n\n"
        "Bien cordialement,\n{business}"
    ),
    "body_en": (
        "Hello,\n\nA short note about what will soon be due:\n\n{invoices}\n\n"
        "If the payment is already on its way, please disregard this message.\n\n"
        "Kind regards,\n{business}"
    ),
    "claims_indemnity": False,
}
FIRST = {
    "days": 10,
    "tone": "friendly",
    "name_fr": "Première relance",
    "name_en": "First reminder",
    "subject_fr": "Facture en attente de règlement – {business}",
    "subject_en": "Invoice awaiting payment – {business}",
    "body_fr": (
        "Bonjour,\n\nSauf erreur de notre part, nous n’avons pas encore reçu le règlement de :\n\n"
        "{invoices}\n\nSoit un total de {total}. C’est peut-être un oubli : pouvez-vous faire le "
        "nécessaire, ou nous dire ce qui bloque ?\n\nMerci d’avance,\n{business}"
    ),
    "body_en": (
        "Hello,\n\nUnless we are mistaken, we have not received the payment of:\n\n{invoices}\n\n"
        "A total of {total}. It may have slipped your mind: could you see to it, or tell us what "
        "stands in the way?\n\nThank you,\n{business}"
    ),
    "claims_indemnity": False,
}
NOTICE = {
    "days": 30,
    "tone": "formal",
    "name_fr": "Mise en demeure",
    "name_en": "Formal notice",
    "subject_fr": "Mise en demeure de payer – {business}",
    "subject_en": "Formal notice to pay – {business}",
    "body_fr": (
        "Madame, Monsieur,\n\nÀ ce jour, les sommes suivantes restent impayées :\n\n"
        "{invoices}\n\nNous vous mettons en demeure de nous régler la somme de {total} avant le "
        "{deadline}. À défaut, nous pourrons engager une procédure de recouvrement.\n{indemnity}\n"
        "Si un désaccord explique ce retard, écrivez-nous sans attendre.\n\n"
        "Veuillez agréer nos salutations distinguées,\n{business}"
    ),
    "body_en": (
        "Dear Sir or Madam,\n\nTo this day the following remains unpaid:\n\n"
        "{invoices}\n\nWe formally request payment of {total} before {deadline}. Failing that, we "
        "may start recovery proceedings.\n{indemnity}\n"
        "If a disagreement explains this delay, please write to us at once.\n\n"
        "Yours faithfully,\n{business}"
    ),
    "claims_indemnity": False,
}
LAST = {
    "days": 45,
    "tone": "firm",
    "name_fr": "Dernier rappel avant procédure",
    "name_en": "Last call before proceedings",
    "subject_fr": "Dernier rappel avant procédure – {business}",
    "subject_en": "Last call before proceedings – {business}",
    "body_fr": (
        "Madame, Monsieur,\n\nSauf erreur de notre part, vous nous devez toujours :\n\n"
        "{invoices}\n\nSoit {total}.\n{indemnity}\nCeci est notre dernier rappel : sans règlement "
        "avant le {deadline}, nous remettrons le dossier au recouvrement.\n\n"
        "Salutations distinguées,\n{business}"
    ),
    "body_en": (
        "Dear Sir or Madam,\n\nUnless we are mistaken, you still owe us:\n\n{invoices}\n\n"
        "A total of {total}.\n{indemnity}\nThis is our last reminder: without payment before "
        "{deadline} the case will be handed over for recovery.\n\nYours faithfully,\n{business}"
    ),
    "claims_indemnity": True,
}
PLAN = (SOON, FIRST, NOTICE, LAST)


COLUMNS = (
    "days", "tone", "name_fr", "name_en", "subject_fr", "subject_en", "body_fr", "body_en",
    "claims_indemnity",
)  # fmt: skip


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="echeance", description=DESCRIPTION)

    async def seed() -> None:
        places = ", ".join("{}" for _ in COLUMNS)
        for position, step in enumerate(PLAN, start=1):
            await PlanStep.raw(
                f"INSERT INTO plan_step (position, is_automatic, {', '.join(COLUMNS)}) "
                f"VALUES ({position}, FALSE, {places})",
                *(step[name] for name in COLUMNS),
            )

    manager.add_raw(seed)
    return manager
