"""Signs of life of the scheduler."""

from piccolo.columns import Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class Heartbeat(Table, tablename="heartbeat"):
    """When a job last ran to its end, or failed and why; unique on its name."""

    id: Serial
    name = Varchar(length=60)
    ran_at = Timestamptz(null=True, default=None)
    failed_at = Timestamptz(null=True, default=None)
    error = Text(default="")
