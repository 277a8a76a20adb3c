"""A person as a list, or the register, describes them."""

from dataclasses import dataclass

from casework.lib.partial_dates import PartialDate


@dataclass(frozen=True, slots=True)
class Description:
    """Whatever is unknown is empty."""

    surname: str = ""
    given: str = ""
    patronymic: str = ""
    born: PartialDate | None = None
    sex: str = ""  # m or f
    category: str = ""  # pow or civilian
    rank: str = ""
    unit: str = ""
    place_of_birth: str = ""
    place_of_capture: str = ""
