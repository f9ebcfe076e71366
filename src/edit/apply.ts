import MagicString from 'magic-string';
import type { Edit } from '../model/plan.js';
import { Refusal } from './refusal.js';

/** Edits in the order of their place. Throws a {@link Refusal} where two of them meet. */
export function orderEdits(edits: readonly Edit[]): Edit[] {
  const ordered = edits
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.index - b.index)
    .map(({ edit }) => edit);
  let end = 0;
  for (const edit of ordered) {
    if (edit.start < end) throw new Refusal('overlap', `at offset ${edit.start}`);
    end = Math.max(end, edit.end);
  }
  return ordered;
}

/** Applies edits to a text. Insertions at one place keep their order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const result = new MagicString(text);
  for (const { start, end, text: replacement } of orderEdits(edits)) {
    if (start === end) result.appendLeft(start, replacement);
    else if (replacement === '') result.remove(start, end);
    else result.update(start, end, replacement);
  }
  return result.toString();
}
