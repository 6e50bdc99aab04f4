"""Whether two words of names are one: the same, cut off, abbreviated, mistyped, an initial."""


def worth(theirs: str, ours: str, cut: bool) -> int:
    """How alike two words are, of a hundred: the same, cut off, abbreviated, mistyped, initial."""
    if theirs == ours:
        return 100
    if theirs.isdigit() or ours.isdigit() or theirs[0] != ours[0]:
        return 0
    if len(theirs) == 1:
        return 40
    if ours.startswith(theirs) and (cut or (len(theirs) >= 3 and len(ours) >= len(theirs) + 4)):
        return 95 if len(theirs) >= 3 else 60
    if _contracted(theirs, ours):
        return 90
    return 85 if min(len(theirs), len(ours)) >= 6 and _one_off(theirs, ours) else 0


def _contracted(theirs: str, ours: str) -> bool:
    """phie for pharmacie: first and last letters, and those between in order."""
    if not 3 < len(theirs) <= len(ours) - 3 or theirs[-1] != ours[-1]:
        return False
    rest = iter(ours)
    return all(char in rest for char in theirs)


def _one_off(one: str, other: str) -> bool:
    """One letter changed, missing, doubled, or two that changed places."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[1:2] + a[:1] == b[:2] and a[2:] == b[2:])
    return a[1:] == b or b[1:] == a
