import { stdout } from 'node:process';
import { transforms } from '../../transforms/index.js';
import { apiLifecycles } from '../catalogue/api-lifecycle-data.js';
import { enhancementName, enhancementRelease, enhancements } from '../catalogue/enhancements.js';
import { featureGates } from '../catalogue/feature-gate-data.js';
import { gateHistory } from '../catalogue/gate-words.js';
import { KnownError } from '../model/known-error.js';
import { painter } from '../reporters/paint.js';
import type { CommandArguments } from './command.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { apiVersionOf, removedOf } from './explain/api.js';
import { isSet } from './flags.js';
import { print } from './output.js';
import { tableLines } from './table.js';
import { usesColour } from './terminal.js';

/** What can be listed: a table for people, data for programs. */
interface Listing {
  readonly headings: readonly string[];
  rows(): readonly (readonly string[])[];
  data(): readonly object[];
}

const listings = {
  transforms: {
    headings: ['ID', 'SAFETY', 'SINCE', 'DEPRECATED', 'REMOVED', 'TITLE'],
    rows: () => transforms.map(({ meta: { id, safety, introduced, deprecated, removed, title } }) => [id, safety, introduced ?? '-', deprecated ?? '-', removed ?? '-', title]),
    // Without the triggers, which say how a transform is run rather than what it does.
    data: () =>
      transforms.map(({ meta: { id, title, description, safety, introduced, deprecated, removed, kinds, options, featureGates: gates, keps, messages, references } }) => ({
        id,
        title,
        description,
        safety,
        introduced,
        deprecated,
        removed,
        kinds,
        options,
        featureGates: gates,
        keps,
        messages,
        references,
      })),
  },
  enhancements: {
    headings: ['ID', `IN ${enhancementRelease}`, 'GROUP', 'K8S-UPGRADE', 'TITLE', 'TRANSFORMS'],
    rows: () => enhancements.map((entry) => [enhancementName(entry), entry.stage, entry.group, entry.does, entry.title, entry.transforms?.join(', ') ?? '-']),
    data: () => enhancements,
  },
  gates: {
    headings: ['GATE', 'HISTORY'],
    rows: () => featureGates.map((gate) => [gate.name, gateHistory(gate).map(([version, text]) => `${version} ${text}`).join('; ')]),
    data: () => featureGates,
  },
  apis: {
    headings: ['KIND', 'API', 'SINCE', 'DEPRECATED', 'REMOVED', 'REPLACEMENT'],
    rows: () =>
      apiLifecycles.map((row) => [row.kind, apiVersionOf(row), row.introduced, row.deprecated ?? '-', removedOf(row) ?? '-', row.replacement ? `${apiVersionOf(row.replacement)} ${row.replacement.kind}` : '-']),
    data: () => apiLifecycles,
  },
} as const satisfies Readonly<Record<string, Listing>>;

type Subject = keyof typeof listings;

/** `k8s-upgrade list`: a line for each transform, enhancement, feature gate or API, or all of it as JSON. */
export async function list({ operands, values }: CommandArguments): Promise<ExitStatus> {
  if (operands.length > 0) throw new KnownError('list takes no arguments.', { hint: 'To read about one thing: k8s-upgrade explain NAME' });
  const listing: Listing = listings[subjectOf(values)];
  const text = isSet(values, 'json')
    ? JSON.stringify(listing.data(), undefined, 2)
    : tableLines(listing.headings, listing.rows(), painter(usesColour(stdout, isSet(values, 'no-color')))).join('\n');
  await print(stdout, `${text}\n`);
  return exitStatus.done;
}

function subjectOf(values: CommandArguments['values']): Subject {
  const asked = (['enhancements', 'gates', 'apis'] as const).filter((subject) => isSet(values, subject));
  if (asked.length > 1) throw new KnownError(`list shows one thing at a time, not ${asked.map((subject) => `--${subject}`).join(' and ')}.`, { hint: 'Leave one of them.' });
  return asked[0] ?? 'transforms';
}
