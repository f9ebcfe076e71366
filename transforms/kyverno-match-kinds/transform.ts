import { atLeast, defineTransform, getIn, groupOf, isList, isObject, versionOf, type ApiLifecycle, type Context, type JsonObject, type Manifest, type Path } from '../../src/transform.js';
import { movedKind } from '../_shared/moved-kinds.js';
import { outdatedNames, stringsIn } from '../_shared/outdated-names.js';
import { itemsOf, outdatedVersion, type OutdatedVersion } from '../_shared/outdated-patches.js';
import { hasSameFields } from '../_shared/same-fields.js';
import { apiVersionOf } from '../_shared/version-move.js';

export default defineTransform({
  meta: {
    id: 'kyverno-match-kinds',
    title: 'Kyverno policies that match kinds in an old group or version',
    description:
      'A rule that matches `extensions/v1beta1/Ingress` is not applied to an Ingress of `networking.k8s.io/v1`: what it checks, changes ' +
      'or leaves out is no longer, without an error. The new name is added to the list. What a rule changes moves along; what it ' +
      'generates, and expressions, are pointed out.',
    kinds: [
      { group: 'kyverno.io', kind: 'ClusterPolicy' },
      { group: 'kyverno.io', kind: 'Policy' },
      { group: 'kyverno.io', kind: 'ClusterCleanupPolicy' },
      { group: 'kyverno.io', kind: 'CleanupPolicy' },
      { group: 'kyverno.io', kind: 'PolicyException' },
    ],
    triggers: ['kyverno.io/'],
    safety: 'safe',
    messages: {
      added: 'The {clause} block names {to} beside {from}: objects are written under that name once they have moved.',
      target: 'The rule changes existing objects of {kind} in {to} instead of {from}; its fields stay the same.',
      'target-fields': 'The rule changes existing objects of {kind} in {from}, which {to} replaces with other names for some fields. Write the target and the patch anew.',
      generated: 'The rule generates {kind} in {from}, which {to} replaces. Kyverno lets nobody change what an existing rule generates: write a new rule for {to}, and take this one out.',
      condition: 'The expression names {from} and not {to}, in which {kind} objects are written once they have moved. Extend it.',
      gone: 'Kubernetes {release} does not serve {from}. Take it out when no older cluster uses the policy.',
    },
    references: [
      'https://kyverno.io/docs/writing-policies/match-exclude/',
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
    ],
  },
  run(manifest, context) {
    for (const { clause, path } of kindLists(manifest)) completeKinds(manifest, clause, path, context);
    if (!manifest.kind.endsWith('Policy')) return;
    for (const rule of itemsOf(manifest.data, ['spec', 'rules'])) {
      for (const path of itemsOf(manifest.data, [...rule, 'mutate', 'targets'])) followTarget(manifest, path, context);
      reviewGenerated(manifest, [...rule, 'generate'], context);
      for (const path of itemsOf(manifest.data, [...rule, 'generate', 'foreach'])) reviewGenerated(manifest, path, context);
      reviewExpressions(manifest, rule, conditions, context);
    }
    reviewExpressions(manifest, ['spec'], [['webhookConfiguration'], ['conditions'], ['context']], context);
  },
});

/** Where a rule holds expressions. */
const conditions: readonly Path[] = [['preconditions'], ['celPreconditions'], ['context'], ['validate', 'deny'], ['validate', 'foreach'], ['validate', 'cel'], ['mutate', 'foreach']];

interface KindList {
  readonly clause: 'match' | 'exclude';
  readonly path: Path;
}

/** `resources.kinds` of what a rule, an exception or a clean-up matches and excludes, also within `any` and `all`. */
function kindLists({ kind, data }: Manifest): KindList[] {
  const holders = ['ClusterPolicy', 'Policy'].includes(kind) ? itemsOf(data, ['spec', 'rules']) : [['spec']];
  return holders.flatMap((holder) =>
    (['match', 'exclude'] as const).flatMap((clause) => {
      const path = [...holder, clause];
      const filters = ['any', 'all'].flatMap((key) => itemsOf(data, [...path, key]));
      return [path, ...filters].map((each) => ({ clause, path: [...each, 'resources', 'kinds'] }));
    }),
  );
}

