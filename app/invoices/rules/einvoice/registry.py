"""The rules in one list, and the verdict that they give together."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.core.errors import Finding
from app.invoices.rules.einvoice.model import EInvoice

Facts = Mapping[str, object]
Check = Callable[[EInvoice], Iterable[Facts]]

EN_16931 = "EN 16931, Factur-X 1.09"
FRENCH = "BR-FR 1.4.0"


@dataclass(frozen=True)
class Rule:
    """A rule by its official id, the term it is about, the sentence of a breach, and the check.

    `check` gives the facts of each breach; `field` is the one of the draft's form to mend, where
    the facts do not name a closer one (`line-2-label`).
    """

    id: str
    term: str
    message: str
    check: Check
    field: str | None = None

    def findings(self, einvoice: EInvoice) -> Iterable[Finding]:
        """A finding for each breach."""
        for facts in self.check(einvoice):
            named = {"rule": self.id, "term": self.term, **facts}
            at = named.pop("field", self.field)
            yield Finding(self.id, self.message, named, str(at) if at else None)


@dataclass(frozen=True)
class Verdict:
    """What a named, versioned set of rules says of one document."""

    ruleset: str
    findings: tuple[Finding, ...]

    @property
    def is_valid(self) -> bool:
        """Whether no rule is broken."""
        return not self.findings

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the broken rules, each once, in the order of the set."""
        return tuple(dict.fromkeys(finding.code for finding in self.findings))


class RuleSet(list[Rule]):
    """Rules of one origin; `rule` adds a check to it."""

    def rule(
        self, id: str, term: str, message: str, field: str | None = None
    ) -> Callable[[Check], Check]:
        """Register a check under its official id."""

        def register(check: Check) -> Check:
            self.append(Rule(id, term, message, check, field))
            return check

        return register


def when(broken: object, **facts: object) -> list[Facts]:
    """One breach with these facts when `broken`, else none."""
    return [facts] if broken else []
