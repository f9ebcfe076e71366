import { asWritten, atLeast, defineTransform, getIn, Hole, isList, isObject, isOpen, type Context, type JsonObject, type JsonValue, type Manifest, type Path, type Place } from '../../src/transform.js';
import { isWholeService } from '../_shared/services.js';
import { removeAnnotations } from '../_shared/annotations.js';
import { readBoolean, readPort, readSourceRanges, readTrafficPolicy } from './readings.js';
import { templatedMessages } from '../_shared/templated.js';

const unready = 'service.alpha.kubernetes.io/tolerate-unready-endpoints';
const traffic = ['service.beta.kubernetes.io/external-traffic', 'service.alpha.kubernetes.io/external-traffic'];
const healthCheck = ['service.beta.kubernetes.io/healthcheck-nodeport', 'service.alpha.kubernetes.io/healthcheck-nodeport'];
const ranges = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const known = [unready, ...traffic, ...healthCheck, ranges];

export default defineTransform({
  meta: {
    id: 'service-annotations',
    title: 'Annotations of Services to fields',
    description:
      'What alpha and beta annotations of Services said, fields of `spec` say now: `publishNotReadyAddresses`, `externalTrafficPolicy` and ' +
      '`healthCheckNodePort`, `loadBalancerSourceRanges`. Some of the annotations still count, others have been ignored for years; ' +
      'where the field may cut off traffic that flows today, the rewrite asks first.',
    kinds: [{ group: '', kind: 'Service', versions: ['v1'] }],
    triggers: known,
    safety: 'safe',
    introduced: '1.8',
    deprecated: '1.7',
    messages: {
      ...templatedMessages,
      moved: 'The annotation becomes a field: {fields}.',
      'already-set': 'The annotation is deleted, because the field says the same: {fields}.',
      'says-nothing': 'The annotation is deleted: it asks for what Kubernetes does without it.',
      'ignored-from-1.24': 'Kubernetes 1.24 and later ignore the annotation; a cluster of that age begins to publish the addresses of pods that are not ready.',
      'ignored-from-1.8': 'Kubernetes has ignored the annotation since 1.8, so the setting takes effect only now.',
      'local-drops': 'Traffic from outside that arrives at a node without a ready pod of the Service is dropped.',
      'port-fixed': 'Kubernetes refuses to change the healthCheckNodePort of an existing Service that has externalTrafficPolicy: Local.',
      'ranges-enforced':
        'Not every cloud provider reads the annotation, and kube-proxy does not; both read the field. Where the annotation has had no effect, clients outside the ranges lose access.',
      'not-text': 'The annotation {annotation} is not text; put its value in quotes.',
      'not-boolean': 'Kubernetes ignores the annotation {annotation}, because “{value}” is neither true nor false. Correct or delete it.',
      'not-a-policy': 'The annotation {annotation} says “{value}”, which is neither OnlyLocal nor Global. Correct or delete it.',
      'not-a-port': 'The annotation {annotation} says “{value}”, which is not a port. Correct or delete it.',
      'not-ranges': 'Kubernetes refuses the annotation {annotation}: “{value}” is not a list of CIDRs joined by commas. Correct or delete it.',
      'two-values': 'The annotation {annotation} says something else than its alpha form, {other}. Leave the one that is meant.',
      'publish-conflict':
        'The annotation {annotation} says {value}, spec.publishNotReadyAddresses says {written}. Up to Kubernetes 1.23 the annotation counts, from 1.24 on the field. Correct the field, and delete the annotation.',
      conflict: 'The annotation {annotation} stands for spec.{field} {value}, but the field says {written}, and the field counts. Delete the annotation, or correct the field.',
      'malformed-field': 'Beside the annotation {annotation}, spec.{field} does not hold what it should; correct it, then move the annotation.',
      'wrong-type': 'Kubernetes refuses spec.{field} in a Service that is not of type {types}. Delete the annotation {annotation}, or correct the type.',
      'not-local': 'Kubernetes refuses spec.healthCheckNodePort without externalTrafficPolicy: Local. Delete the annotation {annotation}, or set the policy.',
      fragment: 'The annotation {annotation} stands in what is only part of a Service. Where all of it is written, set spec.{field}, and delete the annotation.',
    },
    references: [
      'https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/',
      'https://kubernetes.io/docs/tasks/access-application-cluster/create-external-load-balancer/#preserving-the-client-source-ip',
      'https://github.com/kubernetes/kubernetes/pull/46716',
    ],
  },
  run(manifest, context) {
    const annotations = getIn(asWritten(manifest.data), ['metadata', 'annotations']);
    if (!isObject(annotations)) return;
    const present = known.filter((annotation) => Object.hasOwn(annotations, annotation));
    const { spec } = manifest.data;
    if (!isObject(spec) || !isWholeService(spec, manifest)) {
      for (const annotation of present) context.manual('fragment', { at: at(annotation), values: { annotation, field: fieldOf(annotation) } });
      return;
    }
    const texts = new Map<string, string>();
    for (const annotation of present) {
      const text = annotations[annotation];
      if (typeof text === 'string') texts.set(annotation, text);
      else if (text instanceof Hole) context.manual('templated', { at: at(annotation), values: { what: `the annotation ${annotation}` } });
      else context.manual('not-text', { at: at(annotation), values: { annotation } });
    }
    const service = { manifest, spec, texts, context };
    // A change that is made may empty the mapping of annotations for the next one: that is for the next pass.
    for (const convert of [convertUnready, convertTraffic, convertRanges]) if (convert(service)) return;
  },
});

