// Ratios of variants, and what they are to be.

/** Of the others, less is better. */
const BETTER = { rate: Math.max, bytes: Math.max };

/**
 * The results of a case's targets. A target is about one metric of the variant `of`:
 *
 * - `to`: as a ratio to that of a peer; of several peers, or of all whose names a RegExp finds, the best;
 * - `minus`: what it is more than another variant's, divided by `per`;
 * - neither: itself.
 *
 * With `worst` every run has to meet it and not their median.
 *
 * @param {{ targets?: object[], variants: object }} definition
 * @param {Record<string, object>} results - of each variant, as run-case.mjs gives them
 * @returns {object[]} `value`, from `low` to `high`; `met` is null where something was not run, and `why` says why
 */
export function judge({ targets = [], variants }, results) {
  return targets.map((target) => {
    const { number, of, to, minus, per = 1, worst = false, ...metrics } = target;
    const [[metric, wanted]] = Object.entries(metrics);
    const peer = to ? best(to instanceof RegExp ? Object.keys(variants).filter((name) => to.test(name)) : to, results, metric) : minus;
    const base = { number, of, ...(to ? { to: peer } : {}), ...(minus ? { minus, per } : {}), metric, wanted };
    const [a, b] = [results[of], peer === undefined ? undefined : results[peer]];
    const why = reason(a, metric) ?? (peer === undefined ? undefined : reason(b, metric));
    if (why) return { ...base, value: null, met: null, why };
    const compare = to ? (x, y) => x / y : minus ? (x, y) => (x - y) / per : (x) => x;
    // Of runs that stood side by side.
    const pairs = a[metric].runs.map((x, i) => compare(x, b?.[metric].runs[i]));
    const [low, high] = [Math.min(...pairs), Math.max(...pairs)];
    const value = compare(a[metric].median, b?.[metric].median);
    const asked = worst ? [low, high] : [value];
    return { ...base, value, low, high, met: asked.every((each) => meets(each, wanted)) };
  });
}

const meets = (value, { atLeast = -Infinity, atMost = Infinity }) => value >= atLeast && value <= atMost;

function reason(result, metric) {
  if (!result) return 'not chosen';
  return result.notRun ?? (result[metric] ? undefined : 'not measured');
}

/** The name of the peer that is hardest to beat; of those that were not run, the first. */
function best(names, results, metric) {
  const ran = names.filter((name) => results[name]?.[metric]);
  const better = BETTER[metric] ?? Math.min;
  const value = better(...ran.map((name) => results[name][metric].median));
  return ran.find((name) => results[name][metric].median === value) ?? names[0];
}
