import { createHash } from 'node:crypto';
import { applyEdits, orderEdits } from '../edit/apply.js';
import { Refusal } from '../edit/refusal.js';
import { helperKey, type HelperUse } from '../engine/plan-template.js';
import type { Edit, FilePlan, Patch } from '../model/plan.js';
import { decode } from '../source/decode.js';
import { readFile } from '../workspace/read.js';

/** The helpers of which not all that print them can take the same new version. */
export function contestedHelpers(uses: readonly HelperUse[]): Set<string> {
  const wanted = new Map<string, Set<string | undefined>>();
  for (const use of uses) wanted.set(helperKey(use), (wanted.get(helperKey(use)) ?? new Set()).add(use.text));
  return new Set([...wanted].flatMap(([key, texts]) => (texts.size > 1 ? [key] : [])));
}

/** What is to be written in the files of helpers, by their absolute path; each place once. */
export function helperEdits(uses: readonly HelperUse[]): Map<string, Edit[]> {
  const edits = new Map<string, Map<number, Edit>>();
  for (const { file, span, text } of uses) {
    if (text === undefined) continue;
    edits.set(file, (edits.get(file) ?? new Map<number, Edit>()).set(span.start, { ...span, text }));
  }
  return new Map([...edits].map(([file, byStart]) => [file, [...byStart.values()]]));
}

/**
 * Adds edits to the plan of a file. Undefined where they meet others, or the file has changed since
 * it was read.
 */
export function withEdits(file: FilePlan, absolute: string, edits: readonly Edit[]): FilePlan | undefined {
  const before = file.patch ?? unchangedPatch(absolute);
  if (!before) return undefined;
  try {
    const all = orderEdits([...before.edits, ...edits]);
    return { ...file, bucket: 'changed', patch: { ...before, edits: all, after: applyEdits(before.before, all) } };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function unchangedPatch(absolute: string): Patch | undefined {
  const read = readFile(absolute);
  const decoded = read.ok ? decode(read.bytes) : undefined;
  if (!read.ok || !decoded?.ok) return undefined;
  return { encoding: decoded.encoding, sha256: createHash('sha256').update(read.bytes).digest('hex'), before: decoded.text, edits: [], after: decoded.text };
}
