// Ratios of variants, and what they are to be.

/** Whether more or less of it is better. */
const BETTER = { rate: Math.max };

/**
 * The results of a case's targets. A target compares one metric of a variant with that of one of its peers (of several:
 * the best), or with a number.
 *
 * @returns {{ number, text, ratio, low, high, wanted, met, why }[]} `met` is null where something was not run
 */
export function judge({ targets = [], variants }, results) {
  return targets.map((target) => {
    const { number, of, to, ...metrics } = target;
    const [[metric, wanted]] = Object.entries(metrics);
    const ours = results[of];
    const base = { number, metric, of, wanted };
    if (to === undefined) return { ...base, text: `${of}: ${metric}`, ...verdict(ours, undefined, metric, wanted) };
    const names = to instanceof RegExp ? Object.keys(variants).filter((name) => to.test(name)) : to;
    const peer = best(names, results, metric) ?? names[0];
    return { ...base, to: peer, text: `${of} / ${peer}: ${metric}`, ...verdict(ours, results[peer], metric, wanted) };
  });
}

function best(names, results, metric) {
  const better = BETTER[metric] ?? Math.min;
  const ran = names.filter((name) => results[name]?.[metric]);
  const value = better(...ran.map((name) => results[name][metric].median));
  return ran.find((name) => results[name][metric].median === value);
}

function verdict(ours, peer, metric, wanted) {
  const why = ours?.notRun ?? peer?.notRun;
  const [a, b] = [ours?.[metric], peer?.[metric]];
  if (why || !a || (peer && !b)) return { ratio: null, met: null, why: why ?? 'not measured' };
  const ratio = a.median / (b?.median ?? 1);
  // Of runs that stood side by side.
  const pairs = a.runs.map((value, i) => value / (b?.runs[i] ?? 1));
  const met = (wanted.atLeast === undefined || ratio >= wanted.atLeast) && (wanted.atMost === undefined || ratio <= wanted.atMost);
  return { ratio, low: Math.min(...pairs), high: Math.max(...pairs), met };
}