/** From the last entry to the first: what is added below one does not move those above it. */
function completeKinds({ data }: Manifest, clause: KindList['clause'], path: Path, context: Context): void {
  const kinds = getIn(data, path);
  if (!isList(kinds)) return;
  const { to: release } = context.target;
  const added = new Set<string>();
  for (const [index, from] of [...kinds.entries()].reverse()) {
    const [group, version, kind, ...more] = typeof from === 'string' ? from.split('/') : [];
    if (group === undefined || version === undefined || kind === undefined || more.length > 0) continue;
    const move = version === '*' ? movedKind(group, kind, release) : outdatedVersion(group, version, kind, release);
    if (!move || kinds.some((other) => typeof other === 'string' && matches(other, move.goal))) continue;
    const to = [move.goal.group, version === '*' ? '*' : move.goal.version, kind].join('/');
    if (added.has(to)) continue;
    added.add(to);
    const isGone = move.left.removed !== undefined && atLeast(release, move.left.removed);
    const remark = { at: [...path, index], notes: isGone ? ['gone'] : [], values: { clause, from: String(from), to, release }, introduced: move.goal.introduced };
    context.change('added', { ...remark, impact: isGone ? 'behaves' : 'later' }, (edit) => edit.insert(path, index + 1, to));
  }
}

/** The objects that a rule changes where they are. */
function followTarget({ data }: Manifest, path: Path, context: Context): void {
  const found = namedMove(data, path, context);
  if (!found) return;
  const { at, values, left, goal } = found;
  const isGone = left.removed !== undefined && atLeast(context.target.to, left.removed);
  const impact = isGone ? ('breaks' as const) : ('later' as const);
  if (!hasSameFields(left)) return context.manual('target-fields', { at, values, impact });
  const releases = { introduced: goal.introduced, ...(left.removed === undefined ? {} : { removed: left.removed }) };
  context.change('target', { at, values, impact, ...releases }, (edit) => edit.set(at, values.to));
}

function reviewGenerated({ data }: Manifest, path: Path, context: Context): void {
  const found = namedMove(data, path, context);
  if (!found) return;
  const { at, values, left } = found;
  const isGone = left.removed !== undefined && atLeast(context.target.to, left.removed);
  context.manual('generated', { at, values, impact: isGone ? 'breaks' : 'later' });
}

/** A mapping with `apiVersion` and `kind` of a version that objects leave. */
function namedMove(data: JsonObject, path: Path, { target }: Context): (OutdatedVersion & { readonly at: Path; readonly values: { readonly kind: string; readonly from: string; readonly to: string } }) | undefined {
  const named = getIn(data, path);
  const { apiVersion: from, kind } = isObject(named) ? named : {};
  if (typeof from !== 'string' || typeof kind !== 'string') return undefined;
  const move = outdatedVersion(groupOf(from), versionOf(from), kind, target.to);
  return move && { ...move, at: [...path, 'apiVersion'], values: { kind, from, to: apiVersionOf(move.goal) } };
}

/** Conditions in JMESPath and CEL, and paths of the API, which name versions in texts. */
function reviewExpressions({ data }: Manifest, holder: Path, places: readonly Path[], context: Context): void {
  const around = JSON.stringify(getIn(data, holder) ?? null);
  const { to } = context.target;
  for (const { at, text } of places.flatMap((place) => stringsIn(getIn(data, [...holder, ...place]), [...holder, ...place]))) {
    const [move] = ['message', 'name'].includes(String(at.at(-1))) ? [] : outdatedNames(text, around, to);
    if (!move) continue;
    const isGone = move.left.removed !== undefined && atLeast(to, move.left.removed);
    context.manual('condition', { at, values: { kind: move.left.kind, from: apiVersionOf(move.left), to: apiVersionOf(move.goal) }, impact: isGone ? 'behaves' : 'later' });
  }
}

/** Whether a name stands for an API: `Kind`, `version/Kind` or `group/version/Kind`, each part with wildcards. */
function matches(name: string, { group, version, kind }: ApiLifecycle): boolean {
  const parts = name.split('/');
  const api = [group, version, kind].slice(-parts.length);
  return parts.length <= 3 && parts.every((part, index) => isLike(part, api[index] ?? ''));
}

/** `*` stands for any text, `?` for one character. */
function isLike(pattern: string, text: string): boolean {
  const expression = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(text);
}
