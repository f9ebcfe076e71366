import {
  apiLifecycles,
  atLeast,
  compareVersions,
  defineTransform,
  isServed,
  lifecycleOf,
  preferredVersion,
  previousVersion,
  type ApiLifecycle,
  type Context,
  type Remark,
  type Version,
} from '../../src/transform.js';
import { isRemovalToldByLevel } from '../_shared/pod-security-policies.js';
import { apiVersionOf } from '../_shared/version-move.js';
import { advice } from './advice.js';
import { isMovedByHand } from './by-hand.js';
import { triggers } from './triggers.js';

export default defineTransform({
  meta: {
    id: 'api-lifecycle',
    title: 'APIs that a cluster does not serve',
    description:
      'Reports every object whose API the target (or the oldest cluster, with `--from`) does not serve: gone, not there yet, or ' +
      'off by default. Where the target still serves it, but a later release will not and there is nothing to move to yet, it ' +
      'looks ahead. It runs last, so it speaks of what the other transforms left.',
    kinds: [{ group: '*', kind: '*' }],
    triggers,
    thirdParty: true,
    safety: 'report',
    messages: {
      gone: 'Kubernetes {release} no longer {serves} {api}; {last} was the last release that did.',
      'not-yet': 'Kubernetes {release} does not serve {api} yet; {introduced} is the first release that does.',
      'off-by-default': 'Kubernetes {release} serves {api} only where --runtime-config turns it on; any other cluster refuses the object.',
      going: 'Kubernetes {removed} no longer {serves} {api}.',
      'going-planned': 'Kubernetes {removed} is planned to be the first release that no longer {serves} {api}.',
      replacement: '{replacement} takes its place; it came with {since}.',
      'no-replacement': 'No API takes its place one to one.',
      older: 'Kubernetes {release} has it as {older}; write it so, or leave it out of what goes to that cluster.',
      'replacement-anywhere': '{replacement} takes its place.',
      'stop-over': '{from} and {to} have no version of it in common: move the object while the cluster is at a release that serves both ({releases}).',
      // From advice.ts.
      advice: '{advice}',
    },
    references: [
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
      'https://kubernetes.io/docs/reference/using-api/deprecation-policy/',
    ],
  },
  run(manifest, context) {
    const row = lifecycleOf(manifest.group, manifest.version, manifest.kind, context.apis);
    if (row === undefined || row.virtual) return;
    const { to, from, wave } = context.target;
    // Another transform says it, and what the policy comes to besides.
    if (isRemovalToldByLevel(manifest, to)) return;
    if (!isServed(row, to)) return atLeast(to, row.introduced) ? gone(row, context) : notYet(row, to, context);
    // What is rolled out after the upgrade never meets the oldest cluster, nor does what a template prints for others.
    if (from !== undefined && wave !== 'after' && !context.choosesVersion && !atLeast(from, row.introduced)) return notYet(row, from, context, '--wave after');
    if (!row.servedByDefault) return offByDefault(row, context);
    lookAhead(row, context);
  },
});

function gone(row: ApiLifecycle, context: Context): void {
  const { to } = context.target;
  const last = previousVersion(row.removed ?? to);
  const said = remark(row, { release: to, last }, successorAt(row, to, context));
  const stopOver = stopOverOf(row, context);
  // Where there is no way but by another release, that is said in any case.
  context.manual('gone', stopOver ? { ...said, values: { ...said.values, ...stopOver }, notes: [...said.notes, 'stop-over'] } : { ...said, fallback: true });
}

/** Where the oldest cluster and the target have no version in common, the releases on the way that serve both of theirs. */
function stopOverOf(row: ApiLifecycle, context: Context): Readonly<Record<string, string>> | undefined {
  const { to, from } = context.target;
  const goal = preferred(row, to, context);
  if (from === undefined || row.removed === undefined || goal === undefined || !isServed(row, from)) return undefined;
  if (preferredVersion(row.group, row.version, row.kind, to, { from, extra: context.apis }) !== undefined) return undefined;
  const [first, last] = [goal.introduced, previousVersion(row.removed)];
  if (!atLeast(last, first)) return undefined;
  return { from, to, releases: first === last ? first : `${first} to ${last}` };
}

