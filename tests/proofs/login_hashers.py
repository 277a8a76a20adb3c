"""Hashers of passwords for the proof of the door: one that counts, one that is as slow as need be."""

from collections import Counter

from django.contrib.auth.hashers import MD5PasswordHasher, PBKDF2PasswordHasher

COUNTING = f"{__name__}.CountingHasher"
QUICK = f"{__name__}.QuickHasher"
COMPARED: Counter[str] = Counter()


class CountingHasher(MD5PasswordHasher):
    """Fast, and counts each comparison with the password of an account."""

    def verify(self, password: str, encoded: str) -> bool:
        COMPARED[encoded] += 1
        return super().verify(password, encoded)


class QuickHasher(PBKDF2PasswordHasher):
    """So slow that the hash is most of the work, and no slower."""

    iterations = 100_000
