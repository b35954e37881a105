"""One round of benchmarks/compare for a pool of Python: prints what Report.java says, for the same work.

Usage: pools.py multiprocessing|billiard|concurrent.futures|pebble DIRECTORY TASKS WARM_UP_TASKS LEFT_OUT
TASKS is how many asynchronous ones there are in a warm pool, and how many inputs are mapped one by one;
WARM_UP_TASKS the same for each piece of the warm-up, which maps 100 times as many with the default chunk;
LEFT_OUT the measures to leave out, with commas between them.
"""
import concurrent.futures
import contextlib
import os
import signal
import sys
import tempfile
import threading
import time

WORKERS = 2
MANY = 16
APPLIES = 2000
WARM_UP_APPLIES = 200
ITEMS = 1000000
ECHOES = 20

# As in WarmUp.java
WINDOW = 0.1
MOST_WARM_UP = 2.5
RISE = 1.05
WINDOWS_WITHOUT_RISE = 2

BOUND = 1
BEYOND = float("inf")
MOST = 5
ENOUGH = 0.3
PATIENCE = 20
LIMIT = 0.3

left_out = set()


# ---- what runs in the workers

def one():
    return 1


def same(x):
    return x


def meet(directory, workers):
    """Ends once so many workers have come here, each with a job of its own: then all of them have started."""
    arrive(directory)
    start = time.monotonic()
    while len(os.listdir(directory)) < workers:
        if time.monotonic() - start > PATIENCE:
            raise RuntimeError(f"only {len(os.listdir(directory))} of {workers} workers came")
        time.sleep(0.002)
    return workers


def sleep(directory):
    arrive(directory)
    time.sleep(60)


def spin():
    while True:
        pass


def arrive(directory):
    os.close(os.open(os.path.join(directory, str(os.getpid())), os.O_CREAT | os.O_EXCL))


# ---- the pools

class Pool:
    """multiprocessing, and billiard, whose pool has the same methods."""

    def __init__(self, module, workers, **options):
        self.pool = __import__(module).Pool(workers, **options)

    def apply(self, task, *args):
        return self.pool.apply(task, args)

    def wait_for(self, tasks):
        for result in [self.pool.apply_async(one) for _ in range(tasks)]:
            result.get()

    def map(self, inputs, chunk):
        return len(self.pool.map(same, inputs, chunk))

    def submit(self, task, *args):
        """What waits for its result, for so many seconds."""
        return self.pool.apply_async(task, args).get

    def submit_with_limit(self, task, limit):
        return self.pool.apply_async(task, timeout=limit).get

    def close(self):
        """Kills what is left after a second: billiard waits for ever for a worker that got its signal too early."""
        last_resort = threading.Timer(1, kill_children)
        last_resort.start()
        self.pool.terminate()
        self.pool.join()
        last_resort.cancel()


class Futures:
    """concurrent.futures."""

    def __init__(self, workers):
        self.workers = workers
        self.executor = self.open()

    def open(self):
        return concurrent.futures.ProcessPoolExecutor(self.workers)

    def future(self, task, *args):
        return self.executor.submit(task, *args)

    def apply(self, task, *args):
        return self.future(task, *args).result()

    def wait_for(self, tasks):
        for result in [self.future(one) for _ in range(tasks)]:
            result.result()

    def map(self, inputs, chunk):
        """It has no default chunk but 1, so it gets that of multiprocessing."""
        chunk = chunk or len(inputs) // (4 * self.workers)
        results = self.executor.map(same, inputs, chunksize=chunk)
        return len(list(results.result() if hasattr(results, "result") else results))

    def submit(self, task, *args):
        return self.future(task, *args).result

    def close(self):
        self.executor.shutdown(cancel_futures=True)


class Pebble(Futures):

    def open(self):
        import pebble
        return pebble.ProcessPool(max_workers=self.workers)

    def future(self, task, *args):
        return self.executor.schedule(task, args=args)

    def submit_with_limit(self, task, limit):
        return self.executor.schedule(task, timeout=limit).result

    def close(self):
        self.executor.stop()
        self.executor.join()


