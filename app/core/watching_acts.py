"""The acts of forecasts, alerts and opened links as sentences: a part of `acts.ACTS`."""

from app.core.errors import N_

WATCHING: dict[str, tuple[str, ...]] = {
    "outflow.added": (N_("Planned expense added: %(amount)s"),),
    "outflow.removed": (N_("Planned expense removed: %(amount)s"),),
    "scenario.added": (N_("Forecast scenario added"),),
    "scenario.removed": (N_("Forecast scenario removed"),),
    "opening.view": (N_("%(name)s opened by the client, from %(address)s"),),
    "opening.download": (N_("%(name)s downloaded by the client, from %(address)s"),),
    "opening.prefetch": (
        N_("%(name)s fetched ahead by a machine, from %(address)s, which proves no reading"),
    ),
    "alert.seen": (N_("Alert seen"),),
    "client.limited": (N_("Limit of what is owed: %(amount)s"),),
    "client.unlimited": (N_("No limit of what is owed any more"),),
}
