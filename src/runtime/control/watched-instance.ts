/**
 * What the control socket may know of an instance, and do to it.
 *
 * @module
 */
import type { Settings } from '../../config/settings.ts';
import { createError } from '../../errors.ts';
import { LogLevel } from '../binding.ts';
import { checkSyntax, readBundle } from '../bundle.ts';
import { nativeBinding } from '../native.ts';
import type { Supervised } from '../supervised.ts';
import type { WatchedInstance } from './session.ts';

const native = nativeBinding();

/** @param all - its Workers, of which the first one has the id `id`. */
export function watchedInstance(id: number, all: readonly Supervised[], settings: Settings): WatchedInstance {
  const { name = String(id), type = 'custom', plugin = '' } = native.describe(id) ?? {};
  const info = { name, type, plugin, workers: all.length, reloadable: settings.bundle !== '' };
  const watched = all.map((each) => each.watched).filter((each) => each !== undefined);
  return {
    info,
    workers: watched,
    stats() {
      const figures = native.figures(id);
      if (figures === undefined) return undefined;
      const { values, bounds, counts } = figures;
      const records = { in: 0, out: 0 };
      for (const each of watched) {
        const counted = each.records();
        records.in += counted.in;
        records.out += counted.out;
      }
      return { ...info, figures: values, waits: { bounds, counts }, records };
    },
    async reload() {
      const started = performance.now();
      if (!info.reloadable) throw createError('FLB_NODE_E_NOT_RELOADABLE', name, 'its section has no node.bundle');
      const bundle = readBundle(settings.bundle);
      checkSyntax(bundle);
      const areReady = await Promise.all(all.map((each) => each.reload(bundle)));
      const ms = Math.round(performance.now() - started);
      const ok = areReady.every((isReady) => isReady);
      if (ok) native.log(id, LogLevel.info, `reloaded ${settings.bundle} in ${ms} ms`);
      return { instance: name, ok, ms };
    },
  };
}
