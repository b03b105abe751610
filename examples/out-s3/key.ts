/** What a key is made of. */
export interface KeyParts {
  tag: string;
  /** Of the first record. */
  time: Date;
  /** Tells objects of one second apart. */
  id: string;
}

/**
 * The key of an object: `$TAG`, `$ID`, and the time in UTC as `%Y`, `%m`, `%d`, `%H`, `%M` and `%S`. What else stands in
 * the format stays.
 */
export function formatKey(format: string, { tag, time, id }: KeyParts): string {
  const [year = '', month = '', day = '', hour = '', minute = '', second = ''] = time.toISOString().split(/[-T:.]/);
  const parts: Record<string, string> = {
    $TAG: tag,
    $ID: id,
    '%Y': year,
    '%m': month,
    '%d': day,
    '%H': hour,
    '%M': minute,
    '%S': second,
  };
  return format.replaceAll(/\$TAG|\$ID|%[YmdHMS]/g, (part) => parts[part] ?? part).replace(/^\/+/, '');
}
