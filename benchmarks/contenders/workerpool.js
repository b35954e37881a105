// One round of benchmarks/compare for workerpool from npm, with processes: prints what Report.java says, for the same work.
// Usage: workerpool.js DIRECTORY TASKS WARM_UP_TASKS LEFT_OUT (how many asynchronous ones there are, and inputs mapped one by one;
// measures to leave out, with commas between them)
const fs = require('fs');
const path = require('path');
const workerpool = require('workerpool');

const WORKERS = 2;
const MANY = 16;
const APPLIES = 2000;
const WARM_UP_APPLIES = 200;
const ITEMS = 1000000;
const ECHOES = 20;

// As in WarmUp.java, in ms
const WINDOW = 100;
const MOST_WARM_UP = 2500;
const RISE = 1.05;
const WINDOWS_WITHOUT_RISE = 2;

const BOUND = 1000;
const MOST = 5;
const ENOUGH = 300;
const LIMIT = 300;

const leftOut = new Set(process.argv[5].split(','));

// ---- what runs in the workers, where nothing of this file is known

function one() {
    return 1;
}

function same(x) {
    return x;
}

async function meet(directory, workers) {
    const fs = process.getBuiltinModule('fs');
    fs.closeSync(fs.openSync(directory + '/' + process.pid, 'wx'));
    const start = Date.now();
    while (fs.readdirSync(directory).length < workers) {
        if (Date.now() - start > 20000) {
            throw new Error('only ' + fs.readdirSync(directory).length + ' of ' + workers + ' workers came');
        }
        await new Promise(resolve => setTimeout(resolve, 2));
    }
    return workers;
}

function sleep(directory) {
    const fs = process.getBuiltinModule('fs');
    fs.closeSync(fs.openSync(directory + '/' + process.pid, 'wx'));
    return new Promise(resolve => setTimeout(resolve, 60000));
}

function spin() {
    for (;;) {
    }
}

// ---- what is measured

function open(workers) {
    return workerpool.pool({minWorkers: workers, maxWorkers: workers, workerType: 'process'});
}

async function using(workers, work) {
    const pool = open(workers);
    try {
        return await work(pool);
    } finally {
        await pool.terminate(true);
    }
}

async function report(measure, ...names) {
    await most(MOST, ENOUGH, measure, ...names);
}

async function once(measure, ...names) {
    await most(1, 0, measure, ...names);
}

async function most(times, enough, measure, ...names) {
    if (leftOut.has(names[0])) {
        return;
    }
    try {
        const values = [];
        const start = Date.now();
        do {
            values.push(await measure());
        } while (values.length < times && Date.now() - start < enough);
        names.forEach((name, index) => {
            const of = values.map(each => each[index]);
            console.log(name, of.includes(null)
                ? 'failed: what should be an answer was an error, or an error an answer'
                : shown(of.sort((a, b) => a - b)[of.length >> 1]));
        });
    } catch (e) {
        names.forEach(name => console.log(name, 'failed:', String(e).replace(/\n/g, ' ')));
    }
}

function shown(value) {
    return value === Infinity ? '>' + BOUND : value.toFixed(3);
}

function now() {
    return Number(process.hrtime.bigint()) / 1e6;
}

async function millis(work) {
    const start = now();
    await work();
    return now() - start;
}

function check(answered, wanted) {
    if (answered !== wanted) {
        throw new Error(answered + ' answered of ' + wanted);
    }
}

function place(directory) {
    return fs.mkdtempSync(path.join(directory, 'meeting'));
}

function allAnswer(pool, directory, workers) {
    return Promise.all(Array.from({length: workers}, () => pool.exec(meet, [directory, workers])));
}

async function start(directory, workers) {
    const meeting = place(directory);
    const begin = now();
    return using(workers, async pool => {
        await allAnswer(pool, meeting, workers);
        return [now() - begin];
    });
}

// MB of a worker that has answered once.
function memory(directory) {
    return using(WORKERS, async pool => {
        await allAnswer(pool, place(directory), WORKERS);
        await new Promise(resolve => setTimeout(resolve, 200));
        const children = fs.readdirSync('/proc/self/task')
            .flatMap(task => fs.readFileSync('/proc/self/task/' + task + '/children', 'utf8').split(' '))
            .filter(pid => pid !== '');
        check(children.length, WORKERS);
        const bytes = children
            .map(pid => fs.readFileSync('/proc/' + pid + '/smaps_rollup', 'utf8').match(/^Pss: *(\d+) kB/m)[1] * 1024);
        return [bytes.reduce((a, b) => a + b) / WORKERS / 1e6];
    });
}

async function warm(name, work) {
    if (leftOut.has(name)) {
        return;
    }
    let fastest = 0;
    let withoutRise = 0;
    for (let total = 0; withoutRise < WINDOWS_WITHOUT_RISE && total < MOST_WARM_UP; ) {
        let times = 0;
        let took = 0;
        while (took < WINDOW) {
            took += await millis(work);
            times++;
        }
        withoutRise = times / took > RISE * fastest ? 0 : withoutRise + 1;
        fastest = Math.max(fastest, times / took);
        total += took;
    }
    console.log('warmed', name);
}

