"""What is read about electronic invoicing."""

from app.einvoicing.queries.checks import CHECKS
from app.einvoicing.queries.folders import (
    Folders,
    Handing,
    counts,
    folders,
    handing_of,
    refused_messages,
)
from app.einvoicing.queries.readiness import PAGE, platform, ready
from app.einvoicing.queries.statuses import Asking, asking, statuses

__all__ = [
    "CHECKS",
    "PAGE",
    "Asking",
    "Folders",
    "Handing",
    "asking",
    "counts",
    "folders",
    "handing_of",
    "platform",
    "ready",
    "refused_messages",
    "statuses",
]
