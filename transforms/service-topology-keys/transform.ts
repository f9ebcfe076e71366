import {
  asWritten,
  atLeast,
  defineTransform,
  Hole,
  isList,
  isObject,
  type Context,
  type JsonObject,
  type JsonValue,
  type Manifest,
  type Place,
  type Recorder,
  type Remark,
  type Version,
} from '../../src/transform.js';
import { hintsOf, presentIn } from './existing-routing.js';
import { replacementFor, type Replacement } from './replacement.js';
import { invalidityOf, routingOrder } from './routing-order.js';
import { isTemplated, templatedMessages } from '../_shared/templated.js';

const at = ['spec', 'topologyKeys'] as const;
const preserve = '--option service-topology-keys.topologyKeys=preserve';

/** A field can be left out for every release. */
const anyRelease: Version = '1.0';

export default defineTransform({
  meta: {
    id: 'service-topology-keys',
    title: 'Service topologyKeys to its successors',
    description:
      '`spec.topologyKeys` never left alpha and is gone from 1.22 on. What it asked for is asked for by `internalTrafficPolicy`, the ' +
      'annotation for topology aware hints, or `trafficDistribution`, depending on the target. Few lists have an exact successor: ' +
      'the rewrite says what differs, and leaves to a person what has none.',
    kinds: [{ group: '', kind: 'Service', versions: ['v1'] }],
    triggers: ['topologyKeys'],
    safety: 'safe',
    introduced: '1.21',
    deprecated: '1.21',
    removed: '1.22',
    keps: [536, 2086, 2433, 4444, 3015],
    featureGates: ['ServiceTopology', 'ServiceInternalTrafficPolicy', 'TopologyAwareHints', 'ServiceTrafficDistribution', 'PreferSameTrafficDistribution'],
    options: {
      topologyKeys: {
        type: 'choice',
        values: ['intent', 'preserve'],
        default: 'intent',
        description:
          'What becomes of a list that may never have had an effect: `intent` writes what comes closest to what it asks for, ' +
          '`preserve` keeps to what clusters do by default and deletes it.',
      },
    },
    messages: {
      ...templatedMessages,
      local: 'topologyKeys {keys} becomes internalTrafficPolicy: Local.',
      hints: 'topologyKeys {keys} becomes the annotation {annotation}: {value}.',
      distribution: 'topologyKeys {keys} becomes trafficDistribution: {value}.',
      'already-set': 'topologyKeys {keys} is deleted: the Service already asks for the same by {present}.',
      'no-constraint': 'topologyKeys {keys} lets traffic go to every endpoint, as no list does, and is deleted.',
      'no-effect': 'topologyKeys has no effect on {what} Service and is deleted.',
      deleted: 'topologyKeys {keys} is deleted and nothing is put in its place.',

      live: 'The feature gate ServiceTopology is on at the target, so the list decides today where traffic goes.',
      inert: 'The list has an effect only where the alpha feature gate ServiceTopology is on (Kubernetes 1.17 to 1.21); every other cluster drops it.',
      'unknown-field':
        'Kubernetes {version} does not know topologyKeys: left in place, it makes the validation of kubectl refuse the manifest; sent without validation, it is dropped.',
      'ignored-keys': 'Passed over, because endpoints have never carried it: {ignored}.',
      'local-fails': 'Pods on a node without a ready endpoint of the Service cannot reach it.',
      'local-outside-too': 'Up to Kubernetes 1.23, internalTrafficPolicy also keeps traffic from outside on the node that it arrives at.',
      'local-inside-only': 'Traffic from outside is not kept on the node that it arrives at; set externalTrafficPolicy: Local where it should be.',
      'hints-fall-back': 'Hints are a heuristic: where a zone has too few endpoints, traffic goes to all of them instead of failing.',
      'hints-inert': 'The annotation has no effect before the feature gate TopologyAwareHints is on (by default from Kubernetes 1.24).',
      'hints-known-issue': 'Kubernetes 1.21 falls back to all endpoints most of the time, even with the gate on.',
      'node-lost': 'The preference for endpoints on the same node is lost.',
      'falls-back': 'Where no endpoint matches, traffic goes to every endpoint instead of failing.',
      'zone-before-any': 'Where the node has no endpoint, those of its zone are preferred to the others.',
      'distribution-by-hints': 'Endpoints are chosen by hints of the EndpointSlice controller, which the service proxy has to honour.',

      malformed: 'topologyKeys is not a list of texts; correct or delete it.',
      fragment: 'topologyKeys stands in what is only part of a Service, or in a malformed one; replace it where the whole Service is written.',
      'with-external-local': 'Kubernetes refuses topologyKeys together with externalTrafficPolicy: Local. Keep the one that is meant.',
      'too-many': 'Kubernetes refuses more than 16 topologyKeys. Shorten the list or delete it.',
      repeated: 'Kubernetes refuses topologyKeys that name {key} twice. Correct the list or delete it.',
      'any-not-last': 'Kubernetes refuses topologyKeys with * before the end. Correct the list or delete it.',
      'not-a-label-key': 'Kubernetes refuses “{key}” among topologyKeys, because it is not the key of a label. Correct the list or delete it.',
      'never-matches':
        'Endpoints have never carried any of the topologyKeys {keys}, only kubernetes.io/hostname, topology.kubernetes.io/zone and topology.kubernetes.io/region. Where the list has an effect, the Service has no endpoint at all; without the list it has all of them. Write the keys that are meant, or delete the list.',
      'node-preference':
        'topologyKeys {keys} prefers endpoints on the same node and falls back to others. Kubernetes {version} has no such routing by default (1.34 brings trafficDistribution: PreferSameNode). Delete the list where traffic may spread over the cluster.',
      region:
        'topologyKeys {keys} routes by region, which Kubernetes no longer does. Where all nodes are in one region, write * in place of topology.kubernetes.io/region and what follows it; elsewhere delete the list, or run a Service for each region.',
      'unusual-order': 'Nothing in Kubernetes {version} routes as topologyKeys {keys} says. Keep the keys that matter, or delete the list.',
      conflict: 'topologyKeys {keys} asks for other routing than {present} on the same Service. Keep the one that is meant.',
    },
    references: [
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/536-topology-aware-routing',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/2086-service-internal-traffic-policy',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/2433-topology-aware-hints',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/4444-service-traffic-distribution',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/3015-prefer-same-node',
      'https://kubernetes.io/docs/concepts/services-networking/service/#traffic-distribution',
    ],
  },
  run(manifest, context) {
    const { spec } = manifest.data;
    if (isObject(spec) && Object.hasOwn(spec, 'topologyKeys')) replace(spec, manifest, context);
  },
});

