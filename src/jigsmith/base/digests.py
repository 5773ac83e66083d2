"""Digests: short names for long contents. hashlib's own, without loading OpenSSL for those that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterable

try:
    from _blake2 import blake2b
except ImportError:  # a Python that was built without it
    from hashlib import blake2b
try:
    import _sha256 as sha  # type: ignore[import-not-found]
except ImportError:  # from Python 3.12 on it has another name
    import hashlib as sha

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


def sha256(data: bytes) -> str:
    """Return the SHA-256 of something as text, where others have to agree on it (FIPS 180-4)."""
    told: str = sha.sha256(data).hexdigest()
    return told
