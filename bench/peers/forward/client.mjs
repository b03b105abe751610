// The way without a plugin: a Node process that sends records to Fluent Bit's in_forward, and reads what comes back (nothing).
//
//   node client.mjs PORT msgpack|msgpackr|packed [RATE [LEDGER]]
//
// With a RATE (records a second) each record carries `sent`. At SIGTERM it ends; what it had handed to the system goes to LEDGER.
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { encoders } from './encoders.mjs';
import { make } from '../../lib/record.mjs';

const [port, how, rate = '0', ledger] = process.argv.slice(2);
const encode = encoders[how];
const BATCH = 1000;
const TICK_MS = 10;

let n = 0;
let accepted = 0;
let ended = false;
process.on('SIGTERM', () => (ended = true));

const socket = await dial();
socket.setNoDelay(true);
socket.on('error', () => (ended = true));

/** Fluent Bit may not listen yet. */
async function dial() {
  for (let attempt = 0; ; attempt += 1) {
    const socket = connect(Number(port), '127.0.0.1');
    const failed = await new Promise((done) => socket.once('connect', () => done()).once('error', done));
    if (!failed) return socket;
    if (attempt === 2000) throw failed;
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** Resolves when the system has taken it: no more than one batch waits in this process. */
const send = (records) =>
  new Promise((done) => {
    socket.write(encode('t', records), (error) => {
      if (!error) accepted += records.length;
      done();
    });
  });

async function flood() {
  const records = new Array(BATCH);
  while (!ended) {
    for (let i = 0; i < BATCH; i += 1) records[i] = make(n++);
    await send(records);
  }
}

/** A stamped record at each step of the clock, in a message of its own. */
async function pace() {
  const began = performance.now();
  while (!ended) {
    const due = ((performance.now() - began) * Number(rate)) / 1000;
    while (n < due) await send([{ ...make(n++), sent: performance.timeOrigin + performance.now() }]);
    await new Promise((done) => setTimeout(done, TICK_MS));
  }
}

await (Number(rate) > 0 ? pace() : flood());
if (ledger) writeFileSync(ledger, JSON.stringify({ accepted }));
socket.destroy();
