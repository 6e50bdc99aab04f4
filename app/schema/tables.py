"""The tables of every capability, gathered.

Apart from `piccolo_app`, which only Piccolo's own command line reads: the part of Piccolo that it
needs loads a code formatter, a tenth of a second and some megabytes in every process.
"""

import importlib

from piccolo.table import Table

CAPABILITIES = (
    "auth",
    "settings",
    "law",
    "links",
    "clients",
    "papers",
    "catalogue",
    "accounting",
    "tills",
    "messages",
    "mandates",
    "invoices",
    "einvoicing",
    "contracts",
    "quotes",
    "payments",
    "disputes",
    "mailbox",
    "debits",
    "imports",
    "bank",
    "receivables",
    "risk",
    "reminders",
    "lateness",
    "doubtful",
    "books",
    "counter",
    "alerts",
    "today",
    "upkeep",
)


def _tables_of(module_name: str) -> list[type[Table]]:
    found = vars(importlib.import_module(module_name)).values()
    return [
        each
        for each in found
        if isinstance(each, type) and issubclass(each, Table) and each.__module__ == module_name
    ]


TABLES = [table for name in CAPABILITIES for table in _tables_of(f"app.{name}.tables")]
