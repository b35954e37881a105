// One round of benchmarks/compare for workerpool from npm, with processes: prints a measure and its value on each line.
const workerpool = require('workerpool');

const APPLIES = 2000;
const TASKS = 10000;

function one() {
    return 1;
}

async function main() {
    const pool = workerpool.pool({maxWorkers: 2, workerType: 'process'});
    for (let i = 0; i < 200; i++) {
        await pool.exec(one);
    }
    const micros = [];
    for (let i = 0; i < APPLIES; i++) {
        const start = process.hrtime.bigint();
        await pool.exec(one);
        micros.push(Number(process.hrtime.bigint() - start) / 1e3);
    }
    micros.sort((a, b) => a - b);
    console.log('apply_p50_us', micros[APPLIES / 2].toFixed(3));
    console.log('apply_p99_us', micros[APPLIES * 99 / 100].toFixed(3));
    const start = process.hrtime.bigint();
    await Promise.all(Array.from({length: TASKS}, () => pool.exec(one)));
    console.log('async_per_s', (TASKS / (Number(process.hrtime.bigint() - start) / 1e9)).toFixed(3));
    await pool.terminate();
}

main();