function replace(spec: JsonObject, manifest: Manifest, context: Context): void {
  const { to } = context.target;
  const live = !atLeast(to, '1.22') && context.gate('ServiceTopology');
  const situation = live ? ['live'] : atLeast(to, '1.22') ? ['unknown-field', 'inert'] : ['inert'];
  const manual = (id: string, remark: Remark = {}): void => context.manual(id, { at, notes: situation, ...remark, values: { version: to, ...remark.values } });
  const remove = (edit: Recorder): void => edit.remove(at);

  const keys = readKeys(asWritten(spec)['topologyKeys']);
  if (keys === 'templated') return manual('templated', { values: { what: 'topologyKeys' } });
  if (!keys) return manual('malformed');
  const what = withoutProxy(spec);
  if (what) return context.change('no-effect', { at, values: { what }, introduced: anyRelease }, remove);
  if (isFragment(spec, manifest)) return manual('fragment');

  const { order, ignored } = routingOrder(keys);
  const values = { keys: `[${keys.join(', ')}]`, ignored: ignored.join(', '), version: to };
  const passedOver = ignored.length > 0 && order !== '' ? ['ignored-keys'] : [];
  const deletion = { at, values, introduced: anyRelease, safety: live ? 'review' : 'safe' } as const;
  if (keys.length === 0) return context.change('no-constraint', { ...deletion, safety: 'safe' }, remove);
  if (context.options['topologyKeys'] === 'preserve') return context.change('deleted', { ...deletion, notes: situation }, remove);
  const invalid = invalidityOf(keys, spec['externalTrafficPolicy']);
  if (invalid) return manual(invalid.id, { values: { key: invalid.key }, release: preserve });
  if (order === 'any') {
    // Hints are ignored beside a list that is in effect; without it they begin to count.
    const present = live ? hintsOf(manifest) : undefined;
    if (present) return manual('conflict', { values: { ...values, present: present.text }, release: preserve });
    return context.change('no-constraint', { ...deletion, safety: 'safe', notes: passedOver }, remove);
  }

  const replacement = replacementFor(order, context);
  if (typeof replacement === 'string') return manual(replacement, { values, notes: [...passedOver, ...situation], release: preserve });
  const present = presentIn(spec, manifest, replacement);
  if (present && !present.same) return manual('conflict', { values: { ...values, present: present.text }, release: preserve });
  const hold = live && replacement.message === 'hints' ? hintsHold(context) : replacement.hold;
  if (present) {
    const change = { ...deletion, values: { ...values, present: present.text }, notes: situation, ...(live && hold ? { hold } : {}) };
    return context.change('already-set', change, remove);
  }
  const { message, path, value, introduced, notes } = replacement;
  const change = {
    at,
    values: { ...values, value, annotation: String(path.at(-1)) },
    notes: [...notes, ...(message === 'local' ? fromOutside(spec, to) : []), ...passedOver, ...situation],
    safety: live || message === 'local' ? 'review' : 'safe',
    introduced,
    ...(hold ? { hold } : {}),
  } as const;
  context.change(message, change, (edit) => record(edit, replacement, spec, manifest));
}

