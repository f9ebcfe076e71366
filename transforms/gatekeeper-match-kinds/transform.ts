import { apiLifecycles, atLeast, defineTransform, getIn, groupOf, isList, isObject, lifecycleOf, preferredVersion, versionOf, type ApiLifecycle, type Context, type JsonObject, type JsonValue, type Manifest, type Path, type Version } from '../../src/transform.js';
import { kindsOf, movedKind, type MovedKind } from '../_shared/moved-kinds.js';
import { hasSameFields } from '../_shared/same-fields.js';
import { apiVersionOf } from '../_shared/version-move.js';

/** The group that kinds have left. */
const left = 'extensions';
const match = ['spec', 'match', 'kinds'] as const;
/** Lists of what is replicated, by the kind that holds them. */
const syncs: Readonly<Record<string, Path>> = { Config: ['spec', 'sync', 'syncOnly'], SyncSet: ['spec', 'gvks'] };

export default defineTransform({
  meta: {
    id: 'gatekeeper-match-kinds',
    title: 'Gatekeeper constraints on kinds in the group that they have left',
    description:
      'A constraint is asked about objects of the groups that it names. One on Ingresses in `extensions` lets every Ingress of ' +
      '`networking.k8s.io` pass unchecked. The new group is added, as are the kinds to be replicated and mutated; Rego that compares groups or versions is pointed out.',
    kinds: [
      { group: 'constraints.gatekeeper.sh', kind: '*' },
      { group: 'mutations.gatekeeper.sh', kind: '*' },
      { group: 'config.gatekeeper.sh', kind: 'Config' },
      { group: 'syncset.gatekeeper.sh', kind: 'SyncSet' },
      { group: 'expansion.gatekeeper.sh', kind: 'ExpansionTemplate' },
      { group: 'templates.gatekeeper.sh', kind: 'ConstraintTemplate' },
    ],
    triggers: ['constraints.gatekeeper.sh', 'mutations.gatekeeper.sh', 'config.gatekeeper.sh', 'syncset.gatekeeper.sh', 'expansion.gatekeeper.sh', 'templates.gatekeeper.sh'],
    safety: 'safe',
    messages: {
      added: 'The match on {kinds} in extensions names the group {group} as well, where they are served now.',
      'added-entries': 'The match on {kinds} in extensions is followed by one for each group where they are served now: {group}.',
      everything: 'The match names every kind in extensions. Most of them are elsewhere now: {kinds} in {group}. Add the groups that are meant.',
      synced: '{kind} of {to} is replicated beside that of {from}, which Rego knows under its old version only.',
      applied: '{kinds} of {from} are followed by those of {to}, in which they are written once they have moved.',
      location: 'The {mutation} is applied to {kinds} of {from}, and to none that has moved to {to}. Some fields have other names there: write one for {to} that names them.',
      versions: 'The Rego names {kinds} of {from} and never of {to}, in which objects are replicated and reviewed once they have moved. Extend it.',
      rego: 'The Rego compares with the group extensions and never with {group}, where {kinds} are served now. Objects of that group pass unchecked; extend the comparison.',
    },
    references: [
      'https://open-policy-agent.github.io/gatekeeper/website/docs/howto/#the-match-field',
      'https://open-policy-agent.github.io/gatekeeper/website/docs/sync/',
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#ingress-v122',
    ],
  },
  run(manifest, context) {
    if (manifest.kind === 'ConstraintTemplate') return reviewRego(manifest, context);
    const sync = syncs[manifest.kind];
    if (sync) return completeSync(manifest, sync, context);
    completeMatch(manifest, context);
    if (manifest.group !== 'constraints.gatekeeper.sh') completeApplications(manifest, context);
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
function completeSync({ data }: Manifest, sync: Path, context: Context): void {
  const written = getIn(data, sync);
  if (!isList(written)) return;
  const entries = written.map((entry) => (isObject(entry) ? entry : {}));
  const added = new Set<ApiLifecycle>();
  for (const [index, entry] of [...entries.entries()].reverse()) {
    const { group = '', version, kind } = entry;
    if (typeof group !== 'string' || typeof version !== 'string' || typeof kind !== 'string') continue;
    const move = versionMoveOf(group, version, kind, context.target.to);
    if (!move) continue;
    const { goal } = move;
    if (entries.some((other) => other['group'] === goal.group && other['version'] === goal.version && other['kind'] === kind)) continue;
    if (added.has(goal)) continue;
    added.add(goal);
    const values = { kind, from: `${group}/${version}`, to: `${goal.group}/${goal.version}` };
    context.change('synced', { at: [...sync, index], values, impact: impactOf([move], context.target.to), introduced: goal.introduced }, (edit) =>
      edit.insert(sync, index + 1, { ...entry, group: goal.group, version: goal.version }),
    );
  }
}

/** What a mutation or expansion is applied to is named with its version. */
function completeApplications({ data, kind: mutation }: Manifest, context: Context): void {
  const path = ['spec', 'applyTo'];
  const written = getIn(data, path);
  if (!isList(written)) return;
  const { to: release } = context.target;
  const entries = written.map((entry) => (isObject(entry) ? { data: entry, groups: textsOf(entry['groups']), versions: textsOf(entry['versions']), kinds: textsOf(entry['kinds']) } : { data: {}, groups: [], versions: [], kinds: [] }));
  for (const [index, { data: entry, groups, versions, kinds }] of [...entries.entries()].reverse()) {
    const moves = groups.flatMap((group) => versions.flatMap((version) => kinds.flatMap((kind) => versionMoveOf(group, version, kind, release) ?? [])));
    const missing = moves.filter(({ goal, kind }) => !entries.some((other) => other.groups.includes(goal.group) && other.versions.includes(goal.version) && other.kinds.includes(kind)));
    const goals = [...new Set(missing.map(({ goal }) => apiVersionOf(goal)))];
    if (goals.length === 0) continue;
    const at = [...path, index];
    const from = [...new Set(missing.map((move) => apiVersionOf(move.left)))].join(', ');
    const remark = { at, values: { mutation, kinds: listed(missing), from, to: goals.join(', ') }, impact: impactOf(missing, release) };
    if (!missing.every((move) => hasSameFields(move.left))) {
      context.manual('location', remark);
      continue;
    }
    context.change('applied', remark, (edit) => {
      goals.forEach((goal, count) => {
        const here = [...new Set(missing.filter((move) => apiVersionOf(move.goal) === goal).map(({ kind }) => kind))];
        edit.insert(path, index + 1 + count, { ...entry, groups: [groupOf(goal)], versions: [versionOf(goal)], kinds: here });
      });
    });
  }
}

function versionMoveOf(group: string, version: string, kind: string, to: Version): Move | undefined {
  const left = lifecycleOf(group, version, kind);
  const goal = left && preferredVersion(group, version, kind, to);
  return left && goal && goal !== left && goal.kind === kind ? { kind, left, goal } : undefined;
}

function reviewRego({ data }: Manifest, context: Context): void {
  for (const path of regoPaths(data)) {
    const rego = getIn(data, path);
    if (typeof rego === 'string') reviewText(rego, path, context);
  }
}

/** Where a template holds Rego: its own, its libraries, and both under the engine that they are for. */
function regoPaths(data: JsonObject): Path[] {
  const items = (path: Path): Path[] => {
    const list = getIn(data, path);
    return isList(list) ? list.map((_, index) => [...path, index]) : [];
  };
  return items(['spec', 'targets']).flatMap((target) =>
    [target, ...items([...target, 'code']).map((code) => [...code, 'source'])].flatMap((source) => [[...source, 'rego'], ...items([...source, 'libs'])]),
  );
}

function reviewText(rego: string, at: Path, context: Context): void {
  const { to } = context.target;
  const quotes = (text: string): boolean => [`"${text}"`, `\`${text}\``].some((quoted) => rego.includes(quoted));
  if (quotes(left) || quotes(`${left}/v1beta1`)) {
    const named = movesOf(kindsOf(left), to).filter(({ kind }) => quotes(kind));
    const missing = named.filter(({ goal }) => !rego.includes(goal.group === 'apps' ? '"apps' : goal.group));
    const groups = [...new Set(missing.map(({ goal }) => goal.group))].join(', ');
    if (missing.length > 0) return context.manual('rego', { at, values: { kinds: listed(missing), group: groups }, impact: impactOf(missing, to) });
  }
  const named = apiLifecycles.filter((row) => row.group !== '' && !row.virtual && quotes(apiVersionOf(row)) && quotes(row.kind));
  const missing = named.flatMap(({ group, version, kind }) => versionMoveOf(group, version, kind, to) ?? []).filter(({ goal }) => !quotes(apiVersionOf(goal)));
  if (missing.length === 0) return;
  const values = { kinds: listed(missing), from: [...new Set(missing.map((move) => apiVersionOf(move.left)))].join(', '), to: [...new Set(missing.map(({ goal }) => apiVersionOf(goal)))].join(', ') };
  context.manual('versions', { at, values, impact: impactOf(missing, to) });
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
  return [...new Set(moves.map(({ kind }) => kind))].join(', ');
}

function meet(list: readonly string[], wanted: readonly string[]): boolean {
  return wanted.some((each) => list.includes(each));
}

function textsOf(value: JsonValue | undefined): string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}
