import { apiLifecycles } from '../../catalogue/api-lifecycle-data.js';
import type { ApiLifecycle } from '../../model/api.js';
import { getIn } from '../../model/path.js';
import type { Edit } from '../../model/plan.js';
import { compareVersions, type Version } from '../../model/version.js';
import type { Span } from '../../source/documents.js';
import type { TemplateTarget } from '../../source/template/conditions.js';
import { withoutQuotes } from '../../source/template-document.js';
import type { Helpers } from '../../source/template/helpers.js';
import { chooseLines } from './choice.js';
import type { TemplatePlan } from './context.js';
import type { HelperUse } from './helper-use.js';
import { structureOf, type TemplateReading } from './reading.js';
import type { TemplateScope } from './scope.js';
import type { PlannedWorld } from './worlds.js';

/** An object that moves to another API version, by the document that holds it. */
export interface Move extends Span {
  readonly kind: string;
  readonly api: ServedApi;
}

/** What a cluster is asked for. */
interface ServedApi {
  readonly groupVersion: string;
  /** Absent where all kinds of the version are served since the same release. */
  readonly kind?: string;
}

/** The edits of a template with every move to another API version written as a choice. */
export interface ServedBoth {
  readonly edits: readonly Edit[];
  readonly helpers: readonly HelperUse[];
  /** The conditions that are added, as they stand in `{{ if … }}`. */
  readonly conditions: ReadonlySet<string>;
  /** A cluster that serves none of the new versions, but is the target otherwise. */
  readonly without: TemplateTarget;
}

/**
 * Writes choices by `.Capabilities.APIVersions.Has` instead of moving objects to another API
 * version. A string says why it cannot be done; undefined where nothing moves.
 *
 * Helm asks the cluster for its versions at every installation; `Has` takes `GROUP/VERSION` and
 * `GROUP/VERSION/KIND` (https://helm.sh/docs/chart_template_guide/builtin_objects/).
 *
 * @param old what is changed for clusters that do not serve the new versions: all but the moves
 */
export function serveBoth(
  reading: TemplateReading,
  worlds: readonly PlannedWorld[],
  { edits, helpers }: Pick<TemplatePlan, 'edits' | 'helpers'>,
  old: readonly Edit[],
  scope: TemplateScope,
  target: TemplateTarget,
  named: Helpers,
): ServedBoth | string | undefined {
  const moves = movesOf(worlds);
  if (moves.length === 0) return undefined;
  const moveAt = ({ start, end }: Span): Move[] => moves.filter((move) => start <= move.end && end >= move.start);
  const conditions = new Set<string>();
  const ask = (api: ServedApi, offset: number): string | undefined => {
    const root = scope.rootAt(offset);
    if (root === undefined) return undefined;
    const condition = `${root === '$' ? '$' : ''}.Capabilities.APIVersions.Has ${JSON.stringify(nameOf(api))}`;
    conditions.add(condition).add(`not (${condition})`);
    return condition;
  };
  const chosen = chooseLines(reading.text, edits, old, (lines) => {
    const [move, ...others] = moveAt(lines);
    return move && others.every(({ api }) => nameOf(api) === nameOf(move.api)) ? ask(move.api, lines.start) : undefined;
  });
  if (typeof chosen === 'string') return chosen;
  const chosenHelpers: HelperUse[] = [];
  for (const use of helpers) {
    const { text } = use;
    const move = text === undefined ? undefined : moves.find(({ api }) => withoutQuotes(text) === api.groupVersion);
    const choice = move && withChoice(use, move.api, named);
    if (text !== undefined && !choice) return `the helper ${use.helper} does not ask what the cluster is`;
    chosenHelpers.push(choice ?? use);
  }
  const asked = new Set(moves.map(({ api }) => nameOf(api)));
  const without: TemplateTarget = { ...target, apis: (groupVersion, kind) => (asked.has(groupVersion) || asked.has(`${groupVersion}/${kind ?? ''}`) ? false : target.apis(groupVersion, kind)) };
  return { edits: chosen, helpers: chosenHelpers, conditions, without };
}

/** The objects that move to another API version. */
export function movesOf(worlds: readonly PlannedWorld[]): Move[] {
  const moves = new Map<string, Move>();
  for (const { documents } of worlds) {
    for (const { start, end, document, plan } of documents) {
      if (!document || !plan) continue;
      const [from, to, kind] = [getIn(document.data, ['apiVersion']), getIn(plan.data, ['apiVersion']), getIn(plan.data, ['kind'])];
      if (typeof to !== 'string' || typeof kind !== 'string' || String(from) === to) continue;
      const api = servedApi(to, kind);
      moves.set(`${start} ${nameOf(api)}`, { start, end, kind, api });
    }
  }
  return [...moves.values()];
}

/** What tells whether a cluster serves an API: its version alone, where no kind of it came later than another. */
function servedApi(groupVersion: string, kind: string): ServedApi {
  const since = (found: readonly ApiLifecycle[]): Version[] => found.map(({ introduced }) => introduced).sort(compareVersions);
  const ofVersion = apiLifecycles.filter(({ group, version }) => groupVersion === (group === '' ? version : `${group}/${version}`));
  const [first] = since(ofVersion);
  const [own] = since(ofVersion.filter((api) => api.kind === kind));
  return first !== undefined && first === own ? { groupVersion } : { groupVersion, kind };
}

function nameOf({ groupVersion, kind }: ServedApi): string {
  return kind === undefined ? groupVersion : `${groupVersion}/${kind}`;
}

/** The use of a helper that prints the one version or the other; undefined where it cannot ask what the cluster serves. */
function withChoice(use: HelperUse, api: ServedApi, named: Helpers): HelperUse | undefined {
  const { helper, file, span, text } = use;
  const definition = named.get(helper)?.find((each) => each.file === file && each.block.start <= span.start && each.block.end >= span.end);
  if (!definition || text === undefined) return undefined;
  const { source, block } = definition;
  // One that asks the cluster already is given the root wherever it is called.
  if (!/(?:^|[\s(])\.Capabilities\./.test(source.slice(block.start, block.end))) return undefined;
  const literal = (value: string): string => JSON.stringify(withoutQuotes(value));
  const choice = `ternary ${literal(text)} ${literal(source.slice(span.start, span.end))} (.Capabilities.APIVersions.Has ${JSON.stringify(nameOf(api))})`;
  const inAction = structureOf(source)?.actions.some(({ start, end }) => start <= span.start && end >= span.end) ?? false;
  return inAction ? { ...use, text: `(${choice})`, extent: { start: span.start - 1, end: span.end + 1 } } : { ...use, text: `{{ ${choice} }}` };
}
