/** What endpoints were ever compared by, and by what name the mapping calls it. */
const steps: ReadonlyMap<string, string> = new Map([
  ['kubernetes.io/hostname', 'node'],
  ['topology.kubernetes.io/zone', 'zone'],
  ['topology.kubernetes.io/region', 'region'],
  ['*', 'any'],
]);

export interface RoutingOrder {
  /** `node`, `zone`, `region`, `any`, joined by blanks; empty where nothing can match. */
  readonly order: string;
  /** Keys that endpoints have never carried, so that nothing matched them. */
  readonly ignored: readonly string[];
}

/**
 * What a list of topology keys asks for. Endpoints carried the hostname, the zone and the region of
 * their node and nothing else; a key that does not match is passed over for the next.
 *
 * Source: KEP-536; `FilterTopologyEndpoint` in pkg/proxy of Kubernetes 1.17 to 1.21.
 */
export function routingOrder(keys: readonly string[]): RoutingOrder {
  return {
    order: keys.flatMap((key) => steps.get(key) ?? []).join(' '),
    ignored: keys.filter((key) => !steps.has(key)),
  };
}

const maximumKeys = 16;
const labelKey = /^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?$/;

/**
 * The id of the message that tells why an API server refuses a list, and the key it is about;
 * undefined where it does not.
 *
 * Source: `ServiceSpec.topologyKeys` in k8s.io/api/core/v1 of Kubernetes 1.21 and its validation.
 */
export function invalidityOf(keys: readonly string[], externalTrafficPolicy: unknown): { readonly id: string; readonly key: string } | undefined {
  if (externalTrafficPolicy === 'Local') return { id: 'with-external-local', key: '' };
  if (keys.length > maximumKeys) return { id: 'too-many', key: '' };
  for (const [index, key] of keys.entries()) {
    if (keys.indexOf(key) !== index) return { id: 'repeated', key };
    if (key === '*' && index < keys.length - 1) return { id: 'any-not-last', key };
    if (key !== '*' && !labelKey.test(key)) return { id: 'not-a-label-key', key };
  }
  return undefined;
}
