import { getIn, isObject, type Context, type JsonObject, type Manifest, type Place, type Recorder } from '../../src/transform.js';
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
}

/** For a patch: nothing follows from what it does not say. */
export const nothing: Fill = { notes: [], values: {}, review: false, record: () => undefined };

/** What the old version fills in and apps/v1 does not, or why the object is not valid in either. */
export function whatToFill(manifest: Manifest, spec: JsonObject, { options }: Context): Fill | Problem {
  const { data, version } = manifest;
  const template = spec['template'];
  if (!isObject(template)) return { problem: 'not-a', at: ['spec', 'template'], values: { what: 'spec.template', type: 'mapping' } };
  const labels = getIn(template, ['metadata', 'labels']) ?? {};
  const at = ['spec', 'template', 'metadata', 'labels'];
  if (!isLabels(labels)) return { problem: 'not-a', at, values: { what: 'labels', type: 'mapping of strings' } };
  const labelled = Object.keys(labels).length > 0;

  const written = spec['selector'] ?? undefined;
  if (written !== undefined) {
    const selector = readSelector(written);
    if (!selector) return { problem: 'not-a', at: ['spec', 'selector'], values: { what: 'spec.selector', type: 'label selector (matchLabels, matchExpressions)' } };
    if (selector.terms.length === 0) return { problem: 'empty-selector', at: ['spec', 'selector'] };
    if (!selects(selector, labels)) return { problem: 'mismatch', at: ['spec', 'selector'] };
  } else if (version === 'v1beta2') {
    return { problem: 'no-selector', at: ['spec'] };
  } else if (!labelled) {
    return { problem: 'no-labels', at };
  }

  const defaults = oldDefaults(manifest, spec);
  const field = manifest.kind === 'Deployment' ? 'strategy' : 'updateStrategy';
  if (!defaults) return { problem: 'strategy', at: ['spec', field], values: { field: `spec.${field}` } };
  const kept = defaults.filter((each) => options[each.infinite ? 'infiniteDefaults' : 'defaults'] === 'keep' || needsOldDefault(each, spec));
  const unlimited = defaults.filter((each) => each.infinite && !kept.includes(each));
  const dropped = defaults.filter((each) => !each.infinite && !kept.includes(each));

  const { metadata } = data;
  const unlabelled = version !== 'v1beta2' && labelled && isObject(metadata) && Object.keys(metadata['labels'] ?? {}).length === 0;
  const writesLabels = unlabelled && options['objectLabels'] === 'keep';
  const ignored = isObject(getIn(spec, ['updateStrategy', 'rollingUpdate'])) && kept.some(({ replacesPods }) => replacesPods);
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
      const place: Place = 'replicas' in spec ? { after: String(numbers[0]?.path[1] ?? 'replicas') } : { before: 'template' };
      if (written === undefined) edit.set(['spec', 'selector'], { matchLabels: labels }, place);
      for (const each of kept) if (!numbers.includes(each)) edit.set(each.path, each.value, each.place);
    },
  };
}

function behindName(metadata: JsonObject): Place {
  const name = Object.keys(metadata).findLast((key) => key === 'name' || key === 'namespace' || key === 'generateName');
  return name === undefined ? 'last' : { after: name };
}
