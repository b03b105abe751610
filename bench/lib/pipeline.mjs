// A Fluent Bit (or our host) on a configuration, with the page on which it counts its records.
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeConfig } from './write-config.mjs';
import { freePort } from './port.mjs';
import { Measured } from './process.mjs';

const COUNTERS = {
  input: ['fluentbit_input_records_total', 'fluentbit_input_bytes_total'],
  output: ['fluentbit_output_proc_records_total', 'fluentbit_output_proc_bytes_total'],
};
/** How often the page is read while its next reading is awaited. It changes once a second. */
const POLL_MS = 10;
const CHANGE_TIMEOUT_MS = 20_000;

export class Pipeline {
  #port;
  #folder;

  /** @param {string} host - the program */
  static async start(host, { service, ...config }, { http = true } = {}) {
    const pipeline = new Pipeline();
    pipeline.#folder = mkdtempSync(join(tmpdir(), 'flbnode-bench-'));
    pipeline.#port = http ? await freePort() : undefined;
    const page = http ? { http_server: 'on', http_listen: '127.0.0.1', http_port: pipeline.#port } : {};
    const file = writeConfig(pipeline.#folder, {
      plugins: [],
      ...config,
      service: { flush: 0.2, grace: 5, log_level: 'warn', ...page, ...service },
    });
    pipeline.process = new Measured(host, ['-c', file]);
    return pipeline;
  }

  /**
   * Records and bytes of `input` or `output`, the sum over their instances, once there are more than `before`. Fluent Bit sets
   * its page once a second, so only at a change a count and a time belong together.
   */
  async change(what, before = { records: 0 }) {
    const deadline = performance.now() + CHANGE_TIMEOUT_MS;
    for (;;) {
      const page = await this.#page();
      const [records, bytes] = COUNTERS[what].map((name) => sum(page, name));
      if (records > before.records) return { records, bytes };
      if (!this.process.running) throw new Error(`it ended: ${lastLines(this.process.log)}`);
      if (performance.now() > deadline) throw new Error(`no records: ${lastLines(this.process.log)}`);
      await sleep(POLL_MS);
    }
  }

  async stop(signal) {
    const status = await this.process.stop(signal);
    rmSync(this.#folder, { recursive: true, force: true });
    return status;
  }

  #page() {
    return new Promise((done) => {
      const request = get({ host: '127.0.0.1', port: this.#port, path: '/api/v2/metrics/prometheus' }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => (text += part)).on('end', () => done(text)).on('error', () => done(''));
      });
      request.on('error', () => done('')); // it does not listen yet
    });
  }
}

function sum(page, name) {
  const values = [...page.matchAll(new RegExp(`^${name}\\{[^}]*\\} (\\S+)`, 'gm'))];
  return values.reduce((total, [, value]) => total + Number(value), 0);
}

/** What a log says about a failure: its errors, else its end. */
export function lastLines(log) {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => /error|FLB_NODE_E/i.test(line));
  return (errors.length > 0 ? errors.slice(0, 2) : lines.slice(-2)).join(' | ').slice(0, 400) || 'nothing in its log';
}
