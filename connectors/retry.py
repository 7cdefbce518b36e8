"""When to try again."""

import random

from .errors import RetryableError

MAX_TRIES = 8
FIRST_DELAY = 60.0
LONGEST_DELAY = 6 * 3600.0


def next_delay(attempt: int, error: RetryableError | None = None) -> float:
    """Seconds until the next try: 1 minute · 2ⁿ ± 20 %, at most 6 hours.

    :param attempt: how many tries have failed so far, from 1
    :param error: its ``retry_after`` is a lower bound
    """
    delay = FIRST_DELAY * 2 ** min(attempt - 1, 12)
    delay *= random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, no secret
    return max(min(delay, LONGEST_DELAY), error.retry_after if error else 0.0)
