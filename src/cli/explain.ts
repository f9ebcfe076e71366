import { stdout } from 'node:process';
import { transforms } from '../../transforms/index.js';
import { nearestName } from '../catalogue/nearest-name.js';
import { KnownError } from '../model/known-error.js';
import type { Safety } from '../model/finding.js';
import type { KindMatch, OptionDefinition, TransformMeta } from '../model/transform.js';
import { painter, type Paint } from '../reporters/paint.js';
import { wrapIndented } from '../reporters/wrap.js';
import type { CommandArguments } from './command.js';
import { paintDiff } from './diff.js';
import { exampleOf, type Example } from './example.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { isSet } from './flags.js';
import { print } from './output.js';
import { usesColour, widthOf } from './terminal.js';

/**
 * `k8s-upgrade explain ID`: what a transform does and why.
 *
 * @throws {KnownError} for an unknown id, with the nearest known one
 */
export async function explain({ operands, values }: CommandArguments): Promise<ExitStatus> {
  const [id, ...more] = operands;
  if (id === undefined || more.length > 0) {
    throw new KnownError('explain takes the id of one transform.', { hint: '"k8s-upgrade list" shows the ids.' });
  }
  const meta = transforms.find((transform) => transform.meta.id === id)?.meta;
  if (meta === undefined) throw unknownTransform(id);
  await print(stdout, explanationOf(meta, widthOf(stdout), usesColour(stdout, isSet(values, 'no-color'))));
  return exitStatus.done;
}

function unknownTransform(id: string): KnownError {
  const nearest = nearestName(id, transforms.map(({ meta }) => meta.id));
  return new KnownError(`There is no transform ${JSON.stringify(id)}.`, {
    hint: nearest === undefined ? '"k8s-upgrade list" shows all transforms.' : `Did you mean ${nearest}?`,
  });
}

const safetyMeanings: Readonly<Record<Safety, string>> = {
  safe: 'safe: the new form means the same on the target',
  review: 'review: it may change behaviour, so it is made with --accept only',
  report: 'report: it edits nothing',
};

/** All about a transform, as text for a terminal. */
function explanationOf(meta: TransformMeta, width: number | undefined, colour: boolean): string {
  const paint = painter(colour);
  const wrapped = (text: string, indent = '  '): string[] => wrapIndented(text, indent, width);
  const section = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', paint('bold', title), ...lines]);
  const example = exampleOf(meta.id);
  return [
    `${paint('bold', meta.id)}: ${meta.title}`,
    '',
    ...meta.description.split(/\n{2,}/).flatMap((paragraph) => wrapped(paragraph.replaceAll('\n', ' '), '')),
    ...section('Facts', factsOf(meta, paint)),
    ...section('Options', Object.entries(meta.options ?? {}).flatMap(([name, option]) => optionOf(meta.id, name, option, wrapped))),
    ...section('Messages', Object.values(meta.messages).flatMap((message) => bullet(message, wrapped))),
    ...section('References', meta.references.map((reference) => `  ${reference}`)),
    ...section('Example', example === undefined ? [] : [...wrapped(titleOf(example)), '', paintDiff(example.diff.trimEnd(), colour)]),
    '',
  ].join('\n');
}

function titleOf({ name, flags }: Example): string {
  return flags.length === 0 ? name : `${name}, with ${flags.join(' ')}`;
}

function factsOf(meta: TransformMeta, paint: Paint): string[] {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Safety', safetyMeanings[meta.safety]],
    ['New form', meta.introduced && `served from ${meta.introduced} on`],
    ['Old form', oldFormOf(meta)],
    ['Kinds', kindsOf(meta.kinds)],
    ['Feature gates', meta.featureGates?.join(', ')],
    ['KEPs', meta.keps?.join(', ')],
  ];
  return facts.flatMap(([name, fact]) => (fact ? [`  ${paint('dim', name.padEnd('Feature gates'.length))}  ${fact}`] : []));
}

function oldFormOf({ deprecated, removed }: TransformMeta): string {
  return [...(deprecated ? [`deprecated in ${deprecated}`] : []), ...(removed ? [`no longer served from ${removed} on`] : [])].join(', ');
}

/** `Deployment, ReplicaSet (apps v1beta1, v1beta2); Pod`. */
function kindsOf(kinds: readonly KindMatch[]): string {
  const byVersion = new Map<string, string[]>();
  for (const { group, kind, versions } of kinds) {
    const of = [group, versions?.join(', ')].filter((part) => part !== undefined && part !== '').join(' ');
    byVersion.set(of, [...(byVersion.get(of) ?? []), kind === '*' ? 'every kind' : kind]);
  }
  return [...byVersion].map(([of, names]) => names.join(', ') + (of === '' || of === '*' ? '' : ` (${of})`)).join('; ');
}

function optionOf(id: string, name: string, option: OptionDefinition, wrapped: (text: string, indent?: string) => string[]): string[] {
  const takes = option.type === 'choice' ? option.values.join('|') : option.type === 'integer' ? 'NUMBER' : 'true|false';
  return [`  --option ${id}.${name}=${takes}  (default: ${String(option.default)})`, ...wrapped(option.description, '      ')];
}

function bullet(text: string, wrapped: (text: string, indent?: string) => string[]): string[] {
  return wrapped(text, '    ').map((line, index) => (index === 0 ? `  - ${line.trimStart()}` : line));
}
