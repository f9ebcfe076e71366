import { atLeast, defineTransform, getIn, isList, lifecycleOf, preferredVersion, type ApiLifecycle, type Context, type Manifest, type Path, type Version } from '../../src/transform.js';
import { movedKind } from '../_shared/moved-kinds.js';

export default defineTransform({
  meta: {
    id: 'kyverno-match-kinds',
    title: 'Kyverno policies that match kinds in an old group or version',
    description:
      'A rule that matches `extensions/v1beta1/Ingress` is not applied to an Ingress of `networking.k8s.io/v1`: what it checks, changes ' +
      'or leaves out is no longer, without an error. The new name is added to the list.',
    kinds: [
      { group: 'kyverno.io', kind: 'ClusterPolicy' },
      { group: 'kyverno.io', kind: 'Policy' },
    ],
    triggers: ['kyverno.io/'],
    safety: 'safe',
    messages: {
      added: 'The {clause} block names {to} beside {from}: objects are written under that name once they have moved.',
      gone: 'Kubernetes {release} does not serve {from}. Take it out when no older cluster uses the policy.',
    },
    references: [
      'https://kyverno.io/docs/writing-policies/match-exclude/',
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
    ],
  },
  run(manifest, context) {
    for (const { clause, path } of kindLists(manifest)) completeKinds(manifest, clause, path, context);
  },
});

interface KindList {
  readonly clause: 'match' | 'exclude';
  readonly path: Path;
}

/** `resources.kinds` of a rule's `match` and `exclude`, also within `any` and `all`. */
function kindLists({ data }: Manifest): KindList[] {
  const rules = getIn(data, ['spec', 'rules']);
  if (!isList(rules)) return [];
  return rules.flatMap((_, index) =>
    (['match', 'exclude'] as const).flatMap((clause) => {
      const path = ['spec', 'rules', index, clause];
      const filters = ['any', 'all'].flatMap((key): Path[] => {
        const list = getIn(data, [...path, key]);
        return isList(list) ? list.map((_filter, at) => [...path, key, at]) : [];
      });
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
    const move = version === '*' ? anyVersion(group, kind, release) : oneVersion(group, version, kind, release);
    if (!move || kinds.some((other) => typeof other === 'string' && matches(other, move.goal))) continue;
    const to = [move.goal.group, version === '*' ? '*' : move.goal.version, kind].join('/');
    if (added.has(to)) continue;
    added.add(to);
    const isGone = move.left.removed !== undefined && atLeast(release, move.left.removed);
    const remark = { at: [...path, index], notes: isGone ? ['gone'] : [], values: { clause, from: String(from), to, release }, introduced: move.goal.introduced };
    context.change('added', { ...remark, impact: isGone ? 'behaves' : 'later' }, (edit) => edit.insert(path, index + 1, to));
  }
}

interface Move {
  readonly left: ApiLifecycle;
  readonly goal: ApiLifecycle;
}

function anyVersion(group: string, kind: string, to: Version): Move | undefined {
  return movedKind(group, kind, to);
}

function oneVersion(group: string, version: string, kind: string, to: Version): Move | undefined {
  const left = lifecycleOf(group, version, kind);
  const goal = preferredVersion(group, version, kind, to);
  return left && goal && goal !== left && goal.kind === kind ? { left, goal } : undefined;
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
