import { apiLifecycles, atLeast, defineTransform, getIn, groupOf, isList, isObject, versionOf, type Context, type JsonObject, type Manifest, type Path } from '../../src/transform.js';
import { kindOfResource, kindsOf, resourceOf } from '../_shared/moved-kinds.js';
import { outdatedNames, stringsIn } from '../_shared/outdated-names.js';
import { apiVersionOf } from '../_shared/version-move.js';
import { fitsIn, missedBy, readRules, Rule, type MissedResource } from './rules.js';

const group = 'admissionregistration.k8s.io';

export default defineTransform({
  meta: {
    id: 'webhook-rules',
    title: 'Admission rules that name a version which objects leave',
    description:
      'A webhook that names `extensions/v1beta1` is not asked about an Ingress that is written in `networking.k8s.io/v1`, where its match ' +
      'policy is `Exact` or the old version is gone: what it forbids is let in. The new version can be added; whether the webhook reads it, only its author knows.',
    kinds: [
      { group, kind: 'MutatingWebhookConfiguration' },
      { group, kind: 'ValidatingWebhookConfiguration' },
      { group, kind: 'ValidatingAdmissionPolicy' },
      { group, kind: 'ValidatingAdmissionPolicyBinding' },
      { group, kind: 'MutatingAdmissionPolicy' },
      { group, kind: 'MutatingAdmissionPolicyBinding' },
      { group: 'policies.kyverno.io', kind: '*' },
      { group: 'operators.coreos.com', kind: 'ClusterServiceVersion' },
    ],
    triggers: ['apiVersions', 'matchConditions'],
    safety: 'review',
    messages: {
      'added-version': 'The rule on {resources} in {old} names {goals} as well, which objects are written in once they have moved.',
      'added-rules': 'The rule on {resources} in {old} is followed by one for each version which objects are written in once they have moved: {goals}.',
      everything: 'The rule names every resource in {old}, and objects of {kinds} are elsewhere once they have moved: {goals}. Add what is meant.',
      expression: 'The expression names {from} and not {to}, in which {kind} objects are sent once they have moved. Extend it.',
      exact: 'With matchPolicy: Exact requests in other versions than the named ones pass by. With Equivalent the API server converts them, as long as it serves the named version.',
      gone: 'Kubernetes {release} does not serve {gone}: there the rule matches nothing, whatever the match policy.',
      reads: 'What the rule belongs to is then asked about objects of {goals}, whose fields may have other names. See to it that it reads them before this is rolled out: one that fails can refuse every request.',
    },
    references: [
      'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#matching-requests-matchpolicy',
      'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/',
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
    ],
  },
  run(manifest, context) {
    for (const { path, isExact, expressions } of ruleLists(manifest)) {
      reviewRules(manifest, path, isExact, context);
      reviewExpressions(manifest, path, expressions, context);
    }
  },
});

/** Where policies hold expressions. */
const policyExpressions: readonly Path[] = ['matchConditions', 'variables', 'validations', 'auditAnnotations', 'mutations'].map((key) => ['spec', key]);

interface RuleList {
  readonly path: Path;
  /** Requests in other versions are not converted. */
  readonly isExact: boolean;
  /** What is asked of objects that the rules match. */
  readonly expressions: readonly Path[];
}

function ruleLists({ kind, group: owner, version, data }: Manifest): RuleList[] {
  if (kind === 'ClusterServiceVersion') return webhooksAt(data, ['spec', 'webhookdefinitions'], 'Equivalent');
  if (owner === group && kind.endsWith('WebhookConfiguration')) return webhooksAt(data, ['webhooks'], version === 'v1beta1' ? 'Exact' : 'Equivalent');
  const constraints = ['spec', kind.endsWith('Binding') ? 'matchResources' : 'matchConstraints'];
  const isExact = getIn(data, [...constraints, 'matchPolicy']) === 'Exact';
  return ['resourceRules', 'excludeResourceRules'].map((key) => ({ path: [...constraints, key], isExact, expressions: key === 'resourceRules' ? policyExpressions : [] }));
}

function webhooksAt(data: JsonObject, path: Path, policy: 'Exact' | 'Equivalent'): RuleList[] {
  const webhooks = getIn(data, path);
  if (!isList(webhooks)) return [];
  return webhooks.map((webhook, index) => ({
    path: [...path, index, 'rules'],
    isExact: ((isObject(webhook) ? webhook['matchPolicy'] : undefined) ?? policy) === 'Exact',
    expressions: [[...path, index, 'matchConditions']],
  }));
}