def opener(name):
    if name in ("multiprocessing", "billiard"):
        return lambda workers: Pool(name, workers)
    return {"concurrent.futures": Futures, "pebble": Pebble}[name]


# ---- what is measured

def once(measure, *names):
    report(measure, *names, most=1)


def report(measure, *names, most=MOST, enough=ENOUGH):
    """Measures up to so many times, no more once so many seconds are over, and prints the medians."""
    if names[0] in left_out:
        return
    try:
        values = []
        start = time.monotonic()
        while not values or len(values) < most and time.monotonic() - start < enough:
            values.append(measure())
        for index, name in enumerate(names):
            of = [each[index] for each in values]
            wrong = [value for value in of if isinstance(value, str)]
            of = wrong[0] if wrong else sorted(of)[len(of) // 2]
            print(name, shown(of), flush=True)
    except Exception as e:
        for name in names:
            print(name, failed(e), flush=True)


def failed(error):
    return "failed: " + repr(error).replace("\n", " ")


def shown(value):
    if isinstance(value, str):
        return value
    return f">{BOUND * 1000}" if value == BEYOND else f"{value:.3f}"


def none(*names):
    for name in names:
        print(name, "none", flush=True)


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def check(answered, wanted):
    if answered != wanted:
        raise RuntimeError(f"{answered} answered of {wanted}")


def all_answer(pool, directory, workers):
    for answer in [pool.submit(meet, directory, workers) for _ in range(workers)]:
        answer(timeout=PATIENCE)


def place(directory):
    return tempfile.mkdtemp(dir=directory)


def start(open_pool, directory, workers):
    meeting = place(directory)
    begin = time.perf_counter()
    with contextlib.closing(open_pool(workers)) as pool:
        all_answer(pool, meeting, workers)
        return [1e3 * (time.perf_counter() - begin)]


def memory(open_pool, directory):
    """MB of a worker that has answered once."""
    with contextlib.closing(open_pool(WORKERS)) as pool:
        all_answer(pool, place(directory), WORKERS)
        time.sleep(0.2)
        workers = children()
        check(len(workers), WORKERS)
        return [sum(map(proportional_set_size, workers)) / WORKERS / 1e6]


def children():
    """Each thread's own."""
    found = []
    for task in os.listdir("/proc/self/task"):
        with open(f"/proc/self/task/{task}/children") as file:
            found += file.read().split()
    return found


def kill_children():
    for pid in children():
        os.kill(int(pid), signal.SIGKILL)


def proportional_set_size(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return next(1024 * int(line.split()[1]) for line in file if line.startswith("Pss:"))


def applies(pool):
    micros = sorted(1e6 * seconds(lambda: pool.apply(one)) for _ in range(APPLIES))
    return micros[APPLIES // 2], micros[APPLIES * 99 // 100]


def two_callers(pool, times):
    def caller():
        for _ in range(times):
            pool.apply(one)

    other = threading.Thread(target=caller)
    other.start()
    caller()
    other.join()


def echoes(pool, data, times):
    return [1e3 / times * seconds(lambda: [check(len(pool.apply(same, data)), len(data)) for _ in range(times)])]


def throughput(open_pool, tasks, warm_up_tasks):
    with contextlib.closing(open_pool(WORKERS)) as pool:
        inputs = list(range(ITEMS))
        small = bytes(1 << 20)
        large = bytes(64 << 20)
        once(lambda: [tasks / seconds(lambda: pool.wait_for(tasks))], "async_first_per_s")
        warm("apply_p50_us", lambda: pool.apply(one))
        warm("async_per_s", lambda: pool.wait_for(warm_up_tasks))
        warm("map_per_s", lambda: pool.map(inputs[:100 * warm_up_tasks], None))
        warm("map_chunk1_per_s", lambda: pool.map(inputs[:warm_up_tasks], 1))
        warm("echo_1mib_ms", lambda: pool.apply(same, small))
        warm("apply_2_per_s", lambda: two_callers(pool, WARM_UP_APPLIES))
        report(lambda: echoes(pool, large, 1), "echo_64mib_ms", most=9, enough=1)
        report(lambda: applies(pool), "apply_p50_us", "apply_p99_us")
        report(lambda: [2 * APPLIES / seconds(lambda: two_callers(pool, APPLIES))], "apply_2_per_s")
        report(lambda: [tasks / seconds(lambda: pool.wait_for(tasks))], "async_per_s")
        report(lambda: rate(pool, inputs, None), "map_per_s")
        report(lambda: rate(pool, inputs[:tasks], 1), "map_chunk1_per_s")
        report(lambda: echoes(pool, small, ECHOES), "echo_1mib_ms")


def warm(name, work):
    if name in left_out:
        return
    fastest = total = without_rise = 0
    while without_rise < WINDOWS_WITHOUT_RISE and total < MOST_WARM_UP:
        times = took = 0
        while took < WINDOW:
            took += seconds(work)
            times += 1
        without_rise = 0 if times / took > RISE * fastest else without_rise + 1
        fastest = max(fastest, times / took)
        total += took
    print("warmed", name, flush=True)


def rate(pool, items, chunk):
    return [len(items) / seconds(lambda: check(pool.map(items, chunk), len(items)))]


def ended(wait, begin, well_expected):
    """When it ended after that in ms, as it should: with an answer, or with an error. Words where it was the other."""
    try:
        wait(timeout=BOUND - (time.perf_counter() - begin))
        error = None
    except Exception as e:
        # Each pool has an error of its own for a time-out, or a built-in one, so the clock tells.
        if time.perf_counter() - begin >= BOUND:
            return BEYOND
        error = e
    took = 1e3 * (time.perf_counter() - begin)
    if well_expected:
        return failed(error) if error else took
    return took if error else "failed: no error came"


def answered(pool, begin):
    try:
        return ended(pool.submit(one), begin, True)
    except Exception as e:
        return failed(e)


def killed(open_pool, directory):
    """From the SIGKILL of a busy worker to its caller's error, and to the answer to a task that is sent at once."""
    meeting = place(directory)
    with contextlib.closing(open_pool(1)) as pool:
        pool.apply(one)
        busy = pool.submit(sleep, meeting)
        while not os.listdir(meeting):
            time.sleep(0.001)
        worker = int(os.listdir(meeting)[0])
        begin = time.perf_counter()
        os.kill(worker, signal.SIGKILL)
        with concurrent.futures.ThreadPoolExecutor(2) as callers:
            answer = callers.submit(answered, pool, begin)
            error = callers.submit(ended, busy, begin, False)
            return error.result(), answer.result()


def lateness(open_pool):
    with contextlib.closing(open_pool(1)) as pool:
        pool.apply(one)
        due = time.perf_counter() + LIMIT
        return [ended(pool.submit_with_limit(spin, LIMIT), due, False)]


def main(name, directory, tasks, warm_up_tasks):
    open_pool = opener(name)
    # First: a process that is forked shares what its parent has by then.
    once(lambda: memory(open_pool, directory), "pss_mb")
    report(lambda: start(open_pool, directory, WORKERS), "start_2_ms")
    report(lambda: start(open_pool, directory, MANY), "start_16_ms")
    throughput(open_pool, tasks, warm_up_tasks)
    report(lambda: killed(open_pool, directory), "kill_error_ms", "kill_answer_ms")
    none("kill_answer_spare_ms")
    # billiard heeds the limit of a task only where its pool has one.
    open_limited = {"billiard": lambda workers: Pool(name, workers, timeout=60), "pebble": Pebble}.get(name)
    if open_limited:
        report(lambda: lateness(open_limited), "limit_late_ms")
    else:
        none("limit_late_ms")


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    left_out.update(sys.argv[5].split(","))
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
