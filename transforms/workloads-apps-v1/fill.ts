import { asWritten, getIn, Hole, isObject, isOpen, type Context, type JsonObject, type Manifest, type Place, type Recorder } from '../../src/transform.js';
import { needsOldDefault, oldDefaults } from './old-defaults.js';
import { isLabels, readSelector, selects } from './selector.js';

/** What is to be written, and what is to be said about it. */
export interface Fill {
  readonly notes: readonly string[];
  readonly values: Readonly<Record<string, string>>;
  readonly review: boolean;
  record(edit: Recorder): void;
}

/** The id of a message, the value that is wrong, and what the message says. */
export interface Problem {
  readonly problem: string;
  readonly at: readonly string[];
  readonly values?: Readonly<Record<string, string>>;
  /** Something is missing, or does not fit, which one case of a template may bring about. */
  readonly malformed?: true;
}

/** For a patch: nothing follows from what it does not say. */
export const nothing: Fill = { notes: [], values: {}, review: false, record: () => undefined };

/** What the old version fills in and apps/v1 does not, or why the object is not valid in either. */
export function whatToFill(manifest: Manifest, spec: JsonObject, { options }: Context): Fill | Problem {
  const { data, version } = manifest;
  const known = asWritten(spec);
  const { template } = known;
  if (template instanceof Hole || (isOpen(known) && template === undefined)) return { problem: 'templated', at: ['spec'], values: { what: 'the pod template' } };
  if (!isObject(template)) return { problem: 'not-a', at: ['spec', 'template'], values: { what: 'spec.template', type: 'mapping' }, ...(template === undefined || template === null ? { malformed: true } : {}) };
  const labels = getIn(template, ['metadata', 'labels']) ?? {};
  const at = ['spec', 'template', 'metadata', 'labels'];
  const printed = labels instanceof Hole || isOpen(labels) || (isOpen(getIn(template, ['metadata'])) && Object.keys(labels).length === 0);
  if (!(labels instanceof Hole || isLabels(labels))) return { problem: 'not-a', at, values: { what: 'labels', type: 'mapping of strings' } };
  const labelled = Object.keys(labels).length > 0;

  const written = known['selector'] ?? undefined;
  if (written !== undefined) {
    const selector = readSelector(written);
    if (!selector) return { problem: 'not-a', at: ['spec', 'selector'], values: { what: 'spec.selector', type: 'label selector (matchLabels, matchExpressions)' } };
    if (selector.terms.length === 0 && !selector.templated) return { problem: 'empty-selector', at: ['spec', 'selector'], malformed: true };
    if (!printed && !selects(selector, labels)) return { problem: 'mismatch', at: ['spec', 'selector'], malformed: true };
  } else if (version === 'v1beta2') {
    if (isOpen(known)) return { problem: 'templated', at: ['spec'], values: { what: 'the spec, and so perhaps the selector' } };
    return { problem: 'no-selector', at: ['spec'], malformed: true };
  } else if (printed) {
    return { problem: 'printed-labels', at: template['metadata'] === undefined ? ['spec', 'template'] : at };
  } else if (!labelled) {
    return { problem: 'no-labels', at, malformed: true };
  } else {
    const unsteady = Object.entries(labels).find(([, label]) => label instanceof Hole && isUnsteady(label));
    if (unsteady) return { problem: 'unsteady-label', at: [...at, unsteady[0]], values: { label: unsteady[0], text: String(unsteady[1]) } };
  }

  const defaults = oldDefaults(manifest, known);
  const field = manifest.kind === 'Deployment' ? 'strategy' : 'updateStrategy';
  if (defaults === 'templated') return { problem: 'templated', at: ['spec', field], values: { what: `spec.${field}` } };
  if (!defaults) return { problem: 'strategy', at: ['spec', field], values: { field: `spec.${field}` } };
  const kept = defaults.filter((each) => options[each.infinite ? 'infiniteDefaults' : 'defaults'] === 'keep' || needsOldDefault(each, known));
  const unlimited = defaults.filter((each) => each.infinite && !kept.includes(each));
  const dropped = defaults.filter((each) => !each.infinite && !kept.includes(each));

  const metadata = asWritten(data['metadata']);
  const own = isObject(metadata) ? (metadata['labels'] ?? {}) : {};
  const unlabelled = version !== 'v1beta2' && (labelled || printed) && isObject(metadata) && !(own instanceof Hole) && !isOpen(own) && Object.keys(own).length === 0;
  if (unlabelled && (isOpen(metadata) || printed)) return { problem: 'templated', at: ['metadata'], values: { what: 'labels' } };
  const writesLabels = unlabelled && options['objectLabels'] === 'keep';
  const ignored = isObject(getIn(known, ['updateStrategy', 'rollingUpdate'])) && kept.some(({ replacesPods }) => replacesPods);
  return {
    notes: [
      ...(written === undefined ? ['selector'] : []),
      ...(writesLabels ? ['labels'] : unlabelled ? ['labels-omitted'] : []),
      ...(kept.length > 0 ? ['kept'] : []),
      ...(ignored ? ['rolling-update-ignored'] : []),
      ...(dropped.length > 0 ? ['dropped'] : []),
      ...(unlimited.length > 0 ? ['no-limit'] : []),
    ],
    values: {
      kept: kept.map(({ text }) => text).join(', '),
      dropped: dropped.map(({ text }) => text).join(', '),
      unlimited: unlimited.map(({ text }) => text).join(', '),
    },
    review: dropped.some(({ replacesPods }) => replacesPods),
    record(edit) {
      if (writesLabels && isObject(metadata)) edit.set(['metadata', 'labels'], labels, behindName(metadata));
      // In the usual order: replicas, numbers, selector, strategy, template.
      const numbers = kept.filter(({ path, value }) => path.length === 2 && typeof value === 'number');
      for (const { path, value, place } of numbers) edit.set(path, value, place);
      const place: Place = 'replicas' in known ? { after: String(numbers[0]?.path[1] ?? 'replicas') } : { before: 'template' };
      if (written === undefined) edit.set(['spec', 'selector'], { matchLabels: labels }, place);
      for (const each of kept) if (!numbers.includes(each)) edit.set(each.path, each.value, each.place);
    },
  };
}

/** Whether a label is another one with each version or revision of a chart. */
function isUnsteady({ text }: Hole): boolean {
  return /\.Chart\.(?:App)?Version|\.Release\.(?:Revision|Time)|\b(?:include|template)\s+"[\w.-]*\bchart"|\brand[A-Z]|\b(?:now|uuidv4|genSignedCert)\b/.test(text);
}

function behindName(metadata: JsonObject): Place {
  const name = Object.keys(metadata).findLast((key) => key === 'name' || key === 'namespace' || key === 'generateName');
  return name === undefined ? 'last' : { after: name };
}
