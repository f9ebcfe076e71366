import { stdout } from 'node:process';
import { transforms } from '../../transforms/index.js';
import { KnownError } from '../model/known-error.js';
import type { TransformMeta } from '../model/transform.js';
import { painter } from '../reporters/paint.js';
import type { CommandArguments } from './command.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { isSet } from './flags.js';
import { print } from './output.js';
import { usesColour } from './terminal.js';

/** `k8s-upgrade list`: one line a transform, or all that is known of them as JSON. */
export async function list({ operands, values }: CommandArguments): Promise<ExitStatus> {
  if (operands.length > 0) throw new KnownError('list takes no arguments.', { hint: 'To read about one transform: k8s-upgrade explain ID' });
  const metas = transforms.map(({ meta }) => meta);
  const text = isSet(values, 'json') ? jsonOf(metas) : tableOf(metas, usesColour(stdout, isSet(values, 'no-color')));
  await print(stdout, text);
  return exitStatus.done;
}

/** Without the triggers, which say how a transform is run rather than what it does. */
function jsonOf(metas: readonly TransformMeta[]): string {
  const described = metas.map(({ id, title, description, safety, introduced, deprecated, removed, kinds, options, featureGates, keps, messages, references }) => ({
    id,
    title,
    description,
    safety,
    introduced,
    deprecated,
    removed,
    kinds,
    options,
    featureGates,
    keps,
    messages,
    references,
  }));
  return `${JSON.stringify(described, undefined, 2)}\n`;
}

const headings = ['ID', 'SAFETY', 'SINCE', 'DEPRECATED', 'REMOVED', 'TITLE'] as const;

function tableOf(metas: readonly TransformMeta[], colour: boolean): string {
  const paint = painter(colour);
  const rows = metas.map(({ id, safety, introduced, deprecated, removed, title }) => [id, safety, introduced ?? '-', deprecated ?? '-', removed ?? '-', title]);
  const widths = headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd();
  return `${[paint('bold', line(headings)), ...rows.map(line)].join('\n')}\n`;
}
