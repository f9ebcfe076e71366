import { atLeast, isList, isObject, type Context, type JsonObject, type JsonValue, type Manifest, type Path } from '../../src/transform.js';
import { readQuantity } from '../_shared/quantities.js';
import { isOnFor, statesGate } from './gates.js';

const gate = 'MemoryManager';
const introduced = '1.21';
/** What the kubelet keeps free where `evictionHard` is not written: `DefaultEvictionHard`. */
const defaultEviction = 100 * 1024 * 1024;

/** KEP-1769. */
export function judgeMemoryManager({ data }: Manifest, context: Context): void {
  const { to } = context.target;
  const policy = data['memoryManagerPolicy'];
  const reserved = data['reservedMemory'];
  const asksFor = (policy !== undefined && policy !== null && policy !== 'None') || (isList(reserved) && reserved.length > 0);
  if (!asksFor) return;
  const field = policy === undefined || policy === null || policy === 'None' ? 'reservedMemory' : 'memoryManagerPolicy';
  if (!atLeast(to, introduced)) {
    return context.manual('unknown-field', { at: [field], values: { to, field, since: introduced }, impact: 'ignored' });
  }
  judgeReservations(reserved, context);
  if (!isOnFor(gate, data, context)) {
    const release = statesGate(gate, data) ? {} : { release: `--feature-gates ${gate}=true` };
    return context.manual('memory-manager-off', { at: [field], values: { to, field }, impact: 'ignored', gate, ...release });
  }
  if (policy === 'Static') judgeTotal(data, context);
  else if (field === 'memoryManagerPolicy') context.manual('memory-policy', { at: [field], values: { value: String(policy) }, impact: 'breaks' });
}

/** Source: `validateReservedMemoryConfiguration` in pkg/kubelet/apis/config/validation. */
function judgeReservations(reserved: JsonValue | undefined, context: Context): void {
  const seen = new Set<string>();
  for (const { at, node, resource, amount } of limitsOf(reserved)) {
    const remark = { at, values: { node, resource }, impact: 'breaks' } as const;
    if (resource !== 'memory' && !resource.startsWith('hugepages-')) context.manual('reserved-limit', remark);
    if (readQuantity(amount) === 0) context.manual('reserved-zero', remark);
    if (seen.has(`${node}/${resource}`)) context.manual('reserved-twice', remark);
    seen.add(`${node}/${resource}`);
  }
}

interface Limit {
  readonly at: Path;
  readonly node: number;
  readonly resource: string;
  readonly amount: JsonValue;
}

function limitsOf(reserved: JsonValue | undefined): Limit[] {
  return (isList(reserved) ? reserved : []).flatMap((entry, index) => {
    const { numaNode = 0, limits } = isObject(entry) ? entry : {};
    if (!isObject(limits) || typeof numaNode !== 'number') return [];
    return Object.entries(limits).map(([resource, amount]) => ({ at: ['reservedMemory', index, 'limits', resource], node: numaNode, resource, amount }));
  });
}

/** Source: `validateReservedMemory` in pkg/kubelet/cm/memorymanager, as far as the file alone decides it. */
function judgeTotal(data: JsonObject, context: Context): void {
  const expected = sum([memoryOf(data['kubeReserved']), memoryOf(data['systemReserved']), evictionOf(data['evictionHard'])]);
  const total = sum(limitsOf(data['reservedMemory']).filter(({ resource }) => resource === 'memory').map(({ amount }) => readQuantity(amount)));
  if (expected === undefined || total === undefined || expected === total) return;
  const at = isList(data['reservedMemory']) ? 'reservedMemory' : 'memoryManagerPolicy';
  context.manual('reserved-total', { at: [at], values: { expected, total }, impact: 'breaks' });
}

function memoryOf(reservation: JsonValue | undefined): number | undefined {
  if (reservation === undefined || reservation === null) return 0;
  if (!isObject(reservation)) return undefined;
  return reservation['memory'] === undefined ? 0 : readQuantity(reservation['memory']);
}

/** A percentage depends on the machine. */
function evictionOf(thresholds: JsonValue | undefined): number | undefined {
  if (thresholds === undefined || thresholds === null) return defaultEviction;
  if (!isObject(thresholds)) return undefined;
  return thresholds['memory.available'] === undefined ? 0 : readQuantity(thresholds['memory.available']);
}

function sum(amounts: readonly (number | undefined)[]): number | undefined {
  return amounts.reduce<number | undefined>((total, amount) => (total === undefined || amount === undefined ? undefined : total + amount), 0);
}
