"""Chance with a seed: the same regency for the same number."""

from random import Random
from typing import TypeVar

T = TypeVar("T")


def happens(chance: Random, share: float) -> bool:
    """Whether something that befalls this share befalls now."""
    return chance.random() < share


def one_of(chance: Random, shares: tuple[tuple[T, float], ...]) -> T | None:
    """One of these by its share, or nothing for the rest."""
    roll = chance.random()
    for value, share in shares:
        if roll < share:
            return value
        roll -= share
    return None
