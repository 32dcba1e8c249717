"""
The three published rates of absence through illness, as exact fractions, and how publications print them.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from attrs import field, frozen

from school_health.errors import FactError


__all__ = ["UNDEFINED", "Rates", "published"]

# How a rate is printed that divides by nothing.
UNDEFINED = "—"


def _exact(value: Fraction | Decimal | int) -> Fraction:
    """
    Return the same number as a fraction; a binary float is refused, because 0.1 is not what it holds.
    """
    given: object = value
    if not isinstance(given, Fraction | Decimal | int) or (isinstance(given, Decimal) and not given.is_finite()):
        message = f"a number must be an int, a Decimal or a Fraction, finite and exact; not {type(given).__name__}"
        raise FactError(message)
    return Fraction(given)


def _count(_: Any, attribute: Any, value: Any) -> None:
    if not isinstance(value, int):
        message = f"Rates.{attribute.name} counts whole pupils or times: give an int, not {type(value).__name__}"
        raise FactError(message)


def _not_negative(_: Any, attribute: Any, value: Any) -> None:
    if value < 0:
        message = f"Rates.{attribute.name} is negative: it counts something, so give 0 or more"
        raise FactError(message)


@frozen(kw_only=True)
class Rates:
    """
    What the rates of a span are made of. Parts add up where they are different pupils over the same days.

    Over two spans of the same pupils a sum would count the pupils twice: take the person-days and times together, and
    the pupils once. Times may stand beside no days: no document says how short an absence may be, and one of an hour
    rounds to none. Days may stand beside no times: the absence began before.

    Args:
        pupils: pupils under surveillance.
        teaching_days: person-days taught, which is pupils times school days due where all have the same days.
        ill_days: person-days of absence through illness; half days exist.
        ill_times: absences through illness, each counted once.

    Raises:
        FactError: something is negative, no exact number, or counted of nobody or beyond the days taught.
    """

    pupils: int = field(validator=(_count, _not_negative))
    teaching_days: Fraction = field(converter=_exact, validator=_not_negative)
    ill_days: Fraction = field(converter=_exact, validator=_not_negative)
    ill_times: int = field(validator=(_count, _not_negative))

    def __attrs_post_init__(self) -> None:
        wrong = ""
        if self.ill_days > self.teaching_days:
            wrong = "more days of absence than days taught"
        elif self.ill_times and not self.teaching_days:
            wrong = "absences where nothing was taught"
        elif self.teaching_days and not self.pupils:
            wrong = "days taught to no pupils"
        if wrong:
            message = f"there are {wrong}: mend one of the two numbers"
            raise FactError(message)

    def __add__(self, other: Rates) -> Rates:
        return Rates(
            pupils=self.pupils + other.pupils,
            teaching_days=self.teaching_days + other.teaching_days,
            ill_days=self.ill_days + other.ill_days,
            ill_times=self.ill_times + other.ill_times,
        )

    @classmethod
    def total(cls, parts: Iterable[Rates]) -> Rates:
        """
        Return the sum of all parts; of none it is all zeros, and so has no rate.
        """
        return sum(parts, start=cls(pupils=0, teaching_days=0, ill_days=0, ill_times=0))

    @property
    def absence_rate(self) -> Fraction | None:
        """
        因病缺课率: days of absence by days taught; None where none were taught.
        """
        return self.ill_days / self.teaching_days if self.teaching_days else None

    @property
    def mean_days(self) -> Fraction | None:
        """
        平均因病缺课天数: days of absence by pupils; None where there are none.
        """
        return self.ill_days / self.pupils if self.pupils else None

    @property
    def incidence(self) -> Fraction | None:
        """
        因病缺课发生比例: absences by pupils, which may exceed 1; None where there are none.
        """
        return Fraction(self.ill_times, self.pupils) if self.pupils else None


def published(value: Fraction | None, digits: int, *, percent: bool = False) -> str:
    """
    Return a rate as publications print it: half up, with so many decimals; an undefined one is `UNDEFINED`.

    Args:
        value: the rate, as `Rates` gives it.
        digits: decimals to be printed, 0 or more.
        percent: print it in percent; the sign is left to the heading.

    Raises:
        FactError: the rate is negative or no exact number, or the decimals are negative.
    """
    if digits < 0:
        message = "a number cannot have fewer than 0 decimals"
        raise FactError(message)
    if value is None:
        return UNDEFINED
    exact = _exact(value)
    if exact < 0:
        message = "a rate cannot be negative: it divides one count by another"
        raise FactError(message)
    scale = 10**digits
    # The floor of x + 1/2 in whole numbers is x rounded half up.
    whole, rest = divmod(floor(exact * (100 if percent else 1) * scale + Fraction(1, 2)), scale)
    return f"{whole}.{rest:0{digits}d}" if digits else str(whole)
