"""Misbehaviour on demand, of a channel or of single notices.

A fault is {"channel": "sms", "kind": "slow", "id": "", "count": 3, "seconds": 1.5, "status": 500}: `kind` is one of
  slow      takes it after `seconds`
  silent    takes it, and never answers: the client's time-out ends it
  lose      takes nothing, and never answers
  cut       takes it, and closes the connection instead of an answer
  twice     takes it, and sends its answer two times (gateways only)
  refuse    answers `status` and takes nothing
`id`: only this notice, or all of which the id begins so; "" every one. `count`: how often; 0: until it is cleared.
"""

import dataclasses

KINDS = ("slow", "silent", "lose", "cut", "twice", "refuse")
CHANNELS = ("email", "sms", "push")
FAULTS_MAX = 1000
SILENCE_S = 120


@dataclasses.dataclass
class Fault:
    channel: str
    kind: str
    id: str = ""
    count: int = 1
    seconds: float = 1.0
    status: int = 500


class Faults:
    """The faults that are set. The event loop's thread only."""

    def __init__(self):
        self._faults = []
        self.played = 0

    def add(self, values):
        """ValueError with the reason where it is none."""
        try:
            fault = Fault(**values)
        except TypeError as error:
            raise ValueError(str(error)) from error
        if fault.channel not in CHANNELS or fault.kind not in KINDS:
            raise ValueError(f"channel is one of {CHANNELS}, kind one of {KINDS}")
        if len(self._faults) >= FAULTS_MAX:
            raise ValueError(f"more than {FAULTS_MAX} faults")
        self._faults.append(fault)

    def left(self):
        """How many are set and not played to their end."""
        return len(self._faults)

    def clear(self):
        self._faults.clear()

    def take(self, channel, identity):
        """The fault to play now, or None."""
        for fault in self._faults:
            if fault.channel != channel or not identity.startswith(fault.id):
                continue
            if fault.count == 1:
                self._faults.remove(fault)
            elif fault.count > 1:
                fault.count -= 1
            self.played += 1
            return fault
        return None
