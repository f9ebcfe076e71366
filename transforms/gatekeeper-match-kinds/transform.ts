import { atLeast, defineTransform, getIn, isList, isObject, lifecycleOf, preferredVersion, type ApiLifecycle, type Context, type JsonValue, type Manifest, type Version } from '../../src/transform.js';
import { kindsOf, movedKind, type MovedKind } from '../_shared/moved-kinds.js';

/** The group that kinds have left. */
const left = 'extensions';
const match = ['spec', 'match', 'kinds'] as const;
const sync = ['spec', 'sync', 'syncOnly'] as const;

export default defineTransform({
  meta: {
    id: 'gatekeeper-match-kinds',
    title: 'Gatekeeper constraints on kinds in the group that they have left',
    description:
      'A constraint is asked about objects of the groups that it names. One on Ingresses in `extensions` lets every Ingress of ' +
      '`networking.k8s.io` pass unchecked. The new group is added, as are the kinds to be replicated; Rego that compares groups is pointed out.',
    kinds: [
      { group: 'constraints.gatekeeper.sh', kind: '*' },
      { group: 'mutations.gatekeeper.sh', kind: '*' },
      { group: 'config.gatekeeper.sh', kind: 'Config' },
      { group: 'templates.gatekeeper.sh', kind: 'ConstraintTemplate' },
    ],
    triggers: ['constraints.gatekeeper.sh', 'mutations.gatekeeper.sh', 'config.gatekeeper.sh', 'templates.gatekeeper.sh'],
    safety: 'safe',
    messages: {
      added: 'The match on {kinds} in extensions names the group {group} as well, where they are served now.',
      'added-entries': 'The match on {kinds} in extensions is followed by one for each group where they are served now: {group}.',
      everything: 'The match names every kind in extensions. Most of them are elsewhere now: {kinds} in {group}. Add the groups that are meant.',
      synced: '{kind} of {to} is replicated beside that of {from}, which Rego knows under its old version only.',
      rego: 'The Rego compares with the group extensions and never with {group}, where {kinds} are served now. Objects of that group pass unchecked; extend the comparison.',
    },
    references: [
      'https://open-policy-agent.github.io/gatekeeper/website/docs/howto/#the-match-field',
      'https://open-policy-agent.github.io/gatekeeper/website/docs/sync/',
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#ingress-v122',
    ],
  },
  run(manifest, context) {
    if (manifest.kind === 'ConstraintTemplate') reviewRego(manifest, context);
    else if (manifest.kind === 'Config') completeSync(manifest, context);
    else completeMatch(manifest, context);
  },
});

interface Move extends MovedKind {
  readonly kind: string;
}

/** From the last entry to the first: what is added below one does not move those above it. */
function completeMatch({ data }: Manifest, context: Context): void {
  const written = getIn(data, match);
  if (!isList(written)) return;
  const { to } = context.target;
  const entries = written.map((entry) => (isObject(entry) ? { data: entry, groups: textsOf(entry['apiGroups']), kinds: textsOf(entry['kinds']) } : { data: {}, groups: [], kinds: [] }));
  for (const [index, { data: entry, groups, kinds }] of [...entries.entries()].reverse()) {
    if (!groups.includes(left)) continue;
    const matchesAll = kinds.includes('*');
    const moves = movesOf(matchesAll ? kindsOf(left).filter((kind) => kind !== 'PodSecurityPolicy') : kinds, to);
    const isMatched = ({ kind, goal }: Move): boolean =>
      entries.some((other) => meet(other.groups, [goal.group, '*']) && meet(other.kinds, [kind, '*']));
    const missing = moves.filter((move) => !isMatched(move));
    if (missing.length === 0) continue;
    const goals = [...new Set(missing.map(({ goal }) => goal.group))];
    const [group = '', ...others] = goals;
    const at = [...match, index];
    const remark = { at: [...at, 'apiGroups'], values: { kinds: listed(missing), group: goals.join(', ') }, impact: impactOf(missing, to) };
    if (matchesAll) {
      context.manual('everything', remark);
      continue;
    }
    // In the same entry the group would also match its other kinds of these names.
    const foreign = kinds.filter((kind) => !moves.some((move) => move.kind === kind) && (kindsOf(group).includes(kind)));
    const goesElsewhere = moves.filter((move) => move.goal.group !== group && !groups.includes(move.goal.group));
    if (others.length === 0 && foreign.length === 0 && goesElsewhere.length === 0) {
      context.change('added', remark, (edit) => edit.insert([...at, 'apiGroups'], groups.length, group));
      continue;
    }
    context.change('added-entries', remark, (edit) => {
      goals.forEach((each, count) => {
        const here = missing.filter(({ goal }) => goal.group === each).map(({ kind }) => kind);
        edit.insert(match, index + 1 + count, { ...entry, apiGroups: [each], kinds: here });
      });
    });
  }
}

