"""What of a comparison fits into the minutes that it may take."""
import collections
import time

# Of the seconds that are left, the part that is planned: a turn may take longer than the one before it.
PLANNED = 0.9
# Seconds that a turn may take beside twice what it is expected to.
SLACK = 5
# Of the seconds that are left, the part that a contender of several may take while it is not known what it takes.
FIRST_PART = 1 / 3
# What a turn takes beside its measures: no measure, so it cannot be left out.
REST = "rest"


class Budget:
    """Ends at a deadline, of time.monotonic(). Knows what each contender took for each measure when it measured it last."""

    def __init__(self, deadline):
        self.deadline = deadline
        self.costs = {}

    def left(self):
        return self.deadline - time.monotonic()

    def took(self, name, turn):
        rest = turn.seconds - sum(turn.by_measure.values())
        self.costs[name] = {**self.costs.get(name, {}), **turn.by_measure, REST: rest}

    def left_out(self, turns, keep):
        """Measures by contender that do not fit, where these turns are to come, a name for each: the dearest, but none of keep.

        In the first round, when it is not known yet what all of them take, nothing is left out.
        """
        left_out = collections.defaultdict(set)
        number = collections.Counter(turns)
        if not all(name in self.costs for name in number):
            return left_out
        seconds = {(name, measure): number[name] * cost for name in number for measure, cost in self.costs[name].items()}
        over = sum(seconds.values()) - PLANNED * self.left()
        for name, measure in sorted(seconds, key=seconds.get, reverse=True):
            if over > 0 and name != keep and measure != REST:
                over -= seconds[name, measure]
                left_out[name].add(measure)
        return left_out

    def limit(self, name, left_out, contenders):
        """Seconds for a turn, one of so many in a round: a contender that hangs leaves time for the others."""
        if name not in self.costs:
            return self.left() * max(FIRST_PART, 1 / contenders)
        expected = sum(cost for measure, cost in self.costs[name].items() if measure not in left_out)
        return min(self.left(), 2 * expected + SLACK)
