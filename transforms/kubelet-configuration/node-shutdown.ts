import { atLeast, type Context, type Manifest } from '../../src/transform.js';
import { readDuration } from '../_shared/durations.js';
import { isOnFor, statesGate } from './gates.js';

const gate = 'GracefulNodeShutdown';
const introduced = '1.20';
/** Since when the kubelet refuses durations between zero and a second. */
const leastSecond = '1.21';
const totalField = 'shutdownGracePeriod';
const criticalField = 'shutdownGracePeriodCriticalPods';

/** KEP-2000. Source: `ValidateKubeletConfiguration` in pkg/kubelet/apis/config/validation. */
export function judgeShutdown({ data }: Manifest, context: Context): void {
  const { to } = context.target;
  const written = [totalField, criticalField].filter((field) => (data[field] ?? null) !== null);
  const [first] = written;
  if (first !== undefined && !atLeast(to, introduced)) {
    return context.manual('unknown-field', { at: [first], values: { to, field: first, since: introduced }, impact: 'ignored' });
  }
  const unreadable = written.filter((field) => readDuration(data[field]) === undefined);
  for (const field of unreadable) context.manual('no-duration', { at: [field], values: { field }, impact: 'breaks' });
  if (unreadable.length > 0) return;

  const total = readDuration(data[totalField]) ?? 0;
  const critical = readDuration(data[criticalField]) ?? 0;
  const values = { to, total: String(data[totalField] ?? '0s'), critical: String(data[criticalField] ?? '0s') };
  if (!isOnFor(gate, data, context)) {
    if (total <= 0 && critical <= 0) return;
    const field = total > 0 ? totalField : criticalField;
    const release = statesGate(gate, data) ? {} : { release: `--feature-gates ${gate}=true` };
    return context.manual('shutdown-gate', { at: [field], values: { ...values, field }, impact: 'breaks', gate, ...release });
  }
  if (critical > total) return context.manual('critical-longer', { at: [criticalField], values, impact: 'breaks' });
  const short = atLeast(to, leastSecond) ? written.filter((field) => isShort(readDuration(data[field]) ?? 0)) : [];
  for (const field of short) context.manual('short-duration', { at: [field], values: { field, value: String(data[field]) }, impact: 'breaks' });
  if (short.length > 0) return;
  if (total === 0) {
    if (first === undefined && !statesGate(gate, data)) return;
    const value = data[totalField] === undefined ? 'not set' : values.total;
    context.info('shutdown-inactive', { at: [first ?? 'featureGates'], values: { ...values, value }, impact: 'ignored', gate });
  } else if (critical === total) {
    context.info('shutdown-all-critical', { at: [criticalField], values, impact: 'behaves' });
  }
}

function isShort(seconds: number): boolean {
  return seconds < 0 || (seconds > 0 && seconds < 1);
}