function notYet(row: ApiLifecycle, release: Version, context: Context, settledBy?: string): void {
  if (row.configFile) return;
  const older = olderForm(row, release, context);
  context.manual('not-yet', {
    at: ['apiVersion'],
    values: { release, api: nameOf(row), introduced: row.introduced, ...(older ? { older: nameOf(older) } : {}) },
    notes: older ? ['older'] : [],
    ...(settledBy === undefined ? {} : { release: settledBy }),
  });
}

function offByDefault(row: ApiLifecycle, context: Context): void {
  const { to } = context.target;
  const better = preferred(row, to, context);
  context.manual('off-by-default', {
    at: ['apiVersion'],
    values: {
      release: to,
      api: nameOf(row),
      ...(better && better !== row ? { replacement: nameOf(better), since: better.introduced } : {}),
      ...(row.removed === undefined ? {} : { removed: row.removed, serves: 'serves' }),
    },
    notes: [...(better && better !== row ? [replacementMessage(better)] : []), ...(row.removed === undefined ? [] : [goingMessage(row)])],
  });
}

function lookAhead(row: ApiLifecycle, context: Context): void {
  const { removed } = row;
  if (removed === undefined) return;
  const goal = preferred(row, context.target.to, context);
  const spokenFor = goal !== undefined && goal !== row && !row.configFile && !isMovedByHand(row);
  if (spokenFor) return;
  context.info(goingMessage(row), remark(row, { removed }, successorAt(row, removed, context)));
}

function goingMessage(row: ApiLifecycle): 'going' | 'going-planned' {
  return row.removalPlannedOnly ? 'going-planned' : 'going';
}

/** A third party's API is not tied to a release of Kubernetes. */
function replacementMessage({ introduced }: ApiLifecycle): string {
  return introduced === '1.0' ? 'replacement-anywhere' : 'replacement';
}

/** What is said of an API that is no place to stay: which one takes its place, and what to do. */
function remark(row: ApiLifecycle, values: Readonly<Record<string, string>>, successor: ApiLifecycle | undefined): Remark & { readonly notes: readonly string[] } {
  const advised = advice[`${row.group}/${row.kind}`];
  const notes = [...(successor ? [replacementMessage(successor)] : advised === undefined ? ['no-replacement'] : []), ...(advised === undefined ? [] : ['advice'])];
  return {
    at: ['apiVersion'],
    values: {
      ...values,
      api: nameOf(row),
      serves: row.configFile ? 'reads' : 'serves',
      ...(successor ? { replacement: nameOf(successor), since: successor.introduced } : {}),
      ...(advised === undefined ? {} : { advice: advised }),
    },
    notes,
  };
}

/** What an object of an API is best written as at a release: the newest successor where that has none yet. */
function successorAt(row: ApiLifecycle, release: Version, context: Context): ApiLifecycle | undefined {
  const served = preferred(row, release, context);
  if (served !== undefined && served !== row) return served;
  const { replacement } = row;
  const known = replacement && lifecycleOf(replacement.group, replacement.version, replacement.kind, context.apis);
  // A replacement that is itself gone by then is none.
  return known && (known.removed === undefined || !atLeast(release, known.removed)) ? known : undefined;
}

function preferred(row: ApiLifecycle, release: Version, { apis }: Context): ApiLifecycle | undefined {
  return preferredVersion(row.group, row.version, row.kind, release, { extra: apis });
}

/** The newest form that a release had before this one: of the same group, or else one that this replaced. */
function olderForm(row: ApiLifecycle, release: Version, { apis }: Context): ApiLifecycle | undefined {
  const forms = [...apis, ...apiLifecycles].filter((other) => {
    const sameKind = other.group === row.group && other.kind === row.kind;
    const { replacement } = other;
    const replaced = replacement?.group === row.group && replacement.kind === row.kind;
    return (sameKind || replaced) && other.servedByDefault && isServed(other, release);
  });
  return forms.toSorted((a, b) => Number(b.group === row.group) - Number(a.group === row.group) || compareVersions(b.introduced, a.introduced))[0];
}

/** `policy/v1 PodDisruptionBudget`. */
function nameOf(row: ApiLifecycle): string {
  return `${apiVersionOf(row)} ${row.kind}`;
}
