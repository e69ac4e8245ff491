"""Who has the class and hands it out to Dask's workers.

The rules:

* A hand-in is out until its answer is in hand, and answered once.  What a dead worker had not
  given back is played by another: Dask sees to that.
* As many are out as keep the workers busy, and no more: who is stopped has lost little.
* A worker with another harness, or one that cannot play, ends the whole with a sentence that names
  it.  Grades of half the class by another harness would be worse than none.
* Dask gives a hand-in up when some workers in turn died while they had it.  The innocent neighbour
  of a murderer is then given up as well; so each of these is tried again at the end, alone, and
  only what is given up once more is a fault.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from harness.cluster import parcels, worker
from harness.cluster.parcels import Graded, Lost, Misfit, Parcel, Ready
from harness.model.errors import CallsheetError, ClusterError
from harness.model.quick import dataclass
from harness.store.stamps import Stamp

if TYPE_CHECKING:
    from distributed import Client, Future

Key = TypeVar("Key")
_PATIENCE = 20  # seconds until an address at which nobody answers is given up
_LOOK = 10.0  # seconds without an answer, after which somebody is told if there is no worker
_AHEAD = 4  # threads for which one more is out: it is there when the first of them is done


class Cluster(Generic[Key]):
    """Workers that play hand-ins for one assignment; ``stamps``: as what, each kind of them once.

    ``assignment`` is its digest, ``threads`` how many hand-ins are played at once.
    """

    def __init__(self, client: "Client", address: str, say: Callable[[str], None]) -> None:
        self._client, self._address, self._say = client, address, say
        self._done: SimpleQueue[Future[bytes]] = SimpleQueue()
        self._out: dict[str, _Out[Key]] = {}
        self._suspects: deque[_Out[Key]] = deque()
        self._since = 0  # answers since the workers were counted
        self.threads = 0
        self.assignment = ""
        self.stamps: list[Stamp] = []

    def begin(self, folder: Path, stamp: Stamp) -> None:
        """Wait for workers, and see that all can play the assignment in ``folder``."""
        self._await_workers()
        packed = parcels.assignment(folder, stamp)
        self.assignment = packed.digest
        key = f"callsheet-assignment-{packed.digest}"
        with self._reached():
            self._held = self._client.submit(worker.hold, parcels.pack(packed), key=key)
            self._greet()

    @property
    def room(self) -> bool:
        """Whether the workers could do with more."""
        return len(self._out) <= self.threads + self.threads // _AHEAD

    def send(self, key: Key, parcel: Parcel) -> None:
        """Let a hand-in be played."""
        self._submit(_Out(key, parcels.pack(parcel)))

    def next(self, *, wait: bool) -> tuple[Key, Graded | Lost] | None:
        """An answer that has come, or None: there is none (``wait``: and none will come)."""
        while self._out or self._suspects:
            if not self._out:
                self._submit(replace(self._suspects.popleft(), alone=True))
            try:
                future = self._done.get(block=wait, timeout=_LOOK)
            except Empty:
                if not wait:
                    return None
                self._await_workers()
                continue
            sent = self._out.pop(str(future.key))
            answer = self._answer(future, alone=sent.alone)
            if answer is None:
                self._suspects.append(sent)
                continue
            self._since += 1
            if self._since >= self.threads:
                self._count()
            return sent.key, answer
        return None

    def end(self) -> None:
        """Take back what is out."""
        with suppress(Exception):  # the scheduler may be gone
            self._client.cancel([sent.future for sent in self._out.values()])

    def _submit(self, sent: "_Out[Key]") -> None:
        with self._reached():
            future = self._client.submit(
                worker.grade, sent.parcel, self._held, self.assignment, pure=False
            )
        self._out[str(future.key)] = replace(sent, future=future)
        future.add_done_callback(self._done.put)

    def _answer(self, future: "Future[bytes]", *, alone: bool) -> Graded | Lost | None:
        """What came; None: Dask gave it up, but it may not be to blame."""
        from distributed import KilledWorker

        try:
            with self._reached():
                answer: Graded | Lost | Misfit = parcels.unpack(future.result())
        except KilledWorker as killed:
            if not alone:
                return None
            last = killed.last_worker.address
            return Lost(f"every worker that was to play it died, the last one {last}")
        if isinstance(answer, Misfit):
            raise ClusterError(_refused([answer.why]))
        return answer

    def _greet(self) -> None:
        """See that every worker can play, and as what."""
        asked = [
            self._client.submit(
                worker.greet,
                self._held,
                self.assignment,
                workers=[address],
                allow_other_workers=True,  # where it dies before it answers
                pure=False,
            )
            for address in self._count()
        ]
        answers: list[Ready | Misfit] = [parcels.unpack(each.result()) for each in asked]
        if misfits := [each.why for each in answers if isinstance(each, Misfit)]:
            raise ClusterError(_refused(misfits))
        self.stamps = list({each.stamp: None for each in answers if isinstance(each, Ready)})

    def _await_workers(self) -> None:
        """Go on when there are workers; say so if there are none."""
        if self._count():
            return
        self._say(f"No worker is at {self._address}: waiting for one")
        with self._reached():
            self._client.wait_for_workers(1)
        self._count()

    def _count(self) -> list[str]:
        """The workers that there are now."""
        with self._reached():
            found: dict[str, int] = self._client.nthreads()
        self.threads, self._since = sum(found.values()), 0
        return list(found)

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """While others are asked: whatever they fail in is told as what it is."""
        from distributed import KilledWorker

        try:
            yield
        except (KilledWorker, CallsheetError):
            raise
        except CancelledError:
            raise ClusterError(f"The scheduler at {self._address} has gone away.") from None
        except Exception as error:
            if self._client.status != "running":
                raise ClusterError(f"The scheduler at {self._address} has gone away.") from error
            why = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ClusterError(
                f"The scheduler or a worker could not take the work ({why}).  Each of them needs "
                "the same harness, in the same version, and the same version of Dask."
            ) from error


@dataclass(frozen=True, slots=True)
class _Out(Generic[Key]):
    """A hand-in that is out; ``alone``: it was given up once, and nothing else is out now."""

    key: Key
    parcel: bytes
    future: "Future[bytes] | None" = None
    alone: bool = False


@contextmanager
def connected(
    address: str, folder: Path, stamp: Stamp, say: Callable[[str], None]
) -> Iterator[Cluster[Any]]:
    """The workers of the scheduler at ``address``, ready for the assignment in ``folder``.

    ``stamp`` is what it is here; ``say`` tells a person what is waited for.  Raises ClusterError
    where no scheduler can be asked.
    """
    try:
        from distributed import Client
        from distributed.comm.addressing import get_address_host_port
        from distributed.security import Security
    except ImportError:
        raise ClusterError("Dask is not installed: pip install 'callsheet[dask]'") from None
    try:
        # a client of what cannot be an address, or that has no certificate, hangs when it ends
        get_address_host_port(address, strict=True)
        if (
            address.startswith("tls:")
            and not Security().get_connection_args("client")["ssl_context"]
        ):
            raise ClusterError(f"{address}: Dask has no certificates here (see docs/scale.md)")
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"{address}: no scheduler answers there ({error})") from None
    cluster: Cluster[Any] = Cluster(client, address, say)
    try:
        cluster.begin(folder, stamp)
        yield cluster
    finally:
        cluster.end()
        client.close()


def _refused(why: list[str]) -> str:
    return "\n".join(["Not every worker can be used; mend or end these:", *why])
