"""From an assignment and the programs of one hand-in to the scenes that are to be played.  Pure."""

from harness.plan.hosts import arrange, led
from harness.plan.playbook import Playbook, taking_part
from harness.plan.scripted import ports
from harness.plan.troupe import Troupe, own_programs

__all__ = [
    "Playbook",
    "Troupe",
    "arrange",
    "led",
    "own_programs",
    "ports",
    "taking_part",
]