interface Service {
  readonly manifest: Manifest;
  readonly spec: JsonObject;
  readonly texts: ReadonlyMap<string, string>;
  readonly context: Context;
}

/** A field to be set: what its annotations say. */
interface Setting {
  readonly field: string;
  readonly annotations: readonly string[];
  readonly value: JsonValue;
  readonly place: Place;
  /** The field already holds the value. */
  readonly same: boolean;
}

type Notes = Pick<Parameters<Context['change']>[1], 'notes' | 'safety' | 'removed'>;

/** Source: `tolerateUnreadyEndpoints` in pkg/controller/endpoint up to 1.23, where the annotation wins over the field. */
function convertUnready({ manifest, spec, texts, context }: Service): boolean {
  const text = texts.get(unready);
  if (text === undefined) return false;
  const written = spec['publishNotReadyAddresses'] ?? undefined;
  const value = readBoolean(text);
  const values = { annotation: unready, field: 'publishNotReadyAddresses', value: text, written: String(written) };
  if (value === undefined) context.manual('not-boolean', { at: at(unready), values });
  else if (written !== undefined && typeof written !== 'boolean') context.manual('malformed-field', { at: at(unready), values });
  else if (written !== undefined && written !== value) context.manual('publish-conflict', { at: at(unready), values });
  else if (written === undefined && !value) return remove(manifest, context, unready, { removed: '1.24' });
  else {
    const notes = written === undefined && atLeast(context.target.to, '1.24') ? ['ignored-from-1.24'] : [];
    const setting = { field: values.field, annotations: [unready], value, same: written === value, place: after(spec, 'clusterIP', 'type') };
    return move(manifest, context, [setting], { notes, removed: '1.24' });
  }
  return false;
}

/** Source: kubernetes/kubernetes#46716 (1.7); release notes of 1.8 for the end of the annotations. */
function convertTraffic({ manifest, spec, texts, context }: Service): boolean {
  const settings: Setting[] = [];
  for (const [pair, field, read, problem] of [
    [traffic, 'externalTrafficPolicy', readTrafficPolicy, 'not-a-policy'],
    [healthCheck, 'healthCheckNodePort', readPort, 'not-a-port'],
  ] as const) {
    const written = spec[field] ?? undefined;
    const annotations = pair.filter((annotation) => texts.has(annotation));
    const [annotation, other] = annotations;
    if (annotation === undefined) continue;
    const manual = (id: string, values = {}): false => (context.manual(id, { at: at(annotation), values: { annotation, field, ...values } }), false);
    const text = texts.get(annotation) ?? '';
    const value = read(text);
    if (other !== undefined && texts.get(other) !== text) return manual('two-values', { other });
    if (value === undefined) return manual(problem, { value: text });
    if (written !== undefined && written !== value) return manual('conflict', { value, written: JSON.stringify(written) });
    const types = field === 'externalTrafficPolicy' ? ['NodePort', 'LoadBalancer'] : ['LoadBalancer'];
    if (!types.includes(String(spec['type']))) return manual('wrong-type', { types: types.join(' or ') });
    const policy = settings[0]?.value ?? spec['externalTrafficPolicy'];
    if (field === 'healthCheckNodePort' && policy !== 'Local') return manual('not-local');
    const place = field === 'healthCheckNodePort' ? { after: 'externalTrafficPolicy' } : after(spec, 'type');
    settings.push({ field, annotations, value, place, same: written !== undefined });
  }
  if (settings.length === 0) return false;
  const missing = settings.filter(({ same, value }) => !same && value !== 'Cluster');
  const notes = [
    ...(missing.length > 0 ? ['ignored-from-1.8'] : []),
    ...(missing.some(({ value }) => value === 'Local') ? ['local-drops'] : []),
    ...(missing.length > 0 && spec['externalTrafficPolicy'] === 'Local' ? ['port-fixed'] : []),
  ];
  return move(manifest, context, settings, { notes, safety: missing.length > 0 ? 'review' : 'safe' });
}

