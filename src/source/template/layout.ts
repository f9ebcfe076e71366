import type { HoleFacts } from '../../model/json.js';
import type { Span } from '../documents.js';
import { fillerOf, type Numbering } from './filler.js';
import type { HelperLiteral } from './helpers.js';

/** A value, or a part of one, that the template prints. Spans are offsets into the template. */
export interface Hole extends Span {
  /** What prints it; absent for blocks and where printed text is glued together. */
  readonly pipeline?: string;
  readonly facts: HoleFacts;
  /** The helper that prints it: `include "x" .`, `template "x" .`. */
  readonly helper?: string;
  /** What the helper prints at the target, where that is one literal. */
  readonly literal?: HelperLiteral;
  /** What is printed at the target, where that is known. The text shows it in place of filler if `shown`. */
  readonly value?: string;
  readonly shown: boolean;
}

/** Lines of which nothing is known but where they are printed: keys or items of whatever holds them. */
export interface Opaque extends Span {
  readonly pipeline: string;
  readonly helper?: string;
  readonly facts: HoleFacts;
  /** The column of the lines, from a last `indent N` or `nindent N`. */
  readonly column?: number;
  /** The column at which the action stands. */
  readonly actionColumn: number;
}

/** One of the texts that a template stands for. Everything in it has the offset that it has in the template. */
export interface MaskedWorld {
  /** YAML of the template's length, in UTF-16 code units. */
  readonly text: string;
  readonly holes: readonly Hole[];
  readonly opaque: readonly Opaque[];
  /**
   * What of the template the text does not show, in order, adjacent ones joined: actions, holes, and
   * arms that are not taken. White space stands for it, or filler. No edit may touch it, and no value
   * that reaches into it is known.
   */
  readonly hidden: readonly Span[];
}

/** What a world prints, in order: text of the template, holes, and lines that are not known. */
export type Piece =
  | (Span & { readonly type: 'text' })
  | { readonly type: 'hole'; readonly hole: Hole; /** Tells it from others; see `filler.ts`. */ readonly number: number; readonly printsLines: boolean; /** What it is where it prints lines after all. */ readonly opaque?: Opaque }
  | { readonly type: 'opaque'; readonly opaque: Opaque };

/**
 * Lays out what a world prints so that every character keeps its offset in the template. What stands
 * between two printed characters of different pieces, actions and trimmed white space, is filled so
 * that lines and columns read as printed: where the printed text has a line break, there is one, with
 * the same indentation behind it, if need be in the place of an action; where it has only spaces
 * there are spaces; where it has nothing there is filler, which makes both sides one scalar.
 */
export function layOut(pieces: readonly Piece[], source: string, blank: string, numbering: Numbering): MaskedWorld {
  return new Layout(pieces, source, blank, numbering).run();
}

/** A line is looked at only as far as it may be dashes and a key. */
const longestPrefix = 300;

