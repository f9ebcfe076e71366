import type { Paint } from '../../reporters/paint.js';
import { wrap, wrapIndented } from '../../reporters/wrap.js';

/** How a page is laid out: with or without colours, wrapped at a width or not. */
export interface Layout {
  readonly paint: Paint;
  readonly colour: boolean;
  /** In columns; undefined where the output is no terminal. */
  readonly width: number | undefined;
}

/** What is known about one thing, as lines for a terminal. */
export type Page = (layout: Layout) => readonly string[];

/** A name and what it stands for; left out where there is nothing to say. */
export type Fact = readonly [name: string, fact: string | undefined];

/** Names of facts are padded to the longest of them all, so that pages look alike. */
const factWidth = 'Stage in 1.21'.length;

/** `ID: title`, the id in bold. */
export function heading(name: string, title: string, { paint }: Layout): string {
  return `${paint('bold', name)}: ${title}`;
}

/** A blank line, a title in bold, and the lines; nothing where there are none. */
export function section(title: string, lines: readonly string[], { paint }: Layout): string[] {
  return lines.length === 0 ? [] : ['', paint('bold', title), ...lines];
}

/** A line for each fact, and more where one is wrapped. */
export function factLines(facts: readonly Fact[], { paint, width }: Layout): string[] {
  const indent = ' '.repeat(factWidth + 4);
  return facts.flatMap(([name, fact]) => {
    if (fact === undefined || fact === '') return [];
    const [first = '', ...more] = wrap(fact, width === undefined ? undefined : width - indent.length);
    return [`  ${paint('dim', name.padEnd(factWidth))}  ${first}`, ...more.map((line) => indent + line)];
  });
}

/** Paragraphs, which blank lines divide, each wrapped. */
export function paragraphs(text: string, { width }: Layout): string[] {
  return text.split(/\n{2,}/).flatMap((paragraph) => wrapIndented(paragraph.replaceAll('\n', ' '), '', width));
}

/** An item of a list. */
export function bullet(text: string, { width }: Layout): string[] {
  return wrapIndented(text, '    ', width).map((line, index) => (index === 0 ? `  - ${line.trimStart()}` : line));
}
