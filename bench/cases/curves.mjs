// How throughput grows: with fields, with the size of a record, with instances. Input into `null`.
const NULL = { name: 'null', match: '*' };
const QUICK = (value, i, all) => i === 0 || i === all.length - 1;

/** Fluent Bit's memory is limited, to the same for all of them: with many inputs its one pipeline is the slower part. */
const LIMIT_MB = 64;

const flood = (settings, instances = 1) => ({
  anyHost: true,
  config: ({ built }) => ({
    plugins: [built('bench-flood')],
    inputs: Array.from({ length: instances }, (_, i) => ({ name: 'bench-flood', tag: `t${i}`, mode: 'batch', mem_buf_limit: `${LIMIT_MB / instances}M`, ...settings })),
    outputs: [NULL],
  }),
});

/** Flat: the last point of a curve moves at least so many of the first one's bytes a second. */
const FLAT = 0.75;

const curve = (name, title, points, make) => ({
  name,
  title,
  measure: 'flow',
  curve: points,
  targets: [{ number: 6, of: String(points.at(-1)), to: [String(points[0])], bytes: { atLeast: FLAT } }],
  rounds: { full: 3, quick: 1 },
  // In a quick run the ends of the curve.
  variantsOf: (quick) => Object.fromEntries(points.filter(quick ? QUICK : () => true).map((at) => [String(at), make(at)])),
});

export const curves = [
  curve('curve, fields', 'Fields of a record', [1, 2, 4, 8, 16, 32, 64], (fields) => flood({ fields })),
  curve('curve, bytes', 'Bytes of a record', [100, 1000, 10_000, 100_000, 1_000_000], (bytes) => flood({ bytes })),
  curve('curve, instances', 'Instances', [1, 2, 4, 8, 16, 32], (instances) => flood({}, instances)),
];
