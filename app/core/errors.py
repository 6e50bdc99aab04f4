"""Refusals: the one exception that rules raise; its findings name the field and the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


def N_(message: str) -> str:
    """Mark an English message id for the catalogues; it is translated where it is shown."""
    return message


class Message(str):
    """A message id given as a fact: it is translated when the sentence around it is shown."""

    __slots__ = ()


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: a stable code, an English message id with %(fact)s, its facts."""

    code: str
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)
    field: str | None = None

    def __str__(self) -> str:
        return self.message % self.facts if self.facts else self.message


class Refused(Exception):
    """What was asked is refused; `findings` lists every reason at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(str(finding) for finding in self.findings))

    @property
    def code(self) -> str:
        return self.findings[0].code


def finding(code: str, message: str, field: str | None = None, **facts: object) -> Finding:
    """Build one finding; `message` is an English message id, `facts` fill its %(name)s places."""
    return Finding(code, message, facts, field)


def refuse(code: str, message: str, field: str | None = None, **facts: object) -> Refused:
    """Build a refusal with one finding, to be raised by the caller."""
    return Refused([Finding(code, message, facts, field)])
