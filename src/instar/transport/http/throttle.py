"""How often somebody may change something."""

import time
from collections import OrderedDict
from collections.abc import Callable

from instar.model.bucket import TokenBucket
from instar.protocol.errors import InstarError

REMEMBERED = 10_000


class Throttle:
    """A token bucket for each key; of many keys the ones that rested longest are forgotten."""

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def demand(self, key: str) -> None:
        """Raises `rate_limited.requests` when the key asks too often."""
        at = self._clock()
        bucket = self._buckets.pop(key, None) or TokenBucket(self._rate, self._burst, at)
        self._buckets[key] = bucket
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        wait = bucket.take(at)
        if wait > 0:
            raise InstarError(
                "rate_limited.requests", "Too many requests.", retry_after=round(wait, 3)
            )
