"""Digests: short names for long contents. hashlib's own, without loading OpenSSL for those that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterable

try:
    from _blake2 import blake2b
except ImportError:  # a Python that was built without it
    from hashlib import blake2b

SIZE = 20  # bytes


def digest(parts: Iterable[bytes]) -> str:
    """Return the digest of some parts as text."""
    return raw(parts).hex()


def raw(parts: Iterable[bytes]) -> bytes:
    """Return the digest of some parts; parts that are cut otherwise give another one."""
    told = blake2b(digest_size=SIZE)
    for part in parts:
        told.update(b"%d\0" % len(part))
        told.update(part)
    return told.digest()
