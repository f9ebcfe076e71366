import { addEdits } from '../engine/add-edits.js';
import { helperKey, type HelperUse } from '../engine/template/helper-use.js';
import type { Edit, FilePlan } from '../model/plan.js';
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
  for (const { file, span, extent = span, text } of uses) {
    if (text === undefined) continue;
    edits.set(file, (edits.get(file) ?? new Map<number, Edit>()).set(span.start, { ...extent, text }));
  }
  return new Map([...edits].map(([file, byStart]) => [file, [...byStart.values()]]));
}

/** The plan of a file with further edits; undefined where they cannot be made. */
export function withEdits(file: FilePlan, absolute: string, edits: readonly Edit[]): FilePlan | undefined {
  const read = readFile(absolute);
  return read.ok ? addEdits(file, read.bytes, edits) : undefined;
}
