import { apiLifecycles, atLeast, isObject, isServed, lifecycleOf, type ApiLifecycle, type Context, type Path } from '../../src/transform.js';
import { apiVersionOf, versionMove } from '../_shared/version-move.js';
import { namesOn, type Entry } from './entries.js';

/** An old API version among values, as a template prints it. */
export interface OldApiVersion {
  readonly at: Path;
  readonly version: string;
  /** What the target makes of it: `Ingress moves to networking.k8s.io/v1`. */
  readonly moves: string;
  /** The target serves none of what it may stand for. */
  readonly gone: boolean;
}

/** Names under which charts keep what concerns a kind, besides its own. */
const abbreviations: Readonly<Record<string, string>> = {
  pdb: 'PodDisruptionBudget',
  hpa: 'HorizontalPodAutoscaler',
  autoscaling: 'HorizontalPodAutoscaler',
  psp: 'PodSecurityPolicy',
  crd: 'CustomResourceDefinition',
};

const rbac = 'rbac.authorization.k8s.io';

/** Unstable versions that some release deprecates: nothing can be said where none occurs. */
export const unstableVersions: readonly string[] = [...new Set(apiLifecycles.flatMap(({ version, deprecated, stage }) => (deprecated === undefined || stage === 'stable' ? [] : [version])))];

/** The old API version that an entry is, if it is one: that of a whole object, or one that a template puts into its own. */
export function oldApiVersion({ path, value, holder }: Entry, context: Context): OldApiVersion | undefined {
  if (typeof value !== 'string') return undefined;
  const rows = path.at(-1) === 'apiVersion' && isObject(holder) && typeof holder['kind'] === 'string' ? rowsOfObject(value, holder['kind'], context) : rowsOfWord(path, value, context);
  const { to } = context.target;
  const judged = rows.map((row) => ({ row, gone: !isServed(row, to), move: versionMove(row, context) }));
  // What is fine for one of the kinds that it may stand for is no old form.
  if (judged.length === 0 || judged.some(({ row, gone, move }) => !atLeast(to, row.introduced) || (!gone && !move))) return undefined;
  const goals = new Map<string, string[]>();
  for (const { row, move } of judged) goals.set(move?.apiVersion ?? '', [...(goals.get(move?.apiVersion ?? '') ?? []), row.kind]);
  const moves = [...goals].map(([goal, kinds]) => `${enumerated(kinds)} ${phrase(goal, kinds.length > 1)}`);
  return { at: path, version: value, moves: moves.join('; '), gone: judged.every(({ gone }) => gone) };
}

function phrase(goal: string, several: boolean): string {
  if (goal === '') return several ? 'have no successor' : 'has no successor';
  return `${several ? 'move' : 'moves'} to ${goal}`;
}

function enumerated(kinds: readonly string[]): string {
  return kinds.length < 2 ? kinds.join('') : `${kinds.slice(0, -1).join(', ')} and ${kinds.at(-1) ?? ''}`;
}

function rowsOfObject(apiVersion: string, kind: string, { apis }: Context): ApiLifecycle[] {
  const slash = apiVersion.indexOf('/');
  const row = lifecycleOf(slash < 0 ? '' : apiVersion.slice(0, slash), apiVersion.slice(slash + 1), kind, apis);
  return row && !row.virtual ? [row] : [];
}

/** The kinds that a version stands for which is a value of its own, under a name such as `ingress.apiVersion`. */
function rowsOfWord(path: Path, value: string, { apis }: Context): ApiLifecycle[] {
  const names = namesOn(path);
  if (!names.slice(-2).some((name) => name.endsWith('apiversion') || name.includes('apiversions'))) return [];
  const words = names.join(' ');
  const all = [...apis, ...apiLifecycles].filter((row) => !row.virtual && !row.configFile && (value.includes('/') ? apiVersionOf(row) === value : row.version === value && row.group !== ''));
  const kinds = kindsIn(words, all);
  if (kinds.size > 0) return all.filter(({ kind }) => kinds.has(kind));
  if (value.includes('/')) return all;
  return words.includes('rbac') ? all.filter(({ group }) => group === rbac) : [];
}

function kindsIn(words: string, rows: readonly ApiLifecycle[]): Set<string> {
  const short = Object.entries(abbreviations).flatMap(([name, kind]) => (words.includes(name) ? [kind] : []));
  const named = rows.flatMap(({ kind }) => (words.includes(kind.toLowerCase()) ? [kind] : []));
  // A CronJob is no Job.
  const longest = Math.max(0, ...named.map((kind) => kind.length));
  return new Set([...short, ...named.filter((kind) => kind.length === longest)].filter((kind) => rows.some((row) => row.kind === kind)));
}
