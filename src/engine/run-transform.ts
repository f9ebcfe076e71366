import { isGateOn } from '../catalogue/feature-gates.js';
import type { Effect, Finding, FindingStatus, Impact, RefusalReason, Wave } from '../model/finding.js';
import { refusalReasons } from '../model/finding.js';
import type { JsonObject } from '../model/json.js';
import { groupOf, type Manifest } from '../model/manifest.js';
import type { Operation, Recorder } from '../model/operation.js';
import { formatPath, type Path } from '../model/path.js';
import { podTemplates } from '../model/pod-template.js';
import { redactText } from '../model/redaction.js';
import type { FileSettings } from '../model/settings.js';
import type { Target } from '../model/target.js';
import type { Change, Context, OptionValue, Remark, Transform, TransformMeta } from '../model/transform.js';
import { atLeast, compareVersions, type Version } from '../model/version.js';
import { touchedPrint } from './printed-lines.js';

/** What is known of the template that an object stands in, and of its chart. */
export interface TemplateAnswers {
  /** Whether a condition of the template holds that a transform asks for. */
  readonly answer: (condition: string) => boolean;
  /** The template asks the cluster which version of the object to print. */
  readonly choosesVersion: boolean;
  /** A change of the API version is written as a choice that serves old clusters, too. */
  readonly servesBoth: boolean;
  /** The values of the chart that its templates print where only an integer can stand. */
  readonly integers: ReadonlySet<string>;
}

/** What the engine does with a transform's proposals and remarks on one object. */
export interface Outlet {
  /**
   * Takes operations, paths relative to the object. Returns notes for the finding, or why the
   * operations are refused.
   */
  apply(key: string, operations: readonly Operation[]): { readonly notes: readonly string[] } | { readonly refusal: RefusalReason; readonly detail: string };
  /** The position of a value of the object. */
  locate(path: Path): { readonly line: number; readonly column: number };
  /** The line of a value of the object as it is written, credentials hidden. */
  excerpt(path: Path): string | undefined;
  /** The object as the file has it. */
  readonly original: JsonObject;
  report(finding: Finding, marks: Pick<Remark, 'malformed' | 'fallback' | 'once'>): void;
  /** The first thing that was asked for and that a template may fill in. */
  asked?(): string | undefined;
  /** Set where the object stands in a template. */
  readonly template?: TemplateAnswers;
  /** An object of the document has got another API version. */
  readonly isMoved: boolean;
  /** Whether a suppression silences the transform on this object: nothing is applied then. */
  readonly suppressed: boolean;
}

