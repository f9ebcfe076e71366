import { applyEdits, orderEdits } from '../../edit/apply.js';
import type { Edit } from '../../model/plan.js';
import type { Span } from '../../source/documents.js';
import type { BlockNode } from '../../source/template/blocks.js';
import { structureOf } from './reading.js';

/** The line break of a text, and what ends the last line of a stretch: the break, or nothing at the end of the text. */
interface LineBreaks {
  readonly eol: string;
  readonly last: string;
}

/**
 * Makes one set of edits of two: where they differ, the template chooses between their lines. Each
 * choice takes whole lines and whole blocks, and no line that is the same in both. A string says why
 * it cannot be written.
 *
 * @param conditionAt what lines depend on, as it stands in `{{ if … }}`; undefined where nothing can stand there
 */
export function chooseLines(text: string, editsWhenTrue: readonly Edit[], editsWhenFalse: readonly Edit[], conditionAt: (lines: Span) => string | undefined): Edit[] | string {
  const structure = structureOf(text);
  if (!structure) return 'its actions cannot be read';
  const [whenTrue, whenFalse] = [editsWhenTrue, editsWhenFalse].map((edits) => edits.map((edit) => asLines(text, edit))) as [Edit[], Edit[]];
  const keysOf = (edits: readonly Edit[]): Set<string> => new Set(edits.map(editKey));
  const [trueKeys, falseKeys] = [keysOf(whenTrue), keysOf(whenFalse)];
  const differing = [...whenTrue.filter((edit) => !falseKeys.has(editKey(edit))), ...whenFalse.filter((edit) => !trueKeys.has(editKey(edit)))];
  const whole = [...whenTrue, ...whenFalse, ...structure.actions];
  const spans = wholeLines(text, differing, whole, structure.tree.blocks);
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  const chosen: Edit[] = [];
  for (const lines of spans) {
    const within = ({ start, end }: Edit): boolean => start >= lines.start && end <= lines.end;
    const written = (edits: readonly Edit[]): string[] => linesOf(applyEdits(text.slice(lines.start, lines.end), edits.filter(within).map((edit) => ({ ...edit, start: edit.start - lines.start, end: edit.end - lines.start }))));
    const condition = conditionAt(lines);
    if (condition === undefined) return 'nothing can be asked there';
    const last = lines.end === text.length && !text.endsWith('\n') ? '' : eol;
    chosen.push({ ...lines, text: withChoice(written(whenTrue), written(whenFalse), condition, { eol, last }) });
  }
  const others = whenTrue.filter(({ start, end }) => !spans.some((lines) => start >= lines.start && end <= lines.end));
  return orderEdits([...others, ...chosen]);
}

/** Tells an edit from others. */
export function editKey({ start, end, text }: Edit): string {
  return `${start}:${end}:${text}`;
}

/** The lines of edits, so that none of the other spans is cut and every block is whole; in order. */
function wholeLines(text: string, edits: readonly Edit[], whole: readonly Span[], blocks: readonly BlockNode[]): Span[] {
  let spans = edits.map((edit) => linesAround(text, edit));
  for (;;) {
    const grown = spans.map((span) => {
      const cut = whole.filter((each) => touches(each, span) && !(each.start >= span.start && each.end <= span.end));
      // A block of which an opener, an `else` or the `end` is within has to be within as a whole.
      const opened = blocks.filter((block) => [...block.arms.map(({ opener }) => opener), block.closer].some((action) => touches(action, span)));
      const parts = [span, ...[...cut, ...opened].map((each) => linesAround(text, each))];
      return { start: Math.min(...parts.map(({ start }) => start)), end: Math.max(...parts.map(({ end }) => end)) };
    });
    const joined = joinedSpans(grown);
    if (joined.length === spans.length && joined.every(({ start, end }, index) => spans[index]?.start === start && spans[index]?.end === end)) return joined;
    spans = joined;
  }
}

function touches(one: Span, other: Span): boolean {
  return one.start < other.end && one.end > other.start;
}

/** Spans in order, those that meet made one. */
function joinedSpans(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last && span.start <= last.end) joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else joined.push(span);
  }
  return joined;
}

/** The same edit; lines that are added behind a line are added in front of the next one. */
function asLines(text: string, edit: Edit): Edit {
  const [eol] = /^\r?\n/.exec(text.slice(edit.start, edit.start + 2)) ?? [];
  if (edit.start < edit.end || eol === undefined || !edit.text.startsWith(eol)) return edit;
  const start = edit.start + eol.length;
  return { start, end: start, text: edit.text.slice(eol.length) + eol };
}

/** From the start of a span's first line to the end of its last one, with its line break. */
function linesAround(text: string, { start, end }: Span): Span {
  const first = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
  if (first === start && end === start) return { start, end };
  const lineBreak = end > start && text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end);
  return { start: first, end: lineBreak < 0 ? text.length : lineBreak + 1 };
}

/** Without line breaks; a last line break ends the last line. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** The lines in which two texts differ, as a choice; the others as they are. */
function withChoice(whenTrue: readonly string[], whenFalse: readonly string[], condition: string, { eol, last }: LineBreaks): string {
  let [head, tail] = [0, 0];
  const shared = (a: string | undefined, b: string | undefined): boolean => a !== undefined && a === b && isComplete(a);
  while (shared(whenTrue[head], whenFalse[head])) head++;
  while (head + tail < Math.min(whenTrue.length, whenFalse.length) && shared(whenTrue.at(-1 - tail), whenFalse.at(-1 - tail))) tail++;
  const middle = (lines: readonly string[]): readonly string[] => lines.slice(head, lines.length - tail);
  const [yes, no] = [middle(whenTrue), middle(whenFalse)];
  const indentation = /^[ \t]*/.exec(yes[0] ?? no[0] ?? '')?.[0] ?? '';
  const action = (content: string): string => `${indentation}{{- ${content} }}`;
  const choice =
    no.length === 0
      ? [action(`if ${condition}`), ...yes, action('end')]
      : yes.length === 0
        ? [action(`if not (${condition})`), ...no, action('end')]
        : [action(`if ${condition}`), ...yes, action('else'), ...no, action('end')];
  const lines = [...whenTrue.slice(0, head), ...choice, ...whenTrue.slice(whenTrue.length - tail)];
  return lines.length === 0 ? '' : lines.join(eol) + last;
}

/** Whether a line can stand outside of a choice: no action goes on beyond it, and none opens or closes a block. */
function isComplete(line: string): boolean {
  return !/\{\{-?\s*(?:if|else|end|with|range|define|block)\b/.test(line) && line.split('{{').length === line.split('}}').length;
}
