import {
  asWritten,
  compareVersions,
  deepEqual,
  defineTransform,
  getIn,
  Hole,
  isList,
  isObject,
  isText,
  podTemplateKinds,
  podTemplates,
  type Change,
  type Context,
  type Manifest,
  type Path,
  type Version,
} from '../../src/transform.js';
import { rolloutMessages, rolloutNote } from '../_shared/pod-changes.js';
import { betaLabels, stableLabel } from './labels.js';
import { LabelRewrite } from './rewrite.js';

export default defineTransform({
  meta: {
    id: 'well-known-labels',
    title: 'Beta labels of nodes and volumes to their stable names',
    description:
      'The labels `beta.kubernetes.io/os`, `…/arch` and `…/instance-type` and `failure-domain.beta.kubernetes.io/zone` and `…/region` got stable ' +
      'names in 1.14 and 1.17. Whatever asks for them asks for the stable name; nodes and volumes get it beside the old one.',
    kinds: [
      ...podTemplateKinds,
      { group: '', kind: 'Node' },
      { group: '', kind: 'PersistentVolume' },
      { group: '', kind: 'PersistentVolumeClaim' },
      { group: 'storage.k8s.io', kind: 'StorageClass' },
      { group: 'storage.k8s.io', kind: 'CSIStorageCapacity' },
      { group: 'node.k8s.io', kind: 'RuntimeClass' },
    ],
    triggers: betaLabels,
    safety: 'safe',
    introduced: '1.14',
    deprecated: '1.14',
    keps: [793, 1659],
    messages: {
      renamed: 'Node labels are asked for under their stable names: {renames}.',
      added: 'The {kind} gets its labels under their stable names too: {renames}.',
      'by-hand': 'Cloud providers put both labels on their nodes. Nodes that are labelled by hand need the new one as well.',
      together: 'Change topologyKey in one go in all workloads that are placed with regard to each other.',
      ...rolloutMessages,
      selected: 'The old labels stay, because selectors elsewhere may ask for them.',
      immutable:
        'Kubernetes does not let the nodeAffinity of an existing PersistentVolume change; only newer releases accept this very change. Accept it for volumes that are created anew.',
      'two-values': '{old} and its stable name {key} are asked for with different values, which no node has. Leave the one that is meant.',
      'two-texts': '{old} and its stable name {key} are both asked for, with values of which the template fills in one. Leave the one that is meant.',
      'two-constraints':
        'The constraints for {old} and for its stable name {key} differ, and Kubernetes accepts only one for a topologyKey and whenUnsatisfiable. Leave the one that is meant.',
      'two-labels': 'The labels {old} and {key} have different values. Kubernetes takes them for the same; correct them.',
      driver: 'The provisioner {provisioner} decides by which topology keys it knows its nodes. Look up whether it knows {key} before {old} is replaced.',
      capacity: 'A storage driver maintains this object, with the topology keys that it knows its nodes by. {old} changes with the driver.',
      claim: 'The selector asks for volumes with the label {old}. It can ask for {key} once the volumes have it; an existing claim does not change.',
    },
    references: [
      'https://kubernetes.io/docs/reference/labels-annotations-taints/',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/793-node-os-arch-labels',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-architecture/1659-standard-topology-labels',
    ],
  },
  run(manifest, context) {
    for (const { path, spec } of podTemplates(manifest)) {
      if (!spec) continue;
      const rewrite = new LabelRewrite(context.target.to);
      const written = asWritten(spec);
      // A template may print the stable name beside the old one: only then does it matter what it prints.
      const asks = Object.keys(isObject(written['nodeSelector']) ? written['nodeSelector'] : {}).some((key) => stableLabel(key, context.target.to));
      rewrite.nodeSelector([...path, 'spec', 'nodeSelector'], asks ? spec['nodeSelector'] : undefined);
      affinities(rewrite, [...path, 'spec', 'affinity'], { ...manifest, data: asWritten(manifest.data) });
      rewrite.spreadConstraints([...path, 'spec', 'topologySpreadConstraints'], written['topologySpreadConstraints']);
      propose(rewrite, manifest, context, { notes: [rolloutNote(manifest.kind)] });
    }
    kinds[manifest.kind]?.(manifest, context);
  },
});

