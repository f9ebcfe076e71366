import { atLeast, gateInfo, isObject, type Context, type JsonObject } from '../../src/transform.js';

/**
 * Whether a gate is on for a kubelet with this configuration: what the file states counts before what is
 * stated of the cluster.
 */
export function isOnFor(name: string, { featureGates }: JsonObject, context: Context): boolean {
  const stated = isObject(featureGates) ? featureGates : {};
  const own = stated[name] ?? stated[stageOf(name, context) === 'alpha' ? 'AllAlpha' : 'AllBeta'];
  return typeof own === 'boolean' ? own : context.gate(name);
}

/** The file itself states the gate. */
export function statesGate(name: string, { featureGates }: JsonObject): boolean {
  return isObject(featureGates) && typeof featureGates[name] === 'boolean';
}

function stageOf(name: string, { target }: Context): string | undefined {
  return gateInfo(name)?.history.findLast(({ version }) => atLeast(target.to, version))?.stage;
}
