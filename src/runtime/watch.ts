/**
 * Looks at what passes between an instance and its host, from within its Worker: for the control socket (`node.control`).
 * Embedded in libflbnode.so, and loaded where it is wanted only.
 *
 * It stands between the host and the plugin's bundle, so it works with every bundle, also one of an older release. With
 * nobody looking it reads one word per chunk; an input's records do not pass here at all.
 *
 * @module
 */
import { clearInterval, setInterval } from 'node:timers';
import type { HostEvent } from './binding.ts';
import type { AttachedInstance } from './native.ts';
import { ChunkWatch } from './watch/chunk-watch.ts';
import { EventJson } from './watch/event-json.ts';
import { QueueWatch } from './watch/queue-watch.ts';
import { Tap } from './watch/tap.ts';
import { type WatchData, WATCHED, type WatchOrder } from './watch/watch-data.ts';

/** Between two reports, where there is little to report. */
const REPORT_MS = 100;

type Flush = HostEvent & { kind: 'flush' };

/** Puts itself between the two. */
export function watch(instance: AttachedInstance, { port, shared }: Pick<WatchData, 'port' | 'shared'>): void {
  const words = new Uint32Array(shared);
  const taps = new Map<number, Tap>();
  const json = new EventJson();
  const { name, type, ring } = instance;
  const head = `{"instance":${JSON.stringify(name)},"type":"${type}"`;
  const tapsFor = (tag?: string): Tap[] => [...taps.values()].filter((tap) => tap.wants(name, tag));
  const chunks = new ChunkWatch(type, head, words, json, tapsFor);
  const queue = ring && new QueueWatch(ring, head, json, tapsFor);
  const { listen, ready, wake, complete, secrets, done } = instance;
  let tell: (event: HostEvent) => void = () => {};
  /** Until it is ready, a plugin would send back what came during a reload. */
  let early: Flush[] | undefined = [];

  const pass = (event: HostEvent): void => {
    if (words[WATCHED] !== 0) {
      if (event.kind === 'flush') chunks.came(event.id, event.tag, event.data);
      else if (event.kind === 'expired') chunks.late(event.id);
    }
    tell(event);
  };
  instance.listen = (listener) => {
    tell = listener;
    listen.call(instance, (event) => {
      if (early === undefined) pass(event);
      else if (event.kind === 'flush') early.push(event);
      else {
        if (event.kind === 'expired') early = early.filter(({ id }) => id !== event.id);
        pass(event);
      }
    });
  };
  instance.ready = (families) => {
    ready.call(instance, families);
    const waiting = early ?? [];
    early = undefined;
    // Not within the plugin's init.
    if (waiting.length > 0) setImmediate(() => waiting.forEach(pass));
  };
  instance.wake = () => {
    wake.call(instance);
    queue?.wake();
  };
  instance.complete = (id, status, data) => {
    if (words[WATCHED] !== 0) chunks.answered(id, status, data);
    complete.call(instance, id, status, data);
  };
  instance.secrets = (values) => {
    json.addSecrets(values);
    secrets?.call(instance, values);
  };
  instance.done = () => {
    report();
    done.call(instance);
  };

  const report = (): void => {
    queue?.look();
    for (const tap of taps.values()) tap.flush();
  };
  let reports: NodeJS.Timeout | undefined;
  const setTaps = (orders: (WatchOrder & { kind: 'taps' })['taps']): void => {
    for (const id of [...taps.keys()]) if (!orders.some((order) => order.id === id)) taps.delete(id);
    for (const order of orders) {
      if (!taps.has(order.id)) taps.set(order.id, new Tap(order, (sent) => port.postMessage(sent)));
    }
    clearInterval(reports);
    if (taps.size === 0) return queue?.stop();
    queue?.start();
    reports = setInterval(report, REPORT_MS).unref();
  };
  port.on('message', (order: WatchOrder) => {
    switch (order.kind) {
      case 'taps':
        return setTaps(order.taps);
      case 'taken':
        return taps.get(order.tap)?.taken(order.length);
      case 'end':
        tell({ kind: 'cancel' });
    }
  });
  // Alone it must not keep the Worker.
  port.unref();
}
