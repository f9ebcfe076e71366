import type { CommentSyntax, ScalarStyle, SyntaxNode } from '../source/syntax.js';
import type { Span } from '../source/documents.js';

/** How a document is laid out, so that new text looks like its surroundings. */
export class Layout {
  /** The text, ended with a line break even where the file has none. */
  readonly text: string;
  readonly eol: string;
  /** Where lines start, in order; behind the last line break, the end of the text. */
  private readonly lines: readonly number[];
  private habits: Habits | undefined;

  constructor(
    private readonly document: { readonly source: string; readonly root: SyntaxNode; readonly comments: readonly CommentSyntax[] },
    fileEol: string,
  ) {
    const { source } = document;
    this.eol = /\r?\n/.exec(source)?.[0] ?? fileEol;
    this.text = source.endsWith('\n') ? source : source + this.eol;
    const lines = [0];
    for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) lines.push(at + 1);
    this.lines = lines;
  }

  /** The offset at which the line of an offset starts. */
  lineStart(offset: number): number {
    return this.lines[this.lineOf(offset)] ?? 0;
  }

  /** The offset of the line break that ends the line of an offset. */
  lineEnd(offset: number): number {
    const next = this.lines[this.lineOf(offset) + 1];
    if (next === undefined) return this.text.length;
    return this.text[next - 2] === '\r' && next - 2 >= offset ? next - 2 : next - 1;
  }

  /** The offset at which the next line starts. */
  nextLine(offset: number): number {
    return this.lines[this.lineOf(offset) + 1] ?? this.text.length;
  }

  /** The index of the line of an offset. JSON may be one line of many megabytes: it is not walked. */
  private lineOf(offset: number): number {
    const { lines } = this;
    let low = 0;
    for (let high = lines.length - 1; low < high; ) {
      const middle = (low + high + 1) >> 1;
      if ((lines[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Characters in front of an offset on its line; a byte order mark takes no column. */
  column(offset: number): number {
    const start = this.lineStart(offset);
    return offset - start - (this.text[start] === '\uFEFF' ? 1 : 0);
  }

  /** Whether only white space stands in front of an offset on its line. */
  startsLine(offset: number): boolean {
    return /^\uFEFF?[ \t]*$/.test(this.text.slice(this.lineStart(offset), offset));
  }

  /** The white space that a line starts with. */
  leading(offset: number): string {
    const start = this.lineStart(offset);
    return /^\uFEFF?([ \t]*)/.exec(this.text.slice(start, this.lineEnd(start)))?.[1] ?? '';
  }

  isBlankLine(offset: number): boolean {
    return this.text.slice(this.lineStart(offset), this.lineEnd(offset)).trim() === '';
  }

  /**
   * Where what belongs to an element starts: at the first of the comment lines right above it that
   * have its column, else at the element itself.
   */
  headStart(offset: number): number {
    if (!this.startsLine(offset)) return offset;
    let head = this.lineStart(offset);
    const column = this.column(offset);
    while (head > 0) {
      const above = this.lineStart(head - 1);
      const line = this.text.slice(above, this.lineEnd(above));
      if (!/^[ \t]*#/.test(line) || line.search(/#/) !== column) break;
      head = above;
    }
    return head;
  }

  /** The comments inside a span. */
  commentsIn(span: Span): string[] {
    const { comments } = this.document;
    let low = 0;
    for (let high = comments.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((comments[middle]?.start ?? 0) < span.start) low = middle + 1;
      else high = middle;
    }
    const found: string[] = [];
    for (let comment = comments[low]; comment && comment.end <= span.end; comment = comments[++low]) found.push(comment.text);
    return found;
  }

  /** The comments that go with an element: those right above, inside and behind it. */
  readonly commentsOf = (element: Span, flow: boolean): string[] =>
    flow ? this.commentsIn(element) : this.commentsIn({ start: this.headStart(element.start), end: this.lineEnd(element.end) });

  /** Whether the document is JSON-like with nothing behind colons and commas. */
  get minified(): boolean {
    const { root } = this.document;
    const first = root.type === 'map' && root.flow ? root.entries[0] : undefined;
    return first?.value !== undefined && first.valueFrom === first.value.start;
  }

  /** Columns that a nested block is indented by. */
  get indentStep(): number {
    let step = 2;
    let most = 0;
    for (const [shift, count] of this.observed.steps) if (count > most) [step, most] = [shift, count];
    return step;
  }

  /** Whether block sequences start at the column of their key. */
  get flushSequences(): boolean {
    return this.observed.flush > this.observed.indented;
  }

  /** The quote that the document prefers. */
  get quote(): ScalarStyle {
    return this.observed.single > this.observed.double ? 'single' : 'double';
  }

  private get observed(): Habits {
    this.habits ??= observe(this.document.root, this);
    return this.habits;
  }
}

interface Habits {
  /** How often a nested map is indented by how much. */
  steps: Map<number, number>;
  flush: number;
  indented: number;
  single: number;
  double: number;
}

function observe(root: SyntaxNode, layout: Layout): Habits {
  const habits: Habits = { steps: new Map(), flush: 0, indented: 0, single: 0, double: 0 };
  const queue: SyntaxNode[] = [root];
  for (let node = queue.pop(); node; node = queue.pop()) {
    if (node.type === 'scalar') {
      if (node.style === 'single') habits.single++;
      if (node.style === 'double') habits.double++;
    } else if (node.type === 'sequence') {
      for (const item of node.items) if (item.value) queue.push(item.value);
    } else if (node.type === 'map') {
      for (const entry of node.entries) {
        const { value } = entry;
        if (!value) continue;
        queue.push(value);
        if (node.flow || value.type === 'scalar' || value.type === 'alias' || value.flow) continue;
        const child = value.type === 'map' ? value.entries[0] : value.items[0];
        const shift = layout.column(child?.start ?? value.start) - layout.column(entry.start);
        if (value.type === 'map') habits.steps.set(shift, (habits.steps.get(shift) ?? 0) + 1);
        else if (shift > 0) habits.indented++;
        else habits.flush++;
      }
    }
  }
  return habits;
}
