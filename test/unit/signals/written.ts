/** What tests write: metrics of every kind that Fluent Bit 2.2 knows, and spans. `n` tells one writing from another. */
import type { MetricFamilyInput, ResourceSpansInput } from '../../../src/index.ts';

const timestamp = 1_700_000_000_123_456_789n;

export const allKinds = (n: number): MetricFamilyInput[] => [
  {
    type: 'counter',
    name: 'shop_orders_total',
    help: 'Orders',
    samples: [
      { labels: { n, country: 'de' }, value: 3, timestamp },
      { labels: { n, country: 'fr' }, value: 4.5, timestamp },
    ],
  },
  { type: 'gauge', name: 'shop_carts', help: 'Carts', samples: [{ value: -2, timestamp }] },
  {
    type: 'histogram',
    name: 'shop_seconds',
    help: 'Times',
    labelNames: ['path'],
    samples: [
      {
        labels: { path: '/' },
        count: 6,
        sum: 7.5,
        buckets: [
          { le: 0.5, count: 1 },
          { le: 1, count: 3 },
        ],
        timestamp,
      },
    ],
  },
  {
    type: 'summary',
    name: 'shop_bytes',
    help: 'Sizes',
    samples: [{ count: 4, sum: 10.5, quantiles: [{ quantile: 0.5, value: 2.5 }], timestamp }],
  },
  { type: 'untyped', name: 'shop_other', help: 'Other', samples: [{ value: 1, timestamp }] },
];

export const shop = (n: number): ResourceSpansInput[] => [
  {
    resource: { attributes: { 'service.name': 'shop', n } },
    scopeSpans: [
      {
        scope: { name: 'my.library', version: '1.0.0', attributes: { a: true } },
        spans: [
          {
            traceId: '5b8efff798038103d269b633813fc60c',
            spanId: 'eee19b7ec3c1b174',
            parentSpanId: 'eee19b7ec3c1b173',
            traceState: 'k=v',
            name: 'GET /cart',
            kind: 'server',
            startTimeUnixNano: timestamp,
            endTimeUnixNano: timestamp + 5n,
            attributes: { status: 200, ratio: 0.5, list: ['x', -1, [2.5]], map: { deep: 'y' }, gone: null },
            events: [{ name: 'cache miss', timeUnixNano: timestamp + 1n, attributes: { key: 'cart:7' } }],
            links: [{ traceId: '5B8EFFF798038103D269B633813FC60D', spanId: 'eee19b7ec3c1b175' }],
            status: { code: 'error', message: 'slow' },
          },
          {
            traceId: '5b8efff798038103d269b633813fc60c',
            spanId: 'eee19b7ec3c1b176',
            name: 'bare',
            startTimeUnixNano: timestamp,
            endTimeUnixNano: timestamp,
          },
        ],
      },
    ],
  },
];
