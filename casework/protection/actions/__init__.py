"""Every write that keeps or destroys what is held on a person."""

from casework.protection.actions.erasure import carry_out_erasure, propose_erasure, why_not_erased
from casework.protection.actions.holds import hold_person, lift_hold

__all__ = ["carry_out_erasure", "hold_person", "lift_hold", "propose_erasure", "why_not_erased"]
