import { isObject, type JsonObject } from '../../src/transform.js';

const hostnameLabel = 'kubernetes.io/hostname';
const zoneLabel = 'topology.kubernetes.io/zone';

/** What becomes of an endpoint's `topology` in discovery.k8s.io/v1. */
export interface TopologyMove {
  /** Keys of the topology with the endpoint's fields that take their values, in the order written. */
  readonly moved: readonly { readonly key: string; readonly field: 'nodeName' | 'zone' }[];
  /** Keys that v1 has no place for. */
  readonly dropped: readonly string[];
}

/**
 * Splits a topology as the API server does: the zone becomes `zone`, the host name `nodeName` unless
 * there is one. Anything else would be `deprecatedTopology`, which cannot be written through v1. Undefined
 * where the endpoint is not one of v1beta1.
 *
 * Source: `Convert_v1beta1_Endpoint_To_discovery_Endpoint` in pkg/apis/discovery/v1beta1/conversion.go.
 */
export function moveTopology(endpoint: JsonObject): TopologyMove | undefined {
  const topology = endpoint['topology'] ?? {};
  const nodeName = endpoint['nodeName'] ?? undefined;
  if (!isObject(topology) || !Object.values(topology).every((value) => typeof value === 'string')) return undefined;
  if ('zone' in endpoint || 'deprecatedTopology' in endpoint) return undefined;
  if (topology[hostnameLabel] === '' || topology[zoneLabel] === '') return undefined;
  const moved: { key: string; field: 'nodeName' | 'zone' }[] = [];
  const dropped: string[] = [];
  for (const [key, value] of Object.entries(topology)) {
    if (key === zoneLabel) moved.push({ key, field: 'zone' });
    else if (key === hostnameLabel && nodeName === undefined) moved.push({ key, field: 'nodeName' });
    else if (key !== hostnameLabel || value !== nodeName) dropped.push(key);
  }
  return { moved, dropped };
}