/** Runs one transform on one object. */
export function runTransform(transform: Transform, manifest: Manifest, settings: FileSettings, outlet: Outlet): void {
  const { meta } = transform;
  const { target } = settings;
  const { template } = outlet;
  const counts = new Map<string, number>();

  const report = (status: FindingStatus, messageId: string, remark: Remark & Change, more: Partial<Finding> = {}): void => {
    const text = (id: string): string => redactText(fill(meta, id, remark.values ?? {}));
    // What is done needs no proof of what was there: the diff shows it.
    const excerpt = status === 'fixed' || status === 'info' ? undefined : outlet.excerpt(remark.at ?? ['kind']);
    const finding: Finding = {
      transform: meta.id,
      messageId,
      status,
      safety: more.safety ?? remark.safety ?? meta.safety,
      wave: waveOf(meta, remark, target),
      impact: remark.impact ?? impactOf(status, meta, remark, target),
      message: text(messageId),
      ...outlet.locate(remark.at ?? ['kind']),
      path: formatPath(remark.at ?? []).replace(filler, '{{ … }}'),
      apiVersion: manifest.apiVersion,
      kind: manifest.kind,
      ...(manifest.namespace === undefined ? {} : { namespace: manifest.namespace }),
      ...(manifest.name === undefined ? {} : { name: manifest.name }),
      ...(remark.release === undefined ? {} : { release: remark.release }),
      ...(remark.gate === undefined ? {} : { gate: remark.gate }),
      help: meta.references[0] ?? '',
      ...(excerpt === undefined ? {} : { excerpt }),
      ...more,
      notes: [...(remark.notes ?? []).map(text), ...(more.notes ?? [])],
    };
    outlet.report(finding, remark);
  };

  const context: Context = {
    target,
    options: optionsOf(meta, settings),
    apis: settings.apis,
    original: outlet.original,
    accepted: settings.accept.has(meta.id) || settings.accept.has('all'),
    gate: (name) => isGateOn(name, target),
    // Found out only where a transform asks.
    isInteger: ({ facts: { valuesPath } }) => valuesPath !== undefined && (template?.integers.has(valuesPath) ?? false),
    get choosesVersion() {
      return template !== undefined && (template.choosesVersion || (template.servesBoth && outlet.isMoved));
    },
    when: (condition) => template?.answer(condition) ?? true,
    manual: (messageId, remark = {}) => report('manual', messageId, remark, { safety: 'report' }),
    info: (messageId, remark = {}) => report('info', messageId, remark, { safety: 'report' }),
    change(messageId, change, record) {
      // Taken first: the change may take away what the finding is about.
      const position = outlet.locate(change.at ?? ['kind']);
      const depends = (what: string): void =>
        report('manual', messageId, change, { safety: 'report', notes: [`Not changed: it depends on ${redactText(what)}, which the template may fill in.`] });
      const asked = outlet.asked?.();
      if (asked !== undefined) return depends(asked);
      const operations: Operation[] = [];
      if (template?.servesBoth) record(recorderInto(operations));
      // Where the template chooses, clusters that do not serve the new version get the old one.
      const oldest = operations.some(setsVersion) ? withoutOldest(target) : target;
      const held = holdOf(meta, change, oldest, context.accepted);
      if (held) {
        report('held', messageId, change, { notes: [held.because], release: held.release, ...(held.gate === undefined ? {} : { gate: held.gate }) });
        return;
      }
      if (outlet.suppressed) {
        report('fixed', messageId, change);
        return;
      }
      if (!template?.servesBoth) record(recorderInto(operations));
      const filledIn = outlet.asked?.() ?? touchedPrint(operations, manifest.data);
      if (filledIn !== undefined) return depends(filledIn);
      const effects = effectsOf(operations, manifest);
      const affected = effects.length === 0 ? {} : { effects };
      const count = counts.get(messageId) ?? 0;
      counts.set(messageId, count + 1);
      const result = outlet.apply(`${meta.id}/${messageId}/${count}`, operations);
      if ('refusal' in result) {
        report('refused', messageId, change, { ...position, refusal: result.refusal, notes: [refusalNote(result, manifest)] });
      } else {
        report('fixed', messageId, change, { ...position, ...affected, wave: waveOf(meta, change, oldest), notes: result.notes.map(redactText) });
      }
    },
  };
  transform.run(manifest, context);
}

/** Why a change was refused, as a sentence. The details of a failed proof are data of the object. */
export function refusalNote({ refusal, detail }: { readonly refusal: RefusalReason; readonly detail: string }, { kind }: { readonly kind: string }): string {
  const shown = kind === 'Secret' ? '' : ` (${redactText(detail)})`;
  return `Not changed: ${refusalReasons[refusal]}${shown}.`;
}

function withoutOldest({ from: _from, ...target }: Target): Target {
  return target;
}

/** Whether an operation gives the object another API version. */
export function setsVersion({ op, path }: Operation): boolean {
  return op === 'set' && path.length === 1 && path[0] === 'apiVersion';
}

/** Workloads whose controller replaces pods when the template changes. */
const rollingKinds = ['Deployment', 'StatefulSet', 'DaemonSet'];

