import { isAboutChart, type Finding } from './finding.js';
import { abridge, count } from './phrases.js';
import type { FilePlan, Plan } from './plan.js';
import type { Place, RolloutStep } from './report.js';
import type { Target } from './target.js';

/** A finding with its file. */
interface Located {
  readonly finding: Finding;
  readonly file: FilePlan;
}

/**
 * The steps of rolling a plan out, in order: what to settle first, what goes before, with and after
 * the upgrade of the cluster. Steps without work are left out; an empty plan has none.
 */
export function rolloutOf({ target, files }: Pick<Plan, 'target' | 'files'>): RolloutStep[] {
  // What documentation shows is not rolled out.
  const deployed = (finding: Finding): boolean => finding.embedded?.kind !== 'markdown' && !isAboutChart(finding);
  const located = files.flatMap((file) => file.findings.filter(deployed).map((finding) => ({ finding, file })));
  const open = located.filter(({ finding }) => finding.status !== 'fixed' && finding.status !== 'info' && !waitsForUpgrade(finding));
  const made = located.filter(({ finding }) => finding.status === 'fixed');
  const breaking = open.filter(({ finding }) => finding.impact === 'breaks');
  const ignored = open.filter(({ finding }) => finding.impact === 'ignored');
  const moving = made.filter(({ finding }) => finding.effects?.includes('moves-group'));
  const steps = [
    settle(`Settle what breaks on Kubernetes ${target.to}`, breaking, 'Nothing else is worth doing before these are decided: the new cluster refuses them, or they stop working.'),
    settle(`Decide about what Kubernetes ${target.to} silently leaves out`, ignored, 'The API server takes these and drops or ignores them: state the gates that your cluster has on, or remove what will not be done.'),
    withWork(moving, {
      when: 'before',
      title: 'Keep pruning away from what moves to another API group',
      details: [
        'A GitOps controller that prunes can take the object of the old group for one that is gone, and delete it together with what it stands for.',
        'Turn pruning off for these objects (Flux: kustomize.toolkit.fluxcd.io/prune: disabled; Argo CD: argocd.argoproj.io/sync-options: Prune=false), apply the new form, check that the objects are still there, then turn it on again.',
      ],
      commands: [],
    }),
    rollOut('before', made, target),
    rollOut('either', made, target),
    releases(open.filter(({ finding }) => finding.status === 'held' && finding.impact !== 'breaks' && finding.impact !== 'ignored')),
    ...upgrade(located, target),
    rollOut('after', made, target),
    afterwards(located, target),
    watch(located, target),
    later(located, target),
  ];
  return steps.filter((step) => step !== undefined);
}

type Draft = Omit<RolloutStep, 'places'>;

function withWork(work: readonly Located[], step: Draft): RolloutStep | undefined {
  return work.length === 0 ? undefined : { ...step, places: placesOf(work) };
}

function settle(title: string, work: readonly Located[], why: string): RolloutStep | undefined {
  return withWork(work, { when: 'before', title, details: [why, ...byRule(work)], commands: flagsOf(work) });
}

const rollOutTitles = {
  before: 'Roll out what the new version no longer takes in its old form',
  either: 'Roll out the rewrites that may go at any time',
  after: 'Roll out what only the new version serves',
} as const;

function rollOut(when: 'before' | 'either' | 'after', made: readonly Located[], target: Target): RolloutStep | undefined {
  const work = made.filter(({ finding }) => finding.wave === when);
  const restarting = placesOf(work.filter(({ finding }) => finding.effects?.includes('restarts-pods')));
  const inCharts = new Set(work.flatMap(({ file }) => file.chart ?? []));
  return withWork(work, {
    when,
    title: rollOutTitles[when],
    details: [
      ...byRule(work),
      ...(restarting.length === 0 ? [] : [`Pods are replaced, because the pod template changes (${count(restarting.length, 'workload')}): ${abridge(restarting.map(({ object }) => object), 5)}.`]),
      ...(inCharts.size === 0
        ? []
        : [
            `Upgrade the Helm releases of ${[...inCharts].join(', ')}${when === 'after' ? '' : ` while the cluster still serves the old versions`}: Helm compares with the manifest that it stored, and fails on a version that is gone (helm mapkubeapis repairs a release that was left behind).`,
          ]),
      ...(when === 'before' && target.from === undefined ? ['Say --from VERSION to see which rewrites the cluster takes already.'] : []),
    ],
    commands: [],
  });
}

function releases(held: readonly Located[]): RolloutStep | undefined {
  return withWork(held, {
    when: 'either',
    title: 'Release what is held back, where it is wanted',
    details: ['These are not needed for the upgrade. Each flag states a fact of the cluster, or that a change of behaviour is wanted.', ...byRule(held)],
    commands: flagsOf(held),
  });
}

function upgrade(located: readonly Located[], { to, from }: Target): RolloutStep[] {
  if (located.length === 0) return [];
  const since = from === undefined ? '' : ` from ${from}`;
  return [{ when: 'upgrade', title: `Upgrade the cluster${since} to Kubernetes ${to}`, details: [], commands: [], places: [] }];
}

function afterwards(located: readonly Located[], { to }: Target): RolloutStep | undefined {
  const waiting = located.filter(({ finding }) => waitsForUpgrade(finding));
  return withWork(waiting, {
    when: 'after',
    title: 'Rewrite and roll out what waits for the upgrade',
    details: [`Run again when every cluster is at ${to}.`, ...byRule(waiting)],
    commands: ['--wave after'],
  });
}

function watch(located: readonly Located[], { to }: Target): RolloutStep | undefined {
  const behaving = located.filter(({ finding }) => finding.impact === 'behaves' && finding.status !== 'fixed');
  return withWork(behaving, {
    when: 'after',
    title: `Watch what works differently on Kubernetes ${to}`,
    details: byRule(behaving),
    commands: [],
  });
}

function later(located: readonly Located[], { to }: Target): RolloutStep | undefined {
  const open = located.filter(({ finding }) => finding.impact === 'later' && (finding.status === 'manual' || finding.status === 'refused' || finding.status === 'info'));
  return withWork(open, {
    when: 'after',
    title: `Plan what a release after ${to} takes away`,
    details: byRule(open),
    commands: [],
  });
}

/** Held back for the oldest cluster: made with `--wave after`. */
function waitsForUpgrade({ status, release }: Finding): boolean {
  return status === 'held' && release === '--wave after';
}

/** `pod-disruption-budget-v1: 3 findings`, the most first. */
function byRule(work: readonly Located[]): string[] {
  const counts = new Map<string, number>();
  for (const { finding } of work) counts.set(finding.transform, (counts.get(finding.transform) ?? 0) + 1);
  const sorted = [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  return [`${sorted.map(([rule, number]) => `${rule} (${number})`).join(', ')}.`];
}

/** The flags that release or settle the most, a line each. */
function flagsOf(work: readonly Located[]): string[] {
  const counts = new Map<string, number>();
  for (const { finding } of work) {
    if (finding.release !== undefined) counts.set(finding.release, (counts.get(finding.release) ?? 0) + 1);
  }
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).map(([flag]) => flag);
}

/** Each object once, in the order of the findings. */
function placesOf(work: readonly Located[]): Place[] {
  const places = new Map<string, Place>();
  for (const { finding, file } of work) {
    const { kind, namespace, name = '(no name)', line } = finding;
    const object = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
    const key = JSON.stringify([file.path, object]);
    if (!places.has(key)) places.set(key, { path: file.path, line, object });
  }
  return [...places.values()];
}
