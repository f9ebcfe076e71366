import MarkdownIt from 'markdown-it';
import { linesText, type EmbeddedLine, type EmbeddedText } from './embedded-text.js';

/** A fenced code block of a Markdown text that is said to be YAML or JSON. */
export interface CodeBlock {
  readonly offset: number;
  /** As CommonMark has it: without indentation. */
  readonly text: string;
  /** Absent where the places of its lines are in doubt, or where nothing closes it. */
  readonly content?: EmbeddedText;
  /** Why there is no content. */
  readonly reason?: string;
}

/** Finds the code blocks of a text, in its order. */
export type FindCodeBlocks = (text: string) => CodeBlock[];

/** Of CommonMark's two steps only the first is wanted: which block each line belongs to. */
const markdown = new MarkdownIt('commonmark').disable(['inline', 'text_join']);

/**
 * The fenced code blocks of a text in CommonMark that name YAML or JSON as their language, in lists
 * and quotations, too. What stands in a comment or in another code block is not one.
 */
export function codeBlocks(text: string): CodeBlock[] {
  if (!/```|~~~/.test(text)) return [];
  const lines = linesOf(text);
  return markdown
    .parse(text, {})
    .filter(({ type, info }) => type === 'fence' && isManifestLanguage(info))
    .map(({ map, content }) => blockAt(text, lines, map ?? [0, 0], content));
}

/** The first word: `yaml`, `yaml title="a"`, `{.yaml .numberLines}`, `yaml,ignore`. */
function isManifestLanguage(info: string): boolean {
  return /^\s*\{?\s*\.?(?:ya?ml|json)(?=$|[\s{},:])/i.test(info);
}

interface Line {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

function linesOf(text: string): Line[] {
  return [...text.matchAll(/([^\r\n]*)(\r\n|\r|\n|$)/g)].map(({ 1: content = '', 2: eol = '', index }) => ({ start: index, end: index + content.length, next: index + content.length + eol.length }));
}

/** @param content as the parser has it: without the containers' and the fence's indentation, with `\n` */
function blockAt(text: string, lines: readonly Line[], [opening, behind]: readonly [number, number], content: string): CodeBlock {
  const offset = lines[opening]?.start ?? 0;
  const inner = content === '' ? [] : content.replace(/\n$/, '').split('\n');
  // The opening fence, the content, the closing fence.
  if (behind - opening !== inner.length + 2) return { offset, text: content, reason: 'the fenced code block is not closed' };
  const doubtful = { offset, text: content, reason: 'the lines of the code block are not all indented in the same way' };
  const placed: EmbeddedLine[] = [];
  let indent: string | undefined;
  for (const [index, line] of inner.entries()) {
    const outer = lines[opening + 1 + index];
    if (!outer || !text.slice(outer.start, outer.end).endsWith(line)) return doubtful;
    const start = outer.end - line.length;
    if (line !== '') {
      const before = text.slice(outer.start, start);
      indent ??= before;
      if (before !== indent || !/^[ \t>]*$/.test(before)) return doubtful;
    }
    placed.push({ start: outer.start, content: { start, end: outer.end }, next: outer.next });
  }
  const eol = text.slice(lines[opening]?.end, lines[opening]?.next);
  return { offset, text: content, content: linesText({ outer: text, lines: placed, indent: indent ?? '', eol }, true) };
}