const dashes = /^[ \t]*(?:-[ \t]+)*-?[ \t]*$/;
const keyBefore = /^([ \t]*(?:-[ \t]+)*)(?:["']?[\w./-]+["']?|[\uE000-\uF000]+):[ \t]*$/;

class Layout {
  private readonly out: string[] = [];
  private readonly holes: Hole[] = [];
  private readonly opaque: Opaque[] = [];
  private readonly shown: Span[] = [];
  /** Where the text is written up to; equals the end of the last printed character that is no white space. */
  private at = 0;
  /** White space that is printed behind it. */
  private gap = '';
  /** What is printed on the current line up to the gap, as far as it matters. */
  private line = '';
  /** Nothing but white space is printed yet. */
  private first = true;

  constructor(
    private readonly pieces: readonly Piece[],
    private readonly source: string,
    private readonly blank: string,
    private readonly numbering: Numbering,
  ) {}

  run(): MaskedWorld {
    for (const [index, piece] of this.pieces.entries()) {
      if (piece.type === 'text') this.text(piece);
      else if (piece.type === 'opaque') this.lines(piece.opaque);
      else if (piece.opaque && piece.printsLines && this.isFollowedByMore(index)) this.lines(piece.opaque);
      else this.hole(piece, index);
    }
    this.out.push(this.blank.slice(this.at));
    const text = withoutDeepBlankLines(this.out.join(''));
    return { text, holes: this.holes, opaque: this.opaque, hidden: hiddenSpans(this.source, text, this.shown) };
  }

  private text({ start, end }: Span): void {
    const text = this.source.slice(start, end);
    if (end > start) this.shown.push({ start, end });
    let content = text.trimStart();
    let leading = text.slice(0, text.length - content.length);
    if (start === 0 && text.startsWith('\uFEFF')) {
      // A byte order mark is no content, and stays where it is.
      this.out.push('\uFEFF');
      this.at = 1;
      content = text.slice(1).trimStart();
      leading = text.slice(1, text.length - content.length);
    }
    this.gap += leading;
    if (content === '') return;
    const core = content.trimEnd();
    const from = end - content.length;
    this.fillGap(from);
    this.out.push(core);
    this.at = from + core.length;
    const lineStart = core.lastIndexOf('\n') + 1;
    this.extendLine(lineStart > 0 ? core.slice(lineStart) : core, lineStart > 0);
    this.gap = content.slice(core.length);
  }

  private lines(opaque: Opaque): void {
    this.opaque.push(opaque);
    this.gap += '\n';
  }

  private hole({ hole, number, printsLines, opaque }: Extract<Piece, { type: 'hole' }>, index: number): void {
    const { start, end } = hole;
    this.restoreGap(hole, printsLines);
    const prefix = this.line + this.gap;
    const glued = this.gap === '' && this.at === start && keyBefore.test(this.line) && (printsLines || !/-[ \t]/.test(this.line));
    if (/^[ \t]*#/.test(prefix) && opaque?.column !== undefined) this.opaque.push(opaque);
    this.fillGap(start);
    const value = this.displayable(hole, index) && /(?:^|[:-][ \t]+)$|^[ \t]+$/.test(prefix) ? hole.value : undefined;
    this.holes.push(value === undefined ? hole : { ...hole, shown: true });
    const filler = value ?? (glued ? ` ${fillerOf(end - start - 1, number)}` : fillerOf(end - start, number));
    this.out.push(filler);
    this.at = start + filler.length;
    this.extendLine(filler.slice(0, longestPrefix), false);
    this.gap = '';
  }

  /** A plain word that is all of its line's value can be shown as it is. */
  private displayable({ value, start, end }: Hole, index: number): boolean {
    if (value === undefined || value.length > end - start || !/^[\w./-]+$/.test(value)) return false;
    for (const next of this.pieces.slice(index + 1, index + 20)) {
      if (next.type !== 'text') return false;
      const text = this.source.slice(next.start, next.end);
      if (text.trim() !== '' || text.includes('\n')) return /^[ \t]*(?:\r?\n|[ \t]#)/.test(text);
    }
    return this.pieces.length < index + 20;
  }

  /**
   * The trim marker of a hole does not bring it to the line in front, unless all it prints is a
   * value. A block behind a key brings the white space that it has removed itself.
   */
  private restoreGap({ start, pipeline }: Hole, printsLines: boolean): void {
    if (this.gap !== '') return;
    let from = start;
    while (from > this.at && /[ \t\r\n]/.test(this.source[from - 1] ?? '')) from--;
    const trimmed = this.source.slice(from, start);
    if (!trimmed.includes('\n') || (printsLines && pipeline !== undefined)) this.gap = trimmed;
    else if (pipeline === undefined && keyBefore.test(this.line)) this.gap = ' ';
  }

  /** Whether what is printed behind a hole belongs to the same map or list as what the hole prints. */
  private isFollowedByMore(index: number): boolean {
    const { hole } = this.pieces[index] as Extract<Piece, { type: 'hole' }>;
    let prefix = this.line + this.gap;
    if (this.gap === '' && this.source[hole.start - 1] === ' ') prefix += ' ';
    if (prefix.includes('\n') || !(keyBefore.test(prefix) || (prefix.includes('-') && dashes.test(prefix)))) return false;
    const column = (keyBefore.exec(prefix)?.[1] ?? prefix.replace(/-[ \t]*$/, '')).length;
    let behind = '';
    for (const next of this.pieces.slice(index + 1, index + 50)) {
      if (next.type === 'opaque') behind += '\n';
      else if (next.type === 'hole') behind += this.source.slice(next.hole.start - 1, next.hole.start).trim() + fillerOf(3, 0);
      else behind += this.source.slice(next.start, Math.min(next.end, next.start + longestPrefix));
      if (/\n[ \t]*[^\s#][^\n]*\n/.test(behind) || behind.length > 2000) break;
    }
    if (!/^[ \t]*(?:[ \t]#[^\n]*)?\r?\n/.test(behind)) return false;
    const match = /\n([ \t]*)(-[ \t\r\n]|(?:["']?[\w./-]+["']?|[\uE000-\uF000]+):(?:[ \t\r\n]|$))/.exec(behind);
    const before = match ? behind.slice(0, match.index) : '';
    if (!match || /\n[ \t]*[^\s#]/.test(before)) return false;
    const indentation = (match[1] ?? '').length;
    return indentation > column || (indentation === column && (match[2] ?? '').startsWith('-') && !prefix.slice(column).startsWith('-'));
  }

  /** Writes what stands between the last printed character and the next one. */
  private fillGap(to: number): void {
    const between = this.blank.slice(this.at, to);
    // Helm starts a new manifest behind `---`, whatever white space follows or does not.
    const gap = to > this.at && /^---[ \t]*$/.test(this.line + this.gap) ? '\n' : this.gap;
    const lineBreak = gap.lastIndexOf('\n');
    if (lineBreak >= 0 || this.first) {
      this.out.push(withIndentation(between, gap.slice(lineBreak + 1), this.first));
      this.line = '';
      this.extendLine(gap.slice(lineBreak + 1), true);
    } else if (gap === '' && between !== '') {
      this.holes.push({ start: this.at, end: to, shown: false, facts: {} });
      const filler = fillerOf(between.length, this.numbering.of(`gap ${this.source.slice(this.at, to)}`));
      this.out.push(filler);
      this.extendLine(filler, false);
    } else {
      // Behind dashes stands the first key of a map, whose column counts.
      const column = this.line.length + gap.length;
      const moved = between.length > gap.length && dashes.test(this.line + gap) && this.line.length < longestPrefix;
      this.out.push(moved ? withIndentation(between, ' '.repeat(column), false) : between.replace(/[\r\n]/g, ' '));
      this.extendLine(gap, false);
    }
    this.at = to;
    this.first = false;
  }

  private extendLine(text: string, afresh: boolean): void {
    if (afresh) this.line = text.slice(0, longestPrefix);
    else if (this.line.length < longestPrefix) this.line = (this.line + text).slice(0, longestPrefix);
  }
}

/** White space of the same length that ends in a line break and the indentation; at the start of a text the line break may be missing. */
function withIndentation(between: string, indentation: string, atStart: boolean): string {
  const lineBreak = between.lastIndexOf('\n');
  const columns = between.length - lineBreak - 1;
  if (columns === indentation.length && (lineBreak >= 0 || atStart)) return between.slice(0, lineBreak + 1) + indentation;
  if (between.length < indentation.length + 1) return between;
  return `${between.slice(0, between.length - indentation.length - 1)}\n${indentation}`;
}

/**
 * YAML does not take lines of spaces in front of a block scalar's first line that are deeper than it
 * (8.1.1.1): they become empty lines.
 */
function withoutDeepBlankLines(text: string): string {
  let out = '';
  let from = 0;
  for (const match of text.matchAll(/[|>][-+\d]*(?:[ \t]+#[^\n]*|[ \t]*)\r?\n(?=[ \t]*\r?\n)/g)) {
    const header = text.slice(text.lastIndexOf('\n', match.index) + 1, match.index);
    const blanksStart = match.index + match[0].length;
    if (blanksStart < from || !/(?:^|[:\-?])[ \t]+(?:[&!]\S*[ \t]+)*$/.test(header)) continue;
    blankLines.lastIndex = blanksStart;
    const blanks = blankLines.exec(text)?.[0] ?? '';
    const blanksEnd = blanksStart + blanks.length;
    const indentation = /^[ \t]*/.exec(text.slice(blanksEnd, blanksEnd + longestPrefix))?.[0].length ?? 0;
    out += text.slice(from, blanksStart) + blanks.replace(/[ \t]+/g, (spaces) => (spaces.length > indentation ? '\n'.repeat(spaces.length) : spaces));
    from = blanksEnd;
  }
  return out + text.slice(from);
}

const blankLines = /(?:[ \t]*\r?\n)+/y;

/** Whatever does not come from the printed text, and what of that had to give way to the layout. */
function hiddenSpans(source: string, text: string, shown: readonly Span[]): Span[] {
  const hidden: { start: number; end: number }[] = [];
  const hide = (start: number, end: number): void => {
    const last = hidden.at(-1);
    if (last && last.end >= start) last.end = Math.max(last.end, end);
    else if (end > start) hidden.push({ start, end });
  };
  let from = 0;
  for (const { start, end } of [...shown, { start: source.length, end: source.length }]) {
    hide(from, start);
    if (source.slice(start, end) !== text.slice(start, end)) {
      for (let at = start; at < end; at++) if (source[at] !== text[at]) hide(at, at + 1);
    }
    from = end;
  }
  return hidden;
}