/** Source: `GetLoadBalancerSourceRanges` in pkg/api/v1/service and `ValidateService` in pkg/apis/core/validation. */
function convertRanges({ manifest, spec, texts, context }: Service): boolean {
  const text = texts.get(ranges);
  if (text === undefined) return false;
  const field = 'loadBalancerSourceRanges';
  const manual = (id: string, values = {}): false => (context.manual(id, { at: at(ranges), values: { annotation: ranges, field, ...values } }), false);
  const value = readSourceRanges(text);
  const written = spec[field] ?? [];
  if (!isList(written) || !written.every((range) => typeof range === 'string')) return manual('malformed-field');
  if (value?.length === 0) return remove(manifest, context, ranges, {});
  if (value === undefined) return manual('not-ranges', { value: text });
  if (spec['type'] !== 'LoadBalancer') return manual('wrong-type', { types: 'LoadBalancer' });
  const same = value.every((range) => written.includes(range)) && written.every((range) => value.includes(range));
  if (written.length > 0 && !same) return manual('conflict', { value: JSON.stringify(value), written: JSON.stringify(written) });
  const setting = { field, annotations: [ranges], value, same, place: after(spec, 'loadBalancerIP', 'type') };
  return move(manifest, context, [setting], same ? {} : { notes: ['ranges-enforced'], safety: 'review' });
}

/** Whether the change was recorded rather than held back. */
function move({ data }: Manifest, context: Context, settings: readonly Setting[], notes: Notes): boolean {
  const annotations = settings.flatMap((setting) => setting.annotations);
  const missing = settings.filter(({ same }) => !same);
  const shown = missing.length > 0 ? missing : settings;
  const fields = shown.map(({ field, value }) => `spec.${field} ${JSON.stringify(value)}`).join(', ');
  let recorded = false;
  context.change(missing.length > 0 ? 'moved' : 'already-set', { at: at(annotations[0] ?? ''), values: { fields }, ...notes }, (edit) => {
    recorded = true;
    for (const { field, value, place } of missing) edit.set(['spec', field], value, place);
    const written = getIn(asWritten(data), ['metadata', 'annotations']) ?? {};
    const emptied = annotations.length === Object.keys(written).length && !isOpen(written);
    if (emptied) removeAnnotations(edit, data, ['metadata'], annotations, ['spec', settings[0]?.field ?? '']);
    else for (const setting of settings) removeAnnotations(edit, data, ['metadata'], setting.annotations, ['spec', setting.field]);
  });
  return recorded;
}

function remove({ data }: Manifest, context: Context, annotation: string, notes: Notes): boolean {
  let recorded = false;
  context.change('says-nothing', { at: at(annotation), ...notes }, (edit) => {
    recorded = true;
    removeAnnotations(edit, data, ['metadata'], [annotation]);
  });
  return recorded;
}

function after(spec: JsonObject, ...keys: readonly string[]): Place {
  const key = keys.find((candidate) => Object.hasOwn(spec, candidate));
  return key === undefined ? { before: 'ports' } : { after: key };
}

function at(annotation: string): Path {
  return ['metadata', 'annotations', annotation];
}

function fieldOf(annotation: string): string {
  if (annotation === unready) return 'publishNotReadyAddresses';
  if (annotation === ranges) return 'loadBalancerSourceRanges';
  return traffic.includes(annotation) ? 'externalTrafficPolicy' : 'healthCheckNodePort';
}
