/** In seconds. */
const units: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, μs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/**
 * Reads a duration (`30s`, `1m30s`, `0`) in seconds; undefined for what Go refuses. Configuration files
 * take text only, never a number.
 *
 * Source: `ParseDuration` of Go's package time; `Duration` in k8s.io/apimachinery/pkg/apis/meta/v1.
 */
export function readDuration(written: unknown): number | undefined {
  if (typeof written !== 'string') return undefined;
  const match = /^([+-]?)(0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.exec(written);
  if (!match) return undefined;
  const [, sign, amount = ''] = match;
  const parts = amount.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g);
  const seconds = [...parts].reduce((sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0), 0);
  return sign === '-' ? -seconds : seconds;
}
