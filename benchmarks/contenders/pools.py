"""One round of benchmarks/compare for a pool of Python: prints a measure and its value on each line.

Usage: pools.py multiprocessing|billiard|concurrent.futures|pebble
The work is that of Contender.java; what would take a slow pool minutes is done with fewer tasks, and counted by the second.
"""
import sys
import time

WORKERS = 2
APPLIES = 2000
TASKS = 20000
ITEMS = 1000000
SINGLE_ITEMS = 5000
ECHOES = 30


def one():
    return 1


def same(x):
    return x


class Billiard:
    """billiard, and multiprocessing, whose pool has the same methods."""

    def __init__(self, module):
        self.pool = module.Pool(WORKERS)

    def apply(self, task, *args):
        return self.pool.apply(task, args)

    def wait_for(self, tasks):
        for result in [self.pool.apply_async(one) for _ in range(tasks)]:
            result.get()

    def map(self, inputs, chunk):
        return len(self.pool.map(same, inputs, chunk))

    def close(self):
        self.pool.terminate()
        self.pool.join()


class Futures:
    """concurrent.futures, and pebble."""

    def __init__(self, executor, submit):
        self.executor = executor
        self.submit = submit

    def apply(self, task, *args):
        return self.submit(task, *args).result()

    def wait_for(self, tasks):
        for result in [self.submit(one) for _ in range(tasks)]:
            result.result()

    def map(self, inputs, chunk):
        chunk = chunk or len(inputs) // (4 * WORKERS)
        results = self.executor.map(same, inputs, chunksize=chunk)
        return len(list(results.result() if hasattr(results, "result") else results))

    def close(self):
        stop = getattr(self.executor, "stop", None)
        stop() if stop else self.executor.shutdown()


def contender(name):
    if name in ("multiprocessing", "billiard"):
        return Billiard(__import__(name))
    if name == "concurrent.futures":
        from concurrent.futures import ProcessPoolExecutor
        executor = ProcessPoolExecutor(WORKERS)
        return Futures(executor, executor.submit)
    if name == "pebble":
        from pebble import ProcessPool
        executor = ProcessPool(max_workers=WORKERS)
        return Futures(executor, lambda task, *args: executor.schedule(task, args=args))
    sys.exit(__doc__)


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(name):
    pool = contender(name)
    inputs = list(range(ITEMS))
    data = bytes(1 << 20)
    for _ in range(200):
        pool.apply(one)
    micros = sorted(1e6 * seconds(lambda: pool.apply(one)) for _ in range(APPLIES))
    print("apply_p50_us", round(micros[APPLIES // 2], 3))
    print("apply_p99_us", round(micros[APPLIES * 99 // 100], 3))
    print("async_per_s", round(TASKS / seconds(lambda: pool.wait_for(TASKS)), 3))
    print("map_per_s", round(ITEMS / seconds(lambda: pool.map(inputs, None)), 3))
    print("map_chunk1_per_s", round(SINGLE_ITEMS / seconds(lambda: pool.map(inputs[:SINGLE_ITEMS], 1)), 3))
    print("echo_1mib_ms", round(1e3 / ECHOES * seconds(lambda: [pool.apply(same, data) for _ in range(ECHOES)]), 3))
    sys.stdout.flush()
    pool.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
