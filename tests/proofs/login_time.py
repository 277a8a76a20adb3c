"""How long a refusal takes, and whether three kinds of them can be told apart by it."""

import random
import time
from math import erfc, sqrt

from django.test import Client

from casework.accounts.sign_in.actions import take_guess
from tests.accounts import door
from tests.proofs.login_world import Account, addresses
from tests.proofs.proof import Proof

KINDS = ("no such user", "wrong", "too many guesses")
MOST_APART = 0.1  # of the processor's time for one refusal
SIGNIFICANT = 0.001


def measure(accounts: list[Account], each: int, seed: int = 1) -> dict[str, list[tuple[float, float]]]:
    """Seconds of the processor and of the clock for each refusal, by kind; the kinds take turns at random.

    The first account has no guesses left; the others have, nine at most are used of each.
    """
    locked, *open_ones = [account.user for account in accounts]
    while take_guess(f"password:{locked.pk}"):
        pass
    order = [kind for kind in KINDS for _time in range(each)]
    random.Random(seed).shuffle(order)
    names = {
        "no such user": [f"nobody-{number:02}" for number in range(each)],
        "wrong": [user.username for user in open_ones for _guess in range(9)],
        "too many guesses": [locked.username] * each,
    }
    took: dict[str, list[tuple[float, float]]] = {kind: [] for kind in KINDS}
    client = Client()
    door.give_password(client, "nobody-xx", "guess")  # what is done once is done
    # Each from an address of its own: whoever comes too often is turned away before anything is weighed.
    for kind, address in zip(order, addresses(len(order)), strict=True):
        of_processor, of_clock = time.process_time(), time.perf_counter()
        answer = door.give_password(client, names[kind].pop(), "guess", address)
        took[kind].append((time.process_time() - of_processor, time.perf_counter() - of_clock))
        assert answer.status_code == 200, f"{kind}: {answer.status_code} is no refusal of a password"
    return took


def prove_no_difference_in_time(proof: Proof, accounts: list[Account], each: int) -> dict[str, float]:
    """By the processor's time and by the clock nobody tells the kinds apart. Returns the least of each, in ms.

    The least, since other work on the machine only adds.
    """
    took = measure(accounts, each)
    least = {kind: min(cpu for cpu, _clock in took[kind]) for kind in KINDS}
    for one, other in ((0, 1), (1, 2), (0, 2)):
        first, second = KINDS[one], KINDS[other]
        apart = abs(least[first] - least[second]) / max(least.values())
        proof.check(apart < MOST_APART, f"{first} and {second} are {apart:.0%} apart: {least}")
        if each >= 20:
            chance = rank_sum(*([clock for _cpu, clock in took[kind]] for kind in (first, second)))
            proof.check(chance > SIGNIFICANT, f"{first} and {second} are told apart by the clock: {chance:.2g}")
    return {kind: round(seconds * 1000, 2) for kind, seconds in least.items()}


def rank_sum(one: list[float], other: list[float]) -> float:
    """The chance that samples of one distribution differ as these do: Mann and Whitney 1947, two-sided."""
    above = sum((a > b) + (a == b) / 2 for a in one for b in other)
    n, m = len(one), len(other)
    return erfc(abs(above - n * m / 2) / sqrt(n * m * (n + m + 1) / 12) / sqrt(2))
