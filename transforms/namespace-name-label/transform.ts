import {
  atLeast,
  defineTransform,
  getIn,
  isList,
  isObject,
  podTemplateKinds,
  podTemplates,
  type Context,
  type JsonValue,
  type Manifest,
  type Path,
} from '../../src/transform.js';
import { crosses } from '../_shared/crossing.js';

const label = 'kubernetes.io/metadata.name';
const gate = 'NamespaceDefaultLabelName';
const since = '1.21';

/** Where objects select namespaces, besides pods. */
const selectors: Readonly<Record<string, readonly Path[]>> = {
  NetworkPolicy: [['spec', 'ingress'], ['spec', 'egress']],
  MutatingWebhookConfiguration: [['webhooks']],
  ValidatingWebhookConfiguration: [['webhooks']],
};

export default defineTransform({
  meta: {
    id: 'namespace-name-label',
    title: 'The label kubernetes.io/metadata.name of namespaces',
    description:
      'From 1.21 on the API server gives every Namespace the label `kubernetes.io/metadata.name` with its name. Another value is overwritten, and ' +
      'before 1.21 a selector sees the label only on namespaces that were given it by hand.',
    kinds: [
      { group: '', kind: 'Namespace', versions: ['v1'] },
      { group: 'networking.k8s.io', kind: 'NetworkPolicy' },
      { group: 'extensions', kind: 'NetworkPolicy' },
      { group: 'admissionregistration.k8s.io', kind: 'MutatingWebhookConfiguration' },
      { group: 'admissionregistration.k8s.io', kind: 'ValidatingWebhookConfiguration' },
      ...podTemplateKinds,
    ],
    triggers: [label],
    safety: 'report',
    keps: [2161],
    featureGates: [gate],
    messages: {
      overwritten:
        'The API server overwrites the label kubernetes.io/metadata.name with the name of the Namespace, {name}: what selects {value} does not find it, and tools that compare see a difference for ever. Use a label of your own.',
      'will-be-overwritten':
        'From Kubernetes 1.21 on, the API server overwrites the label kubernetes.io/metadata.name with the name of the Namespace, {name}: what selects {value} will no longer find it. Use a label of your own.',
      'not-there':
        'Namespaces have the label kubernetes.io/metadata.name from Kubernetes 1.21 on; in Kubernetes {version} the selector sees it only where it was given by hand. Give it to the namespaces before, or select by another label.',
      'gate-off':
        'The API server gives namespaces no label kubernetes.io/metadata.name, because the feature gate NamespaceDefaultLabelName is off: the selector sees it only where it was given by hand.',
    },
    references: [
      'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#automatic-labelling',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/2161-apiserver-default-labels',
    ],
  },
  run(manifest, context) {
    if (manifest.kind === 'Namespace') lookAtLabel(manifest, context);
    else lookAtSelectors(manifest, context);
  },
});

function lookAtLabel({ data, name }: Manifest, context: Context): void {
  const { target } = context;
  const at = ['metadata', 'labels', label];
  const value = getIn(data, at);
  if (typeof value !== 'string' || name === undefined || value === name) return;
  const values = { name, value };
  if (!atLeast(target.to, since)) context.manual('will-be-overwritten', { at, values, impact: 'later' });
  else if (context.gate(gate)) context.manual('overwritten', { at, values, impact: crosses(since, target) ? 'behaves' : 'ignored' });
  else context.manual('will-be-overwritten', { at, values, impact: 'later', gate });
}

/** One finding an object, at the first selector. */
function lookAtSelectors(manifest: Manifest, context: Context): void {
  const { to, from } = context.target;
  const oldest = from !== undefined && !atLeast(from, since) ? from : to;
  const old = !atLeast(oldest, since);
  if (!old && context.gate(gate)) return;
  const starts = selectors[manifest.kind] ?? podTemplates(manifest).map(({ path }) => [...path, 'spec', 'affinity']);
  const at = starts.flatMap((path) => find(getIn(manifest.data, path), path))[0];
  if (at === undefined) return;
  if (old) context.manual('not-there', { at, values: { version: oldest }, impact: 'breaks' });
  else context.manual('gate-off', { at, impact: 'breaks', gate, release: `--feature-gates ${gate}=true` });
}

/** Where a `namespaceSelector` asks for the label. */
function find(value: JsonValue | undefined, path: Path): Path[] {
  if (isList(value)) return value.flatMap((item, index) => find(item, [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const at = [...path, key];
    if (key !== 'namespaceSelector') return find(child, at);
    if (Object.hasOwn(Object(getIn(child, ['matchLabels'])) as object, label)) return [[...at, 'matchLabels', label]];
    const expressions = getIn(child, ['matchExpressions']);
    if (!isList(expressions)) return [];
    return expressions.flatMap((each, index) => (isObject(each) && each['key'] === label ? [[...at, 'matchExpressions', index]] : []));
  });
}
