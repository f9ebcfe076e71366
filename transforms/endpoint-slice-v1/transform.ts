import { defineTransform, Hole, isList, isObject, isText, lifecycleOf, type JsonObject, type JsonValue, type Path, type Recorder } from '../../src/transform.js';
import { isIpv4, isIpv6 } from '../_shared/ip-addresses.js';
import { versionMove } from '../_shared/version-move.js';
import { moveTopology, type TopologyMove } from './topology.js';

const maximumAddresses = 100;

export default defineTransform({
  meta: {
    id: 'endpoint-slice-v1',
    title: 'EndpointSlice discovery.k8s.io/v1alpha1 and v1beta1 to v1',
    description:
      'In v1 the `topology` of an endpoint is gone: its zone is `zone`, its node `nodeName`, and nothing else can be written. v1alpha1 also ' +
      'has the address type `IP`, which became `IPv4` and `IPv6`.',
    kinds: [{ group: 'discovery.k8s.io', kind: 'EndpointSlice', versions: ['v1alpha1', 'v1beta1'] }],
    triggers: ['discovery.k8s.io/v1alpha1', 'discovery.k8s.io/v1beta1'],
    safety: 'safe',
    introduced: '1.17',
    deprecated: '1.21',
    removed: '1.25',
    keps: [752],
    messages: {
      moved: 'EndpointSlice moves from {from} to {to}.',
      'node-assumed': 'The label kubernetes.io/hostname becomes nodeName, as the API server converts it; check it where nodes have another host name than their own name.',
      dropped: 'Dropped, because discovery.k8s.io/v1 has no place for it: {dropped}.',
      'address-type': 'The address type IP is gone; the addresses are {type}.',
      'address-type-open': 'The address type IP is gone, and the addresses are not all IPv4 or all IPv6. Set addressType, or split the slice, then move it to {to}.',
      'no-address-type': '{to} knows the address types IPv4, IPv6 and FQDN. Set addressType, then move the slice.',
      addresses: '{to} wants 1 to 100 addresses of an endpoint, each once. Correct them, then move the slice.',
      malformed: 'The endpoints are not those of {from}: a list of mappings, whose topology holds texts and stands in place of zone. Correct them, then move the slice.',
    },
    references: [
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#endpointslice-v125',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/0752-endpointslices',
      'https://github.com/kubernetes/kubernetes/blob/v1.21.0/pkg/apis/discovery/v1beta1/conversion.go',
    ],
  },
  run(manifest, context) {
    const row = lifecycleOf(manifest.group, manifest.version, manifest.kind);
    const move = row && versionMove(row, context);
    if (move === undefined) return;
    const { data, partial } = manifest;
    const values = { from: manifest.apiVersion, to: move.apiVersion };
    const endpoints = data['endpoints'] ?? [];
    if (!isList(endpoints) || !endpoints.every(isObject)) return context.manual('malformed', { at: ['endpoints'], values });
    const topologies: TopologyMove[] = [];
    for (const [index, endpoint] of endpoints.entries()) {
      const addresses = ['endpoints', index, 'addresses'];
      if (!isAddresses(endpoint['addresses'])) return context.manual('addresses', { at: 'addresses' in endpoint ? addresses : addresses.slice(0, -1), values });
      // Up to v1beta1 the topology stays as it is.
      const topology = move.goal.version === 'v1' ? moveTopology(endpoint) : { moved: [], dropped: [] };
      if (topology === undefined) return context.manual('malformed', { at: placeOfProblem(endpoint, index), values });
      topologies.push(topology);
    }

    const written = data['addressType'] ?? (manifest.version === 'v1alpha1' && !partial ? 'IP' : undefined);
    const at = ['addressType' in data ? 'addressType' : 'kind'];
    const type = written === 'IP' ? familyOf(endpoints) : written;
    if (type === undefined && written === 'IP') return context.manual('address-type-open', { at, values });
    const known = type === 'IPv4' || type === 'IPv6' || type === 'FQDN' || type instanceof Hole || (partial && type === undefined);
    if (!known) return context.manual('no-address-type', { at, values });

    const dropped = [...new Set(topologies.flatMap((topology) => topology.dropped))];
    const notes = [
      ...(written === 'IP' ? ['address-type'] : []),
      ...(topologies.some(({ moved }) => moved.some(({ field }) => field === 'nodeName')) ? ['node-assumed'] : []),
      ...(dropped.length > 0 ? ['dropped'] : []),
    ];
    context.change('moved', { at: ['apiVersion'], values: { ...values, type: String(type), dropped: dropped.join(', ') }, notes, ...move.versions }, (edit) => {
      edit.set(['apiVersion'], move.apiVersion);
      if (written === 'IP') edit.set(['addressType'], String(type), { before: Object.keys(data).find((key) => key === 'endpoints' || key === 'ports') ?? 'endpoints' });
      if (move.goal.version === 'v1') topologies.forEach((topology, index) => record(edit, topology, ['endpoints', index], endpoints[index]));
    });
  },
});

function record(edit: Recorder, { moved }: TopologyMove, path: Path, endpoint: JsonValue | undefined): void {
  if (!isObject(endpoint) || !('topology' in endpoint)) return;
  for (const { key, field } of moved) {
    if (field in endpoint) edit.remove([...path, field]); // null, which is as good as absent
    edit.move([...path, 'topology', key], [...path, field], { before: 'topology' });
  }
  edit.remove([...path, 'topology']);
}

/** Source: `ValidateEndpointSlice` in pkg/apis/discovery/validation; `+listType=set` in k8s.io/api/discovery/v1. */
function isAddresses(value: JsonValue | undefined): boolean {
  if (!isList(value) || !value.every(isText)) return false;
  return value.length >= 1 && value.length <= maximumAddresses && new Set(value.map(String)).size === value.length;
}

/** The family that all addresses are of, if there are any. */
function familyOf(endpoints: readonly JsonObject[]): 'IPv4' | 'IPv6' | undefined {
  const addresses = endpoints.flatMap(({ addresses: list }) => (isList(list) ? list : [])).map(String);
  if (addresses.length === 0) return undefined;
  if (addresses.every(isIpv4)) return 'IPv4';
  return addresses.every(isIpv6) ? 'IPv6' : undefined;
}

function placeOfProblem(endpoint: JsonObject, index: number): Path {
  const key = ['zone', 'deprecatedTopology'].find((field) => field in endpoint) ?? 'topology';
  return ['endpoints', index, key];
}
