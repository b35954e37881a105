"""The figures of a comparison as a table and as JSON."""
import json
import math
import statistics

MEASURES = {
    "apply_p50_us": ("no-op apply, p50, us", False),
    "apply_p99_us": ("no-op apply, p99, us", False),
    "apply_2_per_s": ("no-op apply from 2 callers, tasks/s", True),
    "async_per_s": ("async no-op tasks/s", True),
    "async_first_per_s": ("the same, the first ones of a pool, tasks/s", True),
    "map_per_s": ("map of 1M ints, default chunk, items/s", True),
    "map_chunk1_per_s": ("map, chunk 1, items/s", True),
    "echo_1mib_ms": ("echo of 1 MiB, ms", False),
    "echo_64mib_ms": ("echo of 64 MiB, ms", False),
    "start_2_ms": ("start of 2 workers until all have answered, ms", False),
    "start_16_ms": ("start of 16 workers until all have answered, ms", False),
    "pss_mb": ("memory (PSS) of an idle worker, MB", False),
    "kill_error_ms": ("SIGKILL of a busy worker to its caller's error, ms", False),
    "kill_answer_ms": ("SIGKILL of the only worker to the next answer, ms", False),
    "kill_answer_spare_ms": ("the same with a spare worker, ms", False),
    "limit_late_ms": ("error of a busy loop after its hard limit of 300 ms, ms late", False),
}
BOUND = 1000


def parsed(value):
    """A number; infinite for ">N"; or words."""
    if value.startswith(">"):
        return math.inf
    try:
        return float(value)
    except ValueError:
        return value


def summary(each):
    """Of the values of the rounds: median, least, most; or what the first one says that is no number."""
    words = [value for value in each if isinstance(value, str)]
    return words[0] if words else (statistics.median_low(each), min(each), max(each))


def shown(value):
    return f">{BOUND:,}" if value == math.inf else f"{value:,.1f}"


def ratio(own, other, more_is_better):
    """How many times better Carom is, as text; empty where that cannot be said."""
    if isinstance(own, str) or own[0] == math.inf or own[0] <= 0 or other[0] <= 0:
        return ""
    if other[0] == math.inf:
        return f"Carom: more than {BOUND / own[0]:,.0f}x"
    factor = own[0] / other[0] if more_is_better else other[0] / own[0]
    return f"Carom: {factor:,.2f}x" if factor < 10 else f"Carom: {factor:,.0f}x"


def partly(each, rounds):
    return "" if len(each) == rounds else f"in {len(each)} of {rounds} rounds"


def table(values, rounds):
    """Prints a line for each measure and contender; it says so where the figure is not of all rounds."""
    for measure, (title, more_is_better) in MEASURES.items():
        if not any(measure in of for of in values.values()):
            continue
        print(f"\n{title}")
        own = summary(values["carom"][measure]) if measure in values.get("carom", {}) else "none"
        for name, by_measure in values.items():
            if measure not in by_measure:
                continue
            each = by_measure[measure]
            of = summary(each)
            if isinstance(of, str):
                print(f"  {name:20} {of:>16}" if of == "none" else f"  {name:20} {of}   {partly(each, rounds)}".rstrip())
                continue
            spread = f"({shown(of[1])} to {shown(of[2])})"
            compared = ratio(own, of, more_is_better) if name != "carom" else ""
            print(f"  {name:20} {shown(of[0]):>16}   {spread:32} {compared:24} {partly(each, rounds)}".rstrip())


def as_json(of):
    return f">{BOUND}" if of == math.inf else of


def write_json(file, head, values):
    def described(name, measure):
        of = summary(values[name][measure])
        rounds = {"rounds": [as_json(value) for value in values[name][measure]], "measured_in": len(values[name][measure])}
        if isinstance(of, str):
            return {**rounds, "outcome": of}
        described = {**dict(zip(("median", "min", "max"), map(as_json, of))), **rounds}
        own = summary(values["carom"][measure]) if measure in values.get("carom", {}) else "none"
        if not isinstance(own, str) and math.inf not in (own[0], of[0]) and of[0] > 0 and own[0] > 0:
            described["carom_is_better_by"] = own[0] / of[0] if MEASURES[measure][1] else of[0] / own[0]
        return described

    measures = {measure: {name: described(name, measure) for name in values if measure in values[name]} for measure in MEASURES}
    titles = {measure: title for measure, (title, _) in MEASURES.items()}
    json.dump({**head, "titles": titles, "measures": measures}, file, indent=2)
