import { atLeast, defineTransform, getIn, isList, isObject, type JsonValue, type Manifest, type Path } from '../../src/transform.js';
import { podSecurityPolicyRemoved as removed } from '../_shared/pod-security-policies.js';

const resource = 'podsecuritypolicies';

export default defineTransform({
  meta: {
    id: 'pod-security-policy-use',
    title: 'RBAC rules on the use of PodSecurityPolicies',
    description:
      'A role with the verb `use` decides which PodSecurityPolicies a service account or user can go by. From 1.25 on there are no such ' +
      'policies, and the rule grants nothing. Both groups count up to 1.24: the admission plugin still asks for `extensions` where `policy` ' +
      'does not grant it.',
    kinds: ['ClusterRole', 'Role'].map((kind) => ({ group: 'rbac.authorization.k8s.io', kind })),
    triggers: [resource],
    safety: 'report',
    deprecated: '1.21',
    removed,
    keps: [5],
    messages: {
      going: 'Kubernetes {removed} has no PodSecurityPolicy any more: the rule on {policies} then grants nothing. Until then it tells whose pods go by which policy, and so which namespaces need which Pod Security labels.',
      inert: 'Kubernetes {to} has no PodSecurityPolicy: the rule on {policies} grants nothing. Delete {what}.',
    },
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/migrate-from-psp/',
      'https://v1-24.docs.kubernetes.io/docs/concepts/security/pod-security-policy/#authorizing-policies',
    ],
  },
  run(manifest, context) {
    const { rules } = manifest.data;
    if (!isList(rules)) return;
    const found = rules.flatMap((rule, index) => usesIn(rule, ['rules', index]) ?? []);
    const [first] = found;
    if (first === undefined) return;
    const { to } = context.target;
    const named = [...new Set(found.flatMap(({ names }) => names))];
    const policies = found.some(({ names }) => names.length === 0) ? 'any PodSecurityPolicy' : `the ${named.length === 1 ? 'PodSecurityPolicy' : 'PodSecurityPolicies'} ${named.join(', ')}`;
    const remark = { at: first.at, values: { to, removed, policies, what: whatToDelete(manifest, found, rules) } };
    if (atLeast(to, removed)) context.info('inert', { ...remark, impact: 'ignored' });
    else context.info('going', { ...remark, impact: 'later' });
  },
});

interface Use {
  /** The resource in the rule. */
  readonly at: Path;
  /** The policies that the rule names; empty for any. */
  readonly names: readonly string[];
  /** Whether the rule is about nothing else. */
  readonly alone: boolean;
}

function usesIn(rule: JsonValue, path: Path): Use | undefined {
  if (!isObject(rule)) return undefined;
  const [groups, resources, verbs, names] = ['apiGroups', 'resources', 'verbs', 'resourceNames'].map((key) => textsIn(rule[key]));
  if (!groups || !resources || !verbs) return undefined;
  const index = resources.indexOf(resource);
  if (index < 0 || !meets(groups, ['policy', 'extensions', '*']) || !meets(verbs, ['use', '*'])) return undefined;
  return { at: [...path, 'resources', index], names: names ?? [], alone: resources.length === 1 };
}

function meets(texts: readonly string[], wanted: readonly string[]): boolean {
  return texts.some((text) => wanted.includes(text));
}

function textsIn(value: JsonValue | undefined): readonly string[] | undefined {
  return isList(value) && value.every((text) => typeof text === 'string') ? value : undefined;
}

function whatToDelete({ kind, partial, data }: Manifest, found: readonly Use[], rules: readonly JsonValue[]): string {
  if (!found.every(({ alone }) => alone)) return `${resource} from it`;
  const aggregated = getIn(data, ['aggregationRule']) !== undefined;
  if (found.length < rules.length || partial || aggregated) return found.length === 1 ? 'the rule' : 'the rules';
  return `the ${kind} and its bindings`;
}