function effectsOf(operations: readonly Operation[], manifest: Manifest): Effect[] {
  const [template] = rollingKinds.includes(manifest.kind) ? podTemplates(manifest) : [];
  const inTemplate = (path: Path): boolean => template !== undefined && template.path.every((key, depth) => path[depth] === key);
  const moves = operations.some((operation) => operation.op === 'set' && formatPath(operation.path) === 'apiVersion' && groupOf(String(operation.value)) !== manifest.group);
  const restarts = operations.some((operation) => inTemplate(operation.path) || (operation.op === 'move' && inTemplate(operation.to)));
  return [...(moves ? (['moves-group'] as const) : []), ...(restarts ? (['restarts-pods'] as const) : [])];
}

/** Every option of a transform, as stated or else its default. */
function optionsOf(meta: TransformMeta, settings: FileSettings): Record<string, OptionValue> {
  const stated = settings.options[meta.id] ?? {};
  return Object.fromEntries(Object.entries(meta.options ?? {}).map(([name, option]) => [name, stated[name] ?? option.default]));
}

/**
 * When a change may be rolled out: `after` the upgrade where the oldest cluster does not serve the
 * new form yet, `before` it where the target no longer serves the old one.
 */
function waveOf(meta: TransformMeta, change: { readonly introduced?: Version; readonly removed?: Version }, { from, to }: Target): Wave {
  const introduced = change.introduced ?? meta.introduced;
  const removed = change.removed ?? meta.removed;
  if (from !== undefined && introduced !== undefined && compareVersions(from, introduced) < 0) return 'after';
  const servedSomewhere = from === undefined || (removed !== undefined && compareVersions(from, removed) < 0);
  if (removed !== undefined && atLeast(to, removed) && servedSomewhere) return 'before';
  return 'either';
}

/** What it means for the target where nothing is done: as the releases say that deprecate and remove the old form. */
function impactOf(status: FindingStatus, meta: TransformMeta, change: { readonly removed?: Version }, { to }: Target): Impact {
  const removed = change.removed ?? meta.removed;
  if (status === 'info') return 'none';
  if (removed !== undefined && atLeast(to, removed)) return 'breaks';
  if (removed !== undefined || meta.deprecated !== undefined) return 'later';
  return status === 'manual' ? 'breaks' : 'none';
}

/** What keeps a proposed change from being made, if anything does. */
function holdOf(meta: TransformMeta, change: Change, target: Target, accepted: boolean): { because: string; release: string; gate?: string } | undefined {
  if (change.hold) return change.hold;
  const safety = change.safety ?? meta.safety;
  if (safety === 'review' && !accepted) {
    return { because: 'Proposed only: it may change behaviour.', release: `--accept ${meta.id}` };
  }
  const wave = waveOf(meta, change, target);
  if (wave === 'after' && target.wave !== 'after') {
    return {
      because: `Kubernetes ${target.from ?? ''} does not serve the new form; roll it out after the upgrade to ${target.to}.`,
      release: '--wave after',
    };
  }
  if (target.wave === 'either' && wave !== 'either') {
    return { because: `It belongs ${wave} the upgrade to ${target.to}.`, release: `--wave ${wave}` };
  }
  return undefined;
}

const filler = /[\uE000-\uF000]+/g;

function fill(meta: TransformMeta, messageId: string, values: Readonly<Record<string, string | number>>): string {
  const message = meta.messages[messageId];
  if (message === undefined) throw new Error(`Transform ${meta.id} has no message ${messageId}`);
  return message.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`Message ${meta.id}/${messageId} lacks a value for ${placeholder}`);
    // A key of which a template fills in a part is read with filler in its place.
    return String(value).replace(filler, '{{ … }}');
  });
}

function recorderInto(operations: Operation[]): Recorder {
  return {
    set: (path, value, place) => operations.push({ op: 'set', path, value, ...(place === undefined ? {} : { place }) }),
    rename: (path, key) => operations.push({ op: 'rename', path, key }),
    move: (path, to, place) => operations.push({ op: 'move', path, to, ...(place === undefined ? {} : { place }) }),
    insert: (path, index, value) => operations.push({ op: 'insert', path, index, value }),
    remove: (path, commentsTo) => operations.push({ op: 'remove', path, ...(commentsTo === undefined ? {} : { commentsTo }) }),
  };
}
