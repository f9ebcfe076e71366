import { atLeast, defineTransform, isList, isObject, type Context, type Path } from '../../src/transform.js';
import appArmor from '../app-armor-annotations/transform.js';
import { controlPlane, master, missingTolerations } from '../control-plane-tolerations/tolerations.js';
import criticalPod from '../critical-pod-priority-class/transform.js';
import inertAnnotations from '../inert-annotations/transform.js';
import podSeccomp from '../pod-seccomp/transform.js';
import podSysctls from '../pod-sysctls/transform.js';
import serviceAnnotations from '../service-annotations/transform.js';
import storageAnnotations from '../storage-annotations/transform.js';
import { betaLabels, stableLabel } from '../well-known-labels/labels.js';
import { annotationRemark } from './annotations.js';
import { oldApiVersion, unstableVersions } from './api-versions.js';
import { entriesOf, namesOn, type Entry } from './entries.js';

const annotationRules = [podSysctls, podSeccomp, criticalPod, inertAnnotations, serviceAnnotations, storageAnnotations, appArmor];

export default defineTransform({
  meta: {
    id: 'helm-values',
    title: 'Old forms in the values of charts',
    description:
      'Templates print what values hold: tolerations and node labels, annotations, API versions, whole objects. What is old of that is pointed ' +
      'out where it is written, and never changed: what a value means is for the templates that print it to say, and whoever installs the chart ' +
      'may have values of their own, elsewhere.',
    kinds: [{ group: 'helm.sh', kind: 'Values' }],
    triggers: [...betaLabels, master, ...unstableVersions, 'topologyKeys', 'servicePort', 'kubernetes.io/ingress.class', ...annotationRules.flatMap(({ meta }) => meta.triggers)],
    thirdParty: true,
    safety: 'report',
    messages: {
      toleration:
        'The list tolerates the taint node-role.kubernetes.io/master and not node-role.kubernetes.io/control-plane, which kubeadm gives to nodes of the control plane from 1.24 on, from 1.25 on alone. Add a toleration of that.',
      'selects-both': 'The label node-role.kubernetes.io/master goes from nodes in 1.24. Since 1.20 they have node-role.kubernetes.io/control-plane as well; ask for that once all nodes have it.',
      'selects-gone': 'The label node-role.kubernetes.io/master is gone from nodes that kubeadm has upgraded to 1.24. Ask for node-role.kubernetes.io/control-plane, unless something else labels the nodes.',
      label: 'The label {old} is deprecated; nodes and volumes have it as {key} since {since}. Ask for that.',
      'in-text': 'It stands in the text that starts here.',
      together: 'Change a topologyKey in one go in all workloads that are placed with regard to each other.',
      gone: 'Kubernetes {to} no longer serves {version}: {moves}. Change it together with the template that prints it.',
      outdated: '{version} is an old version: {moves}. Change it together with the template that prints it.',
      'annotation-dead': 'Kubernetes has ignored the annotation {annotation} since {release} at the latest. {field} takes its place, where it is still meant.',
      'annotation-dies': 'Kubernetes ignores the annotation {annotation} from {release} on. {field} takes its place.',
      'annotation-old': 'The annotation {annotation} is deprecated in favour of {field}.',
      'annotation-app-armor': 'The annotation {annotation} is deprecated; {field} takes its place once every cluster runs Kubernetes 1.30 or later.',
      'ingress-class': 'The annotation {annotation} is deprecated since 1.18; controllers still honour it. {field} replaces it once an IngressClass of that name is in the cluster.',
      backend: 'The backend has the form of an Ingress of v1beta1, {service}. networking.k8s.io/v1 writes service.name and service.port. Change it together with the template that prints it.',
      'topology-keys': 'topologyKeys of Services never left alpha and is gone from Kubernetes 1.22 on. k8s-upgrade explain service-topology-keys says what takes its place.',
    },
    references: ['https://helm.sh/docs/chart_template_guide/values_files/', 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/', 'https://kubernetes.io/docs/reference/labels-annotations-taints/'],
  },
  run({ data }, context) {
    for (const entry of entriesOf(data)) {
      lookAtTolerations(entry, context);
      lookAtLabels(entry, context);
      lookAtVersion(entry, context);
      lookAtAnnotation(entry, context);
      lookAtFields(entry, context);
    }
  },
});

function lookAtTolerations({ path, value }: Entry, context: Context): void {
  const { to } = context.target;
  const [name = ''] = namesOn(path).slice(-1);
  // What asks for labels has keys, too, and so have the taints of a node.
  if (!isList(value) || name === 'matchexpressions' || name.endsWith('taints') || !atLeast(to, '1.20')) return;
  const [missing] = missingTolerations(value);
  if (missing) context.manual('toleration', { at: [...path, missing.index, 'key'], impact: atLeast(to, '1.24') ? 'breaks' : 'later' });
}

function lookAtLabels({ path, value, holder }: Entry, context: Context): void {
  const { to } = context.target;
  const last = path.at(-1);
  // Keys of a selector, or the value that names a label: `key:` of an expression, `topologyKey:`.
  for (const [old, beside] of [
    [last, holder],
    [value, undefined],
  ] as const) {
    const stable = stableLabel(old, to);
    if (stable && !(isObject(beside) && Object.hasOwn(beside, stable.key))) {
      const notes = old === value && namesOn(path).at(-1) === 'topologykey' ? ['together'] : [];
      context.manual('label', { at: path, impact: 'later', values: { old: String(old), key: stable.key, since: stable.introduced }, notes });
    }
  }
  if (typeof value === 'string' && value.includes('\n')) lookAtText(path, value, context);
  if (!atLeast(to, '1.20')) return;
  const inSelector = last === master && isObject(holder) && !Object.hasOwn(holder, controlPlane) && namesOn(path.slice(0, -1)).some((name) => name.includes('selector'));
  const selected = inSelector || (value === master && last === 'key' && path.at(-3) === 'matchExpressions');
  if (!selected) return;
  if (atLeast(to, '1.24')) context.manual('selects-gone', { at: path, impact: 'breaks' });
  else context.info('selects-both', { at: path });
}

/** Values may be texts that a template prints as they are, or as templates of their own. */
function lookAtText(path: Path, text: string, context: Context): void {
  for (const old of betaLabels) {
    const stable = stableLabel(old, context.target.to);
    const written = text.split('\n').some((line) => line.includes(old) && !line.trimStart().startsWith('#'));
    if (stable && written) context.manual('label', { at: path, impact: 'later', values: { old, key: stable.key, since: stable.introduced }, notes: ['in-text'] });
  }
}

function lookAtVersion(entry: Entry, context: Context): void {
  const old = oldApiVersion(entry, context);
  if (!old) return;
  const { at, version, moves, gone } = old;
  context.manual(gone ? 'gone' : 'outdated', { at, impact: gone ? 'breaks' : 'later', values: { version, moves, to: context.target.to } });
}

function lookAtAnnotation({ path }: Entry, context: Context): void {
  const remark = annotationRemark(path, context);
  if (!remark) return;
  const { message, field, release } = remark;
  const values = { annotation: String(path.at(-1)), field, release };
  if (message === 'ingress-class' || message === 'annotation-app-armor') context.info(message, { at: path, values });
  else context.manual(message, { at: path, values, impact: message === 'annotation-dead' ? 'ignored' : 'later' });
}

function lookAtFields({ path, value }: Entry, context: Context): void {
  const { to } = context.target;
  const [last] = path.slice(-1);
  if ((last === 'backend' || last === 'defaultBackend') && isObject(value) && isName(value['serviceName']) && isName(value['servicePort']) && atLeast(to, '1.19')) {
    const service = `serviceName: ${String(value['serviceName'])}`;
    context.manual('backend', { at: [...path, 'serviceName'], impact: atLeast(to, '1.22') ? 'breaks' : 'later', values: { service } });
  }
  const isOfService = namesOn(path.slice(0, -1)).some((name) => name.includes('service') || name.includes('svc'));
  if (last === 'topologyKeys' && isOfService && isList(value) && value.length > 0) context.manual('topology-keys', { at: path, impact: atLeast(to, '1.22') ? 'breaks' : 'later' });
}

function isName(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
