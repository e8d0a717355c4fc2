"""A token bucket: so many at once, so many a second after that."""


class TokenBucket:
    """Holds up to `burst` tokens and regains `rate` a second. Times are the caller's, in seconds."""

    __slots__ = ("_at", "_burst", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float, at: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._at = at

    def take(self, at: float) -> float:
        """Take a token; 0.0 when there was one, else the seconds until there is."""
        self._tokens = min(self._burst, self._tokens + (at - self._at) * self._rate)
        self._at = at
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self._rate
