import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test, vi } from 'vitest';
import { Heartbeat } from '../../../src/runtime/heartbeat.ts';

/** A Worker that answers, until it is told to loop for ever. */
const SOURCE = `
  const { parentPort, workerData } = require('node:worker_threads');
  workerData.on('message', () => workerData.postMessage(0));
  parentPort.on('message', () => { for (;;); });
  workerData.postMessage(0);
`;

test('a Worker that loops for ever is noticed, once; one that turns is not', async () => {
  const onBlocked = vi.fn();
  const heartbeat = new Heartbeat(2000, onBlocked);
  const { remotePort } = heartbeat;
  const worker = new Worker(SOURCE, { eval: true, workerData: remotePort, transferList: [remotePort] });
  await once(worker, 'online');
  await new Promise((done) => setTimeout(done, 3000));
  expect(onBlocked).not.toHaveBeenCalled();
  worker.postMessage('loop');
  await vi.waitFor(() => expect(onBlocked).toHaveBeenCalledOnce(), { timeout: 30_000, interval: 50 });
  await worker.terminate();
  heartbeat.stop();
});

test('a Worker that has not begun is not watched yet', async () => {
  const onBlocked = vi.fn();
  const heartbeat = new Heartbeat(50, onBlocked);
  await new Promise((done) => setTimeout(done, 300));
  expect(onBlocked).not.toHaveBeenCalled();
  heartbeat.stop();
});

test('a stopped one asks nobody', async () => {
  const onBlocked = vi.fn();
  const heartbeat = new Heartbeat(50, onBlocked);
  heartbeat.remotePort.postMessage(0);
  await new Promise((done) => setImmediate(done));
  heartbeat.stop();
  await new Promise((done) => setTimeout(done, 300));
  expect(onBlocked).not.toHaveBeenCalled();
  heartbeat.remotePort.close();
});
