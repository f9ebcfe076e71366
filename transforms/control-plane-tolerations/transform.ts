import {
  atLeast,
  defineTransform,
  getIn,
  isList,
  isObject,
  podTemplateKinds,
  podTemplates,
  type Context,
  type JsonObject,
  type Manifest,
  type Path,
} from '../../src/transform.js';
import { rolloutMessages, rolloutNote } from '../_shared/pod-changes.js';
import { controlPlane, master, missingTolerations } from './tolerations.js';

const excluded = 'node.kubernetes.io/exclude-from-external-load-balancers';

export default defineTransform({
  meta: {
    id: 'control-plane-tolerations',
    title: 'Tolerations and selectors of control plane nodes',
    description:
      'kubeadm renames the label and the taint `node-role.kubernetes.io/master` of control plane nodes to `…/control-plane`: the new label ' +
      'comes in 1.20, the old one goes in 1.24; the new taint comes in 1.24, the old one goes in 1.25. A toleration of the new taint is put beside that of the old one; ' +
      'selectors and labels are pointed out.',
    kinds: [...podTemplateKinds, { group: 'node.k8s.io', kind: 'RuntimeClass' }, { group: '', kind: 'Node' }],
    triggers: [master],
    safety: 'safe',
    introduced: '1.20',
    deprecated: '1.20',
    removed: '1.24',
    keps: [2067],
    messages: {
      added: 'A toleration of node-role.kubernetes.io/control-plane joins that of node-role.kubernetes.io/master.',
      ...rolloutMessages,
      'pod-accepts': 'An existing Pod accepts further tolerations.',
      'selects-both':
        'The {kind} selects nodes by the label node-role.kubernetes.io/master, which kubeadm takes from them in 1.24. Since 1.20 they have node-role.kubernetes.io/control-plane as well; select by that once all nodes have it.',
      'selects-gone':
        'The {kind} selects nodes by the label node-role.kubernetes.io/master, which kubeadm takes from them with the upgrade to 1.24. Select by node-role.kubernetes.io/control-plane, unless something else labels the nodes.',
      'node-label': 'The Node carries the label node-role.kubernetes.io/master, of which kubeadm makes node-role.kubernetes.io/control-plane. Give it both as long as something asks for the old one.',
      'load-balancers': 'From 1.21 on the label no longer keeps the node out of external load balancers; node.kubernetes.io/exclude-from-external-load-balancers does.',
      'node-taint': 'The Node has the taint node-role.kubernetes.io/master, which kubeadm replaces by node-role.kubernetes.io/control-plane in 1.25. See to it that all pods tolerate the new one before the old one goes.',
    },
    references: [
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-cluster-lifecycle/kubeadm/2067-rename-master-label-taint',
      'https://kubernetes.io/docs/reference/labels-annotations-taints/#node-role-kubernetes-io-control-plane',
    ],
  },
  run(manifest, context) {
    for (const { path } of podTemplates(manifest)) {
      tolerate([...path, 'spec', 'tolerations'], manifest, context);
      adviseSelectors([...path, 'spec', 'nodeSelector'], [...path, 'spec', 'affinity', 'nodeAffinity'], manifest, context);
    }
    if (manifest.kind === 'Node') adviseNode(manifest, context);
    if (manifest.kind !== 'RuntimeClass') return;
    // v1alpha1 has a spec, the later versions have none.
    for (const path of [['scheduling'], ['spec', 'scheduling']]) {
      tolerate([...path, 'tolerations'], manifest, context);
      adviseSelectors([...path, 'nodeSelector'], undefined, manifest, context);
    }
  },
});

/** Puts a toleration of the new taint behind each one of the old that is not covered yet. */
function tolerate(path: Path, { kind, data }: Manifest, context: Context): void {
  const list = getIn(data, path);
  if (!isList(list)) return;
  const missing = missingTolerations(list);
  const [first] = missing;
  if (!first) return;
  // A toleration of a taint that no node has does nothing: it can be rolled out at any time.
  const introduced = context.target.from ?? context.target.to;
  const change = { at: [...path, first.index, 'key'], values: { kind }, notes: [kind === 'Pod' ? 'pod-accepts' : rolloutNote(kind)], introduced };
  context.change('added', change, (edit) => {
    for (const { index, toleration } of missing.toReversed()) edit.insert(path, index + 1, toleration);
  });
}

function adviseSelectors(selector: Path, nodeAffinity: Path | undefined, manifest: Manifest, context: Context): void {
  const { data } = manifest;
  const nodeSelector = getIn(data, selector);
  const places: Path[] = isObject(nodeSelector) && Object.hasOwn(nodeSelector, master) ? [[...selector, master]] : [];
  if (nodeAffinity) {
    const required = [...nodeAffinity, 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'];
    const preferred = [...nodeAffinity, 'preferredDuringSchedulingIgnoredDuringExecution'];
    const terms = [...indexes(data, required), ...indexes(data, preferred).map((path) => [...path, 'preference'])];
    for (const expression of terms.flatMap((term) => indexes(data, [...term, 'matchExpressions']))) {
      if (getIn(data, [...expression, 'key']) === master) places.push([...expression, 'key']);
    }
  }
  const values = { kind: manifest.kind };
  for (const at of places) {
    if (atLeast(context.target.to, '1.24')) context.manual('selects-gone', { at, values });
    else context.info('selects-both', { at, values });
  }
}

function indexes(data: JsonObject, path: Path): Path[] {
  const list = getIn(data, path);
  return isList(list) ? [...list.keys()].map((index) => [...path, index]) : [];
}

function adviseNode({ data }: Manifest, context: Context): void {
  const labels = getIn(data, ['metadata', 'labels']);
  if (isObject(labels) && Object.hasOwn(labels, master)) {
    const notes = Object.hasOwn(labels, excluded) || !atLeast(context.target.to, '1.21') ? [] : ['load-balancers'];
    if (notes.length > 0 || !Object.hasOwn(labels, controlPlane)) context.info('node-label', { at: ['metadata', 'labels', master], notes });
  }
  for (const taint of indexes(data, ['spec', 'taints'])) {
    if (getIn(data, [...taint, 'key']) === master) context.info('node-taint', { at: [...taint, 'key'] });
  }
}
