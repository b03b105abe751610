/**
 * Problems that come again and again: the first of a kind is logged, then how many followed.
 *
 * @module
 */

/** Counts repetitions by kind. */
export interface RepeatLimiter {
  /**
   * Logs the first of a kind at once and counts those that follow. Their number, with the last one's message, is
   * logged after the interval.
   *
   * @param kind - few and fixed: each one is remembered.
   */
  report(kind: string, message: string): void;
  /** Logs the numbers that are still open. */
  end(): void;
}

interface Kind {
  logged: number;
  count: number;
  last: string;
  timer: NodeJS.Timeout | undefined;
}

/**
 * @param log - where the lines go.
 * @param intervalMs - between two lines of one kind. @default 60 000
 */
export function limitRepeats(log: (line: string) => void, intervalMs = 60_000): RepeatLimiter {
  const kinds = new Map<string, Kind>();

  const print = (kind: Kind): void => {
    clearTimeout(kind.timer);
    kind.timer = undefined;
    if (kind.count === 0) return;
    const seconds = Math.round((performance.now() - kind.logged) / 1000);
    log(`${kind.count} more of this kind within ${seconds} s, the last: ${kind.last}`);
    kind.logged = performance.now();
    kind.count = 0;
  };

  return {
    report(name, message) {
      const now = performance.now();
      const kind = kinds.get(name);
      if (kind === undefined || (kind.count === 0 && now - kind.logged >= intervalMs)) {
        kinds.set(name, { logged: now, count: 0, last: message, timer: undefined });
        log(message);
        return;
      }
      kind.count++;
      kind.last = message;
      // Must not hold the process: what is open at the end is printed by end().
      kind.timer ??= setTimeout(() => print(kind), Math.max(0, kind.logged + intervalMs - now)).unref();
    },
    end() {
      for (const kind of kinds.values()) print(kind);
    },
  };
}
