// The suite native-tsan by itself, and what its report says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPORTS, sanitized } from './suites.mjs';

export { report } from './fail.mjs';

export async function tsan() {
  const { passed, failed } = await sanitized('tsan');
  const output = failed === 0 || passed > 0 ? readFileSync(join(REPORTS, 'tsan.xml'), 'utf8') : '';
  const races = output.split('WARNING: ThreadSanitizer').length - 1;
  // The model's last line.
  const [, scenarios, orders] = /^(\d+) scenarios, (\d+) orders/m.exec(output) ?? [undefined, 0, 0];
  const model = `model: ${orders} orders of threads in ${scenarios} scenarios`;
  console.log(`tsan: ${passed} tests passed, ${failed} failed, ${races} races; ${model}`);
  process.exitCode = failed > 0 || races > 0 || orders === 0 ? 1 : 0;
}
