"""Adding and measuring time in which somebody works: plain values, no records.

All moments are naive UTC; whoever gives the intervals has taken care of time zones.
"""

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta
from itertools import accumulate

EPOCH = datetime(1970, 1, 1)
SECOND = timedelta(seconds=1)


class AlwaysOpen:
    """Day and night, each day."""

    def between(self, start, end):
        return max(0, (end - start) // SECOND)

    def after(self, moment, seconds):
        return moment + seconds * SECOND


class WorkingTime:
    """Intervals in which somebody works, in whole seconds.

    :param intervals: pairs of moments, in any order; they may touch or overlap
    """

    def __init__(self, intervals):
        spans = merged((stamp(start), stamp(end)) for start, end in intervals)
        self.starts = [start for start, _end in spans]
        self.ends = [end for _start, end in spans]
        # how much has been worked at the end of each interval
        self.sums = list(accumulate(end - start for start, end in spans))

    def between(self, start, end):
        """Seconds that were worked from one moment to another; 0 if it is earlier."""
        return max(0, self._until(stamp(end)) - self._until(stamp(start)))

    def after(self, moment, seconds):
        """When so many seconds have been worked since a moment.

        :returns: a moment within an interval or at its end; the moment itself for no
            seconds; None if the intervals do not reach that far
        """
        if not seconds:
            return moment
        goal = self._until(stamp(moment)) + seconds
        index = bisect_left(self.sums, goal)
        if index == len(self.sums):
            return None
        return EPOCH + (self.ends[index] - self.sums[index] + goal) * SECOND

    def _until(self, number):
        """Seconds that were worked before."""
        index = bisect_right(self.starts, number) - 1
        if index < 0:
            return 0
        return self.sums[index] - max(0, self.ends[index] - number)


def stamp(moment):
    """Seconds since 1970; what is not whole, such as an end of day of Odoo's
    calendars, is the next one."""
    return -((EPOCH - moment) // SECOND)


def merged(spans):
    """These spans in order, without overlaps, gaps of nothing and empty ones."""
    found = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        elif start < end:
            found.append([start, end])
    return found
