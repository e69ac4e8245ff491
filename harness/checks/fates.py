"""What had become of a program when its time was up: it had ended, or waits for somebody."""

from harness.checks.play import Play
from harness.checks.records import Records
from harness.checks.waiting import at_windows, beside_windows, clause
from harness.checks.wording import quote
from harness.model.events import Wait
from harness.model.refusal import refusal
from harness.model.signals import signal_told


class Fates:
    """What had become of all of them at event ``upto``; at ``rest`` they waited for ``waits``."""

    def __init__(
        self, play: Play, records: Records, upto: int, waits: tuple[Wait, ...], rest: int
    ) -> None:
        self._play, self._records, self._upto = play, records, upto
        self._waits, self._rest = waits, rest

    def aside(self, who: str) -> str:
        """Why nothing came of ``who``: it had ended, or what it waits for."""
        exit_ = self.exit(who)
        waits = clause(self.waits_of(who), who)
        if exit_:
            left = waits and self._records.exits[who].n < self._rest
            return f"{exit_}; what it had started {waits}" if left else exit_
        busy = dict.fromkeys(wait.who for wait in self._waits if wait.on == "processor")
        spins = f"; {' and '.join(busy)} computes all the while" if busy and who not in busy else ""
        return (f"; it {waits}" if waits else "") + spins

    def waits_of(self, who: str) -> tuple[Wait, ...]:
        """What ``who`` waits for."""
        waits = at_windows(wait for wait in self._waits if wait.who == who)
        return beside_windows(waits) if who in self._play.windows else waits

    def exit(self, who: str) -> str:
        """How ``who`` had ended, to be put behind something; empty if it had not."""
        exited = self._records.exits.get(who)
        if exited is None or exited.n > self._upto:
            return ""
        if who in self._records.limits:
            limit = self._records.limits[who]
            return f"; it was ended at its limit of {limit.detail or limit.what}"
        if exited.signal is not None:
            return f"; it was ended by {signal_told(exited.signal)}"
        if not exited.code:
            return "; it had ended"
        last = self.last_line(who)
        doors = [event for event in self._records.doors if event.n < exited.n]
        refused = refusal(doors, who) if "refused" in last.lower() else None
        why = f": {refused.sentence}" if refused else last
        return f"; it had ended with exit code {exited.code}{why}"

    def last_line(self, who: str) -> str:
        """The last line that it printed."""
        stream = self._records.stream(("prints", who, None))
        if stream is None:
            return ""
        end = stream.start(self._upto + 1)
        lines = stream.text(max(0, end - 2000), end).strip().splitlines()
        return f", its last line {quote(lines[-1].strip())}" if lines else ""