/** What there is to do on kinds that hold no pod template, or besides it. */
const kinds: Readonly<Record<string, (manifest: Manifest, context: Context) => void>> = {
  Node: addLabels,
  PersistentVolume(manifest, context) {
    addLabels(manifest, context);
    const rewrite = new LabelRewrite(context.target.to);
    const at = ['spec', 'nodeAffinity', 'required', 'nodeSelectorTerms'];
    rewrite.nodeSelectorTerms(at, getIn(manifest.data, at));
    propose(rewrite, manifest, context, { safety: 'review', notes: ['immutable'] });
  },
  RuntimeClass(manifest, context) {
    const rewrite = new LabelRewrite(context.target.to);
    // v1alpha1 has a spec, the later versions have none.
    for (const at of [['scheduling', 'nodeSelector'], ['spec', 'scheduling', 'nodeSelector']]) rewrite.nodeSelector(at, getIn(manifest.data, at));
    propose(rewrite, manifest, context, { notes: ['new-pods'] });
  },
  StorageClass(manifest, context) {
    const { allowedTopologies, provisioner } = manifest.data;
    if (!isList(allowedTopologies)) return;
    const rewrite = new LabelRewrite(context.target.to);
    allowedTopologies.forEach((_, index) => {
      const at = ['allowedTopologies', index, 'matchLabelExpressions'];
      rewrite.expressions(at, getIn(manifest.data, at));
    });
    // In-tree provisioners take both names (ZonesFromAllowedTopologies in pkg/volume/util).
    if (typeof provisioner === 'string' && provisioner.startsWith('kubernetes.io/')) return propose(rewrite, manifest, context, {});
    if (rewrite.at) askAt(rewrite.at, 'driver', manifest, context, { provisioner: String(provisioner) });
  },
  CSIStorageCapacity(manifest, context) {
    for (const at of labelsIn(['nodeTopology'], manifest, context)) remarkAt(at, 'capacity', manifest, context);
  },
  PersistentVolumeClaim(manifest, context) {
    for (const at of labelsIn(['spec', 'selector'], manifest, context)) remarkAt(at, 'claim', manifest, context);
  },
  StatefulSet(manifest, context) {
    const templates = getIn(manifest.data, ['spec', 'volumeClaimTemplates']);
    for (const index of isList(templates) ? templates.keys() : []) {
      for (const at of labelsIn(['spec', 'volumeClaimTemplates', index, 'spec', 'selector'], manifest, context)) remarkAt(at, 'claim', manifest, context);
    }
  },
};

function affinities(rewrite: LabelRewrite, affinity: Path, { data }: Manifest): void {
  const required = 'requiredDuringSchedulingIgnoredDuringExecution';
  const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
  const terms = [...affinity, 'nodeAffinity', required, 'nodeSelectorTerms'];
  rewrite.nodeSelectorTerms(terms, getIn(data, terms));
  const preferences = [...affinity, 'nodeAffinity', preferred];
  rewrite.preferences(preferences, getIn(data, preferences));
  for (const kind of ['podAffinity', 'podAntiAffinity']) {
    rewrite.podAffinityTerms([...affinity, kind, required], getIn(data, [...affinity, kind, required]));
    rewrite.podAffinityPreferences([...affinity, kind, preferred], getIn(data, [...affinity, kind, preferred]));
  }
}

function propose(rewrite: LabelRewrite, manifest: Manifest, context: Context, change: Pick<Change, 'safety' | 'notes'>): void {
  for (const { id, at, values } of rewrite.disagreements) context.manual(id, { at, values });
  if (!rewrite.at) return;
  const notes = [...(rewrite.fromCloud ? ['by-hand'] : []), ...(rewrite.topology ? ['together'] : []), ...(change.notes ?? [])];
  const values = { kind: manifest.kind, renames: rewrite.renames };
  context.change('renamed', { ...change, at: rewrite.at, values, notes, introduced: rewrite.introduced }, (edit) => rewrite.record(edit));
}

/** Adds the stable labels to an object that others select by its labels. */
function addLabels(manifest: Manifest, context: Context): void {
  const path = ['metadata', 'labels'];
  const labels = getIn(manifest.data, path);
  if (!isObject(labels)) return;
  const missing: { readonly old: string; readonly key: string; readonly value: string | Hole }[] = [];
  let introduced: Version = '1.14';
  for (const [old, value] of Object.entries(labels)) {
    const stable = stableLabel(old, context.target.to);
    if (!stable || !isText(value)) continue;
    const { key } = stable;
    if (!Object.hasOwn(labels, key)) {
      missing.push({ old, key, value });
      if (compareVersions(stable.introduced, introduced) > 0) introduced = stable.introduced;
    } else if (!(value instanceof Hole) && !(labels[key] instanceof Hole) && !deepEqual(labels[key], value)) {
      context.manual('two-labels', { at: [...path, old], values: { old, key } });
    }
  }
  const [first] = missing;
  if (!first) return;
  const values = { kind: manifest.kind, renames: missing.map(({ old, key }) => `${key} beside ${old}`).join(', ') };
  context.change('added', { at: [...path, first.old], values, notes: ['selected'], introduced }, (edit) => {
    for (const { old, key, value } of missing) edit.set([...path, key], value, { after: old });
  });
}

/** Where a label selector asks for a beta label. */
function labelsIn(selector: Path, { data }: Manifest, { target }: Context): Path[] {
  const labels = getIn(data, [...selector, 'matchLabels']);
  const expressions = getIn(data, [...selector, 'matchExpressions']);
  return [
    ...(isObject(labels) ? Object.keys(labels) : []).flatMap((key) => (stableLabel(key, target.to) ? [[...selector, 'matchLabels', key]] : [])),
    ...(isList(expressions) ? [...expressions.keys()] : []).flatMap((index) => {
      const at = [...selector, 'matchExpressions', index, 'key'];
      return stableLabel(getIn(data, at), target.to) ? [at] : [];
    }),
  ];
}

function namesAt(at: Path, { data }: Manifest, { target }: Context): { readonly old: string; readonly key: string } {
  const last = at.at(-1);
  const old = String(last === 'key' ? getIn(data, at) : last);
  return { old, key: stableLabel(old, target.to)?.key ?? '' };
}

function remarkAt(at: Path, id: string, manifest: Manifest, context: Context): void {
  context.info(id, { at, values: namesAt(at, manifest, context) });
}

function askAt(at: Path, id: string, manifest: Manifest, context: Context, values: Readonly<Record<string, string>>): void {
  context.manual(id, { at, values: { ...namesAt(at, manifest, context), ...values } });
}
