import { enhancementName, enhancementsOfTransform } from '../../catalogue/enhancements.js';
import type { Safety } from '../../model/finding.js';
import type { KindMatch, OptionDefinition, TransformMeta } from '../../model/transform.js';
import { wrapIndented } from '../../reporters/wrap.js';
import { paintDiff } from '../diff.js';
import { exampleOf, type Example } from '../example.js';
import { bullet, factLines, heading, paragraphs, section, type Layout, type Page } from './page.js';

const safetyMeanings: Readonly<Record<Safety, string>> = {
  safe: 'safe: the new form means the same on the target',
  review: 'review: it may change behaviour, so it is made with --accept only',
  report: 'report: it edits nothing',
};

/** All about a transform: what it does and why, its options and messages, sources, an example. */
export function transformPage(meta: TransformMeta): Page {
  return (layout) => {
    const example = exampleOf(meta.id);
    return [
      heading(meta.id, meta.title, layout),
      '',
      ...paragraphs(meta.description, layout),
      ...section('Facts', factsOf(meta, layout), layout),
      ...section('Options', Object.entries(meta.options ?? {}).flatMap(([name, option]) => optionOf(meta.id, name, option, layout)), layout),
      ...section('Messages', Object.values(meta.messages).flatMap((message) => bullet(message, layout)), layout),
      ...section('Enhancements and upgrade notes', enhancementLines(meta.id), layout),
      ...section('References', meta.references.map((reference) => `  ${reference}`), layout),
      ...section('Example', example === undefined ? [] : exampleLines(example, layout), layout),
    ];
  };
}

/** `  2079  NetworkPolicy port ranges`, a line an entry. */
function enhancementLines(id: string): string[] {
  const entries = enhancementsOfTransform(id);
  const width = Math.max(...entries.map((entry) => enhancementName(entry).length));
  return entries.map((entry) => `  ${enhancementName(entry).padEnd(width)}  ${entry.title}`);
}

function exampleLines(example: Example, { width, colour }: Layout): string[] {
  return [...wrapIndented(titleOf(example), '  ', width), '', paintDiff(example.diff.trimEnd(), colour)];
}

function titleOf({ name, flags }: Example): string {
  return flags.length === 0 ? name : `${name}, with ${flags.join(' ')}`;
}

function factsOf(meta: TransformMeta, layout: Layout): string[] {
  return factLines(
    [
      ['Safety', safetyMeanings[meta.safety]],
      ['New form', meta.introduced && `served from ${meta.introduced} on`],
      ['Old form', oldFormOf(meta)],
      ['Kinds', kindsOf(meta.kinds)],
      ['Feature gates', meta.featureGates?.join(', ')],
      ['KEPs', meta.keps?.join(', ')],
    ],
    layout,
  );
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

function optionOf(id: string, name: string, option: OptionDefinition, { width }: Layout): string[] {
  const takes = option.type === 'choice' ? option.values.join('|') : option.type === 'integer' ? 'NUMBER' : 'true|false';
  return [`  --option ${id}.${name}=${takes}  (default: ${String(option.default)})`, ...wrapIndented(option.description, '      ', width)];
}