/** Expressions that compare groups or versions, of the kinds that the rules or they themselves name. */
function reviewExpressions({ data }: Manifest, path: Path, places: readonly Path[], context: Context): void {
  const { to: release } = context.target;
  const named = readRules(getIn(data, path)).flatMap(({ groups, resources }) => groups.flatMap((each) => resources.flatMap((resource) => kindOfResource(each, resource) ?? [])));
  for (const { at, text } of places.flatMap((place) => stringsIn(getIn(data, place), place))) {
    // A message may name what it likes.
    if (!/expression$/i.test(String(at.at(-1)))) continue;
    const [move] = outdatedNames(text, `${named.join(' ')} ${text}`, release);
    if (!move) continue;
    const { left, goal } = move;
    const isGone = left.removed !== undefined && atLeast(release, left.removed);
    context.manual('expression', { at, values: { kind: left.kind, from: apiVersionOf(left), to: apiVersionOf(goal) }, impact: isGone ? 'behaves' : 'later' });
  }
}

/** From the last rule to the first: a rule that is added below one does not move those above it. */
function reviewRules({ data }: Manifest, path: Path, isExact: boolean, context: Context): void {
  const rules = readRules(getIn(data, path));
  for (const [index, rule] of [...rules.entries()].reverse()) reviewRule(rules, rule, [...path, index], isExact, context);
}

function reviewRule(rules: readonly Rule[], rule: Rule, at: Path, isExact: boolean, context: Context): void {
  const { to: release } = context.target;
  const namesAll = rule.resources.includes('*') || rule.resources.includes('*/*');
  // What has left the version that the rule names.
  const named = namesAll ? new Rule({ ...rule.data, resources: [...new Set(rule.groups.flatMap(storedKindsOf).map(resourceOf))] }) : rule;
  const missed = missedBy(named, rules, isExact, release);
  if (missed.length === 0) return;
  const goals = [...new Set(missed.map(goalOf))];
  const gone = missed.filter(({ old: { removed } }) => removed !== undefined && atLeast(release, removed));
  const values = {
    release,
    resources: listed(missed.map(({ resource }) => resource)),
    kinds: listed(missed.map(({ old }) => old.kind)),
    old: listed(missed.map(({ old }) => apiVersionOf(old))),
    gone: listed(gone.map(({ resource, old }) => `${resource} in ${apiVersionOf(old)}`)),
    goals: goals.join(', '),
  };
  const notes = [...(isExact && gone.length < missed.length ? ['exact'] : []), ...(gone.length > 0 ? ['gone'] : [])];
  if (namesAll) return context.manual('everything', { at, values, notes, impact: 'behaves' });
  const remark = { at, values, notes: [...notes, 'reads'], impact: 'behaves' } as const;
  const [first] = missed;
  if (first && goals.length === 1 && fitsIn(rule, first.goal, missed)) {
    context.change('added-version', remark, (edit) => edit.insert([...at, 'apiVersions'], rule.versions.length, first.goal.version));
    return;
  }
  context.change('added-rules', remark, (edit) => {
    rulesFor(rule, missed).forEach((added, count) => edit.insert(at.slice(0, -1), Number(at.at(-1)) + 1 + count, added));
  });
}

/** The kinds of a group of which there are objects; a Scale is part of a workload. */
function storedKindsOf(owner: string): string[] {
  return kindsOf(owner).filter((kind) => apiLifecycles.some((row) => row.group === owner && row.kind === kind && !row.virtual));
}

/** A rule for each version, with the resources that went there. */
function rulesFor({ data }: Rule, missed: readonly MissedResource[]): JsonObject[] {
  return [...new Set(missed.map(goalOf))].map((name) => {
    const there = missed.filter((each) => goalOf(each) === name);
    return { ...data, apiGroups: [groupOf(name)], apiVersions: [versionOf(name)], resources: [...new Set(there.map(({ resource }) => resource))] };
  });
}

/** `networking.k8s.io/v1`; `networking.k8s.io/*` for a rule that takes any version. */
function goalOf({ goal: { group }, version }: MissedResource): string {
  return `${group}/${version}`;
}

function listed(texts: readonly string[]): string {
  return [...new Set(texts)].join(', ');
}
