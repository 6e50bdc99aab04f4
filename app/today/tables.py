"""What goes out, scenarios, the forecast that stands and those that are judged later."""

from piccolo.columns import BigInt, Date, Serial, SmallInt, Text, Timestamptz, Varchar
from piccolo.table import Table


class Outflow(Table, tablename="outflow"):
    """Cents that go out on `first_on` and every `months` months (0: once), up to `until_on`."""

    id: Serial
    kind = Varchar(length=14)
    label = Varchar(length=80, default="")
    amount = BigInt()
    first_on = Date()
    months = SmallInt()
    until_on = Date(null=True, default=None)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class Scenario(Table, tablename="scenario"):
    """`later`: a client (null: all) pays `days` later; `expense`: `amount` cents more on `day`."""

    id: Serial
    twist = Varchar(length=8)
    label = Varchar(length=80, default="")
    client_id = BigInt(null=True, default=None)
    days = SmallInt(default=0)
    amount = BigInt(default=0)
    day = Date(null=True, default=None)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class Forecast(Table, tablename="forecast"):
    """What stands: one row for what is expected (`scenario_id` 0), one for each scenario that
    changes when clients pay. `weeks` are `rules.Week`s as JSON; `bank` cents at the end of
    `bank_on`, `since` received later."""

    id: Serial
    scenario_id = BigInt()
    made_on = Date()
    bank = BigInt(null=True, default=None)
    bank_on = Date(null=True, default=None)
    since = BigInt(default=0)
    weeks = Text()
    made_at = Timestamptz()


class ForecastWeek(Table, tablename="forecast_week"):
    """The first forecast of each calendar week, kept to be judged: what was expected to come in
    from `made_on` to the end of `ends_on` (a low, a middle, a high), and, once it is past, what
    came of what was known then (`actual`); cents. Unique on both days."""

    id: Serial
    made_on = Date()
    ends_on = Date()
    low = BigInt()
    mid = BigInt()
    high = BigInt()
    actual = BigInt(null=True, default=None)
    made_at = Timestamptz()
