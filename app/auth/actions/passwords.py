"""Passwords as argon2 hashes, worked out in a thread: at most two at once (64 MB each)."""

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


async def hash_password(password: str) -> str:
    """The hash to keep."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, _hasher.hash, _plain(password))


async def matches(password: str, password_hash: str | None) -> bool:
    """Whether the password is the one of the hash; nobody's (None) takes as long as a wrong one."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, _matches, _plain(password), password_hash)


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def _matches(password: str, password_hash: str | None) -> bool:
    try:
        _hasher.verify(password_hash or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def _plain(password: str) -> str:
    """The same characters from every keyboard: é may come as one or as two."""
    return unicodedata.normalize("NFC", password)


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")
