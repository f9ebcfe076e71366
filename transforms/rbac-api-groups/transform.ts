import { atLeast, defineTransform, getIn, Hole, isList, type Context, type JsonValue, type Manifest, type Path, type Version } from '../../src/transform.js';
import { kindOfResource, kindsOf, movedKind, resourceOf, type MovedKind } from '../_shared/moved-kinds.js';
import { isGranted, readRules, type Rule } from './grants.js';

/** The group that kinds have left. */
const left = 'extensions';

export default defineTransform({
  meta: {
    id: 'rbac-api-groups',
    title: 'RBAC rules that name only the group that resources have left',
    description:
      'A rule grants a resource in the groups that it names. Deployments, DaemonSets and ReplicaSets went from `extensions` to `apps`, ' +
      'Ingresses and NetworkPolicies to `networking.k8s.io`, PodSecurityPolicies to `policy`: whoever uses them there is denied. The new ' +
      'group is added; the old one stays for clients that still ask for it.',
    kinds: [
      { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' },
      { group: 'rbac.authorization.k8s.io', kind: 'Role' },
      { group: 'operators.coreos.com', kind: 'ClusterServiceVersion' },
    ],
    // As an item of a list: apiextensions.k8s.io is in every definition of a custom resource.
    triggers: ['extensions'],
    safety: 'safe',
    messages: {
      added: 'The rule on {resources} in extensions names the group {group} as well, where they are served now.',
      'added-rules': 'The rule on {resources} in extensions is followed by one for each group where they are served now: {group}.',
      'granted-again': 'Kubernetes {to} serves {gone} in extensions no more, and grants nothing by it: who is bound to the role gets these rights again.',
      unclear: 'Not all that was in extensions is there: {resources} are served in {group} now, where the role does not grant as much. The rule does not tell whether they are meant; name the group if they are.',
    },
    references: [
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#v1-16',
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#ingress-v122',
      'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources',
    ],
  },
  run(manifest, context) {
    for (const path of ruleLists(manifest)) reviseRules(manifest, path, context);
  },
});

/** Where an object holds the rules of a role. A controller writes those of an aggregated role. */
function ruleLists({ kind, data }: Manifest): Path[] {
  if (kind !== 'ClusterServiceVersion') return data['aggregationRule'] === undefined ? [['rules']] : [];
  return ['permissions', 'clusterPermissions'].flatMap((key) => {
    const path = ['spec', 'install', 'spec', key];
    const permissions = getIn(data, path);
    return isList(permissions) ? permissions.map((_, index) => [...path, index, 'rules']) : [];
  });
}

/** From the last rule to the first: a rule that is added below one does not move those above it. */
function reviseRules(manifest: Manifest, path: Path, context: Context): void {
  const rules = readRules(getIn(manifest.data, path));
  for (const [index, rule] of [...rules.entries()].reverse()) {
    if (rule.groups.includes(left)) reviseRule(rules, rule, [...path, index], context);
  }
}

interface Move extends MovedKind {
  /** As the rule writes it: `deployments/scale`. */
  readonly resource: string;
}

function reviseRule(rules: readonly Rule[], rule: Rule, at: Path, context: Context): void {
  const { to } = context.target;
  const grantsAll = rule.resources.includes('*');
  const moves = (grantsAll ? wholeGroup(to) : rule.resources).flatMap((resource) => moveOf(resource, to) ?? []);
  const missing = moves.filter(({ resource, goal }) => !isGranted(rules, goal.group, resource, rule));
  if (missing.length === 0) return;

  const groups = [...new Set(missing.map(({ goal }) => goal.group))];
  const gone = missing.filter((move) => isGone(move, to));
  const remark = {
    at: [...at, 'apiGroups'],
    values: { to, resources: listed(missing), group: groups.join(', '), gone: listed(gone) },
    impact: missing.every((move) => isUse(move, rule)) ? ('none' as const) : gone.length > 0 ? ('breaks' as const) : ('later' as const),
  };
  // What a template fills in may be the group.
  if (grantsAll || holes(rule.data['apiGroups']).length > 0) return context.manual('unclear', { ...remark, impact: gone.length > 0 ? 'behaves' : 'later' });

  const notes = gone.some((move) => !isUse(move, rule)) ? ['granted-again'] : [];
  const [group = '', ...others] = groups;
  if (others.length === 0 && fitsIn(group, moves, rules, rule)) {
    context.change('added', { ...remark, notes }, (edit) => edit.insert([...at, 'apiGroups'], rule.groups.length, group));
    return;
  }
  context.change('added-rules', { ...remark, notes }, (edit) => {
    const [index] = at.slice(-1);
    groups.forEach((each, count) => {
      const resources = missing.filter(({ goal }) => goal.group === each).map(({ resource }) => resource);
      edit.insert(at.slice(0, -1), Number(index) + 1 + count, { ...rule.data, apiGroups: [each], resources });
    });
  });
}

/** What `*` once stood for. Policies are left out: a role on everything was not written for them. */
function wholeGroup(to: Version): string[] {
  return kindsOf(left).flatMap((kind) => (kind !== 'PodSecurityPolicy' && movedKind(left, kind, to) ? [resourceOf(kind)] : []));
}

/** `apps` never had `deployments/rollback`. */
function moveOf(resource: string, to: Version): Move | undefined {
  const kind = kindOfResource(left, resource);
  const moved = kind === undefined || resource.endsWith('/rollback') ? undefined : movedKind(left, kind, to);
  return moved && { ...moved, resource };
}

/**
 * Whether a rule may name the group too, with all its other resources: none of them is there under
 * the same name without having come from `extensions`, and the rule either is about that group alone or mixes groups already.
 */
function fitsIn(group: string, moves: readonly Move[], rules: readonly Rule[], rule: Rule): boolean {
  const others = moves.filter(({ goal }) => goal.group !== group);
  if (!others.every(({ goal }) => rule.groups.includes(goal.group)) || holes(rule.data['resources']).length > 0) return false;
  const foreign = rule.resources.filter((resource) => kindOfResource(left, resource) === undefined);
  return foreign.every((resource) => !resource.includes('*') && (kindOfResource(group, resource) === undefined || isGranted(rules, group, resource, rule)));
}

function isGone({ left: row }: Move, to: Version): boolean {
  return row.removed !== undefined && atLeast(to, row.removed);
}

/** The admission plugin asks for the use of a policy in both groups, as long as it exists. */
function isUse({ left: row }: Move, rule: Rule): boolean {
  return row.kind === 'PodSecurityPolicy' && rule.verbs.every((verb) => verb === 'use');
}

function holes(value: JsonValue | undefined): Hole[] {
  return [value, ...(isList(value) ? value : [])].filter((item) => item instanceof Hole);
}

function listed(moves: readonly Move[]): string {
  return moves.map(({ resource }) => resource).join(', ');
}