/** Null is the empty list to the API server; undefined stands for what it cannot read. */
function readKeys(value: JsonValue | undefined): string[] | 'templated' | undefined {
  const list = value ?? [];
  if (isTemplated(list) || (isList(list) && list.some(isTemplated))) return 'templated';
  if (!isList(list)) return undefined;
  const keys = list.filter((key) => typeof key === 'string');
  return keys.length === list.length ? keys : undefined;
}

/** Services that no proxy has endpoints for. */
function withoutProxy(spec: JsonObject): string | undefined {
  if (spec['type'] === 'ExternalName') return 'an ExternalName';
  return spec['clusterIP'] === 'None' ? 'a headless' : undefined;
}

function isFragment(spec: JsonObject, { partial, data: { metadata } }: Manifest): boolean {
  const { ports } = asWritten(spec);
  return partial || !(isList(ports) || ports instanceof Hole) || !isObject(metadata) || !isObject(metadata['annotations'] ?? {});
}

/** Routing that works today is not given up for an annotation that does nothing. */
function hintsHold(context: Context) {
  const gate = 'TopologyAwareHints';
  if (context.gate(gate)) return undefined;
  return { because: `The feature gate ${gate} is off at the target, which ignores the annotation.`, release: `--feature-gates ${gate}=true`, gate };
}

/** What becomes of traffic that enters the cluster through the Service, where it can. */
function fromOutside({ type, externalIPs }: JsonObject, to: Version): string[] {
  if (type !== 'NodePort' && type !== 'LoadBalancer' && !isList(externalIPs)) return [];
  return [atLeast(to, '1.24') ? 'local-inside-only' : 'local-outside-too'];
}

function record(edit: Recorder, { message, path, value }: Replacement, spec: JsonObject, { data: { metadata } }: Manifest): void {
  const key = String(path.at(-1));
  if (message !== 'hints' && !Object.hasOwn(spec, key)) {
    edit.rename(at, key);
    edit.set(path, value);
    return;
  }
  if (message === 'hints' && isObject(metadata) && !isObject(metadata['annotations'])) {
    edit.set(path.slice(0, -1), { [key]: value }, placeOfAnnotations(metadata));
  } else {
    edit.set(path, value);
  }
  edit.remove(at, path);
}

/** In front of labels that come first, as kubectl prints them; else behind what names the object. */
function placeOfAnnotations(metadata: JsonObject): Place {
  const [first] = Object.keys(metadata);
  if (first === 'labels') return { before: first };
  return { after: ['labels', 'namespace', 'name'].find((key) => Object.hasOwn(metadata, key)) ?? '' };
}