/** Replicated objects are named with their version, by which Rego looks them up. */
function completeSync({ data }: Manifest, context: Context): void {
  const written = getIn(data, sync);
  if (!isList(written)) return;
  const entries = written.map((entry) => (isObject(entry) ? entry : {}));
  const added = new Set<ApiLifecycle>();
  for (const [index, entry] of [...entries.entries()].reverse()) {
    const { group = '', version, kind } = entry;
    if (typeof group !== 'string' || typeof version !== 'string' || typeof kind !== 'string') continue;
    const current = lifecycleOf(group, version, kind);
    const goal = preferredVersion(group, version, kind, context.target.to);
    if (!current || !goal || goal === current || goal.kind !== kind) continue;
    if (entries.some((other) => other['group'] === goal.group && other['version'] === goal.version && other['kind'] === kind)) continue;
    if (added.has(goal)) continue;
    added.add(goal);
    const values = { kind, from: `${group}/${version}`, to: `${goal.group}/${goal.version}` };
    context.change('synced', { at: [...sync, index], values, impact: impactOf([{ kind, left: current, goal }], context.target.to), introduced: goal.introduced }, (edit) =>
      edit.insert(sync, index + 1, { ...entry, group: goal.group, version: goal.version }),
    );
  }
}

function reviewRego({ data }: Manifest, context: Context): void {
  const targets = getIn(data, ['spec', 'targets']);
  if (!isList(targets)) return;
  const { to } = context.target;
  targets.forEach((target, index) => {
    const rego = isObject(target) ? target['rego'] : undefined;
    if (typeof rego !== 'string' || !/(["`])extensions(?:\/v1beta1)?\1/.test(rego)) return;
    const named = movesOf(kindsOf(left), to).filter(({ kind }) => new RegExp(`["\`]${kind}["\`]`).test(rego));
    const missing = named.filter(({ goal }) => !rego.includes(goal.group === 'apps' ? '"apps' : goal.group));
    if (missing.length === 0) return;
    const groups = [...new Set(missing.map(({ goal }) => goal.group))].join(', ');
    context.manual('rego', { at: ['spec', 'targets', index, 'rego'], values: { kinds: listed(missing), group: groups }, impact: impactOf(missing, to) });
  });
}

function movesOf(kinds: readonly string[], to: Version): Move[] {
  return kinds.flatMap((kind) => {
    const moved = movedKind(left, kind, to);
    return moved ? [{ ...moved, kind }] : [];
  });
}

function impactOf(moves: readonly Move[], to: Version): 'behaves' | 'later' {
  return moves.some(({ left: { removed } }) => removed !== undefined && atLeast(to, removed)) ? 'behaves' : 'later';
}

function listed(moves: readonly Move[]): string {
  return moves.map(({ kind }) => kind).join(', ');
}

function meet(list: readonly string[], wanted: readonly string[]): boolean {
  return wanted.some((each) => list.includes(each));
}

function textsOf(value: JsonValue | undefined): string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}
