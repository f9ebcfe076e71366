import { diffArrays } from 'diff';
import type { JsonValue } from '../model/json.js';
import type { Edit } from '../model/plan.js';
import type { SyntaxNode } from '../source/syntax.js';
import type { Layout } from './layout.js';

/**
 * Edits that give a literal block scalar (`|`, `|-`) another text: its header, its indentation and
 * the lines that stay are not touched. Undefined where it cannot hold the text as it is written.
 */
export function blockScalarEdits(old: SyntaxNode | undefined, value: JsonValue, layout: Layout): Edit[] | undefined {
  if (old?.type !== 'scalar' || old.style !== 'block' || typeof value !== 'string') return undefined;
  const header = /^\|(-?)[ \t]*(?:#.*)?$/.exec(layout.text.slice(old.contentStart, layout.lineEnd(old.contentStart)));
  if (!header) return undefined;
  const text = header[1] === '-' ? value : value.slice(0, -1);
  if (header[1] !== '-' && !value.endsWith('\n')) return undefined;
  // Such a text has no first line to take the indentation from, a line break too many, or no place in a literal.
  if (!/^[^\s]/.test(text) || text.endsWith('\n') || /[^\P{Cc}\n\t]|[\u2028\u2029\uFEFF]/u.test(text)) return undefined;
  const lines: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  for (let at = layout.nextLine(old.contentStart); at < old.end; at = layout.nextLine(at)) {
    lines.push({ start: at, end: layout.lineEnd(at), text: layout.text.slice(at, layout.lineEnd(at)) });
  }
  const [first] = lines;
  const indent = /^ +(?=\S)/.exec(first?.text ?? '')?.[0];
  if (first === undefined || indent === undefined) return undefined;
  const stripped = lines.map((line) => line.text.slice(indent.length));
  const edits: Edit[] = [];
  let index = 0;
  let gone = 0;
  for (const { value: chunk, added, removed } of diffArrays(stripped, text.split('\n'))) {
    if (removed) {
      gone = chunk.length;
      index += gone;
    } else if (!added) {
      take(chunk.length, []);
      index += chunk.length;
    } else {
      take(0, chunk);
    }
  }
  take(0, []);
  return edits;

  /** Puts lines where the last `gone` ones were; then come `kept` that stay. */
  function take(kept: number, fresh: readonly string[]): void {
    if (gone === 0 && fresh.length === 0) return;
    const written = fresh.map((line) => (line === '' ? '' : indent + line));
    const [from, to] = [lines[index - gone], lines[index - 1]];
    const next = lines[index];
    if (gone > 0 && from && to) {
      const last = next === undefined && kept === 0;
      if (written.length > 0) edits.push({ start: from.start, end: to.end, text: written.join(layout.eol) });
      else if (last) edits.push({ start: lines[index - gone - 1]?.end ?? from.start, end: to.end, text: '' });
      else edits.push({ start: from.start, end: next?.start ?? to.end, text: '' });
    } else if (next) {
      edits.push({ start: next.start, end: next.start, text: written.map((line) => line + layout.eol).join('') });
    } else if (to) {
      edits.push({ start: to.end, end: to.end, text: written.map((line) => layout.eol + line).join('') });
    }
    gone = 0;
  }
}