async function applies(pool) {
    const micros = [];
    for (let i = 0; i < APPLIES; i++) {
        micros.push(1e3 * await millis(() => pool.exec(one)));
    }
    micros.sort((a, b) => a - b);
    return [micros[APPLIES / 2], micros[APPLIES * 99 / 100]];
}

async function caller(pool, times) {
    for (let i = 0; i < times; i++) {
        await pool.exec(one);
    }
}

function twoCallers(pool, times) {
    return Promise.all([caller(pool, times), caller(pool, times)]);
}

function all(pool, tasks) {
    return Promise.all(Array.from({length: tasks}, () => pool.exec(one)));
}

// It has no map, so the chunks are made here as multiprocessing makes them.
async function map(pool, items, chunk) {
    const parts = [];
    for (let from = 0; from < items.length; from += chunk) {
        parts.push(pool.exec(same, [items.slice(from, from + chunk)]));
    }
    const results = await Promise.all(parts);
    check(results.reduce((sum, part) => sum + part.length, 0), items.length);
}

async function echoes(pool, data, times) {
    return [await millis(async () => {
        for (let i = 0; i < times; i++) {
            check((await pool.exec(same, [data])).length, data.length);
        }
    }) / times];
}

async function throughput(tasks, warmUpTasks) {
    await using(WORKERS, async pool => {
        const items = Array.from({length: ITEMS}, (_, i) => i);
        const chunk = ITEMS / (4 * WORKERS);
        const few = items.slice(0, tasks);
        const small = 'x'.repeat(1 << 20);
        const large = 'x'.repeat(64 << 20);
        await once(async () => [1e3 * tasks / await millis(() => all(pool, tasks))], 'async_first_per_s');
        await warm('apply_p50_us', () => pool.exec(one));
        await warm('async_per_s', () => all(pool, warmUpTasks));
        await warm('map_per_s', () => map(pool, items.slice(0, 100 * warmUpTasks), 100 * warmUpTasks / (4 * WORKERS)));
        await warm('map_chunk1_per_s', () => map(pool, few.slice(0, warmUpTasks), 1));
        await warm('echo_1mib_ms', () => echoes(pool, small, 1));
        await warm('apply_2_per_s', () => twoCallers(pool, WARM_UP_APPLIES));
        await most(9, 1000, () => echoes(pool, large, 1), 'echo_64mib_ms');
        await report(() => applies(pool), 'apply_p50_us', 'apply_p99_us');
        await report(async () => [2e3 * APPLIES / await millis(() => twoCallers(pool, APPLIES))], 'apply_2_per_s');
        await report(async () => [1e3 * tasks / await millis(() => all(pool, tasks))], 'async_per_s');
        await report(async () => [1e3 * ITEMS / await millis(() => map(pool, items, chunk))], 'map_per_s');
        await report(async () => [1e3 * tasks / await millis(() => map(pool, few, 1))], 'map_chunk1_per_s');
        await report(() => echoes(pool, small, ECHOES), 'echo_1mib_ms');
    });
}

// When it ended after that in ms, as it should: with an answer, or with an error. null where it was the other.
async function ended(result, begin, wellExpected) {
    let timer;
    const bound = new Promise(resolve => timer = setTimeout(() => resolve(null), BOUND - (now() - begin)));
    const well = await Promise.race([result.then(() => true, () => false), bound]);
    clearTimeout(timer);
    return well === null ? Infinity : well === wellExpected ? now() - begin : null;
}

// From the SIGKILL of a busy worker to its caller's error, and to the answer to a task that is sent at once.
function killed(directory) {
    return using(1, async pool => {
        const meeting = place(directory);
        await pool.exec(one);
        const busy = pool.exec(sleep, [meeting]);
        while (fs.readdirSync(meeting).length === 0) {
            await new Promise(resolve => setTimeout(resolve, 1));
        }
        const begin = now();
        process.kill(Number(fs.readdirSync(meeting)[0]), 'SIGKILL');
        return Promise.all([ended(busy, begin, false), ended(pool.exec(one), begin, true)]);
    });
}

function lateness() {
    return using(1, async pool => {
        await pool.exec(one);
        const due = now() + LIMIT;
        return [await ended(pool.exec(spin).timeout(LIMIT), due, false)];
    });
}

async function main(directory, tasks, warmUpTasks) {
    await once(() => memory(directory), 'pss_mb');
    await report(() => start(directory, WORKERS), 'start_2_ms');
    await report(() => start(directory, MANY), 'start_16_ms');
    await throughput(tasks, warmUpTasks);
    await report(() => killed(directory), 'kill_error_ms', 'kill_answer_ms');
    console.log('kill_answer_spare_ms none');
    await report(lateness, 'limit_late_ms');
}

main(process.argv[2], Number(process.argv[3]), Number(process.argv[4]));
