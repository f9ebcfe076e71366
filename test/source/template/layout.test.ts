import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { root } from '../../root.js';
import { maskWith } from './printed.js';

/** Random templates with what Go's text/template (1.26) prints of them; `{{ $.x }}` prints X. */
const cases = JSON.parse(readFileSync(join(root, 'test/source/template/printed-by-go.json'), 'utf8')) as {
  source: string;
  data: Record<string, boolean>;
  printed: string;
}[];

/** What YAML reads: lines with their indentation, without empty ones; inner white space counts as one space. */
function linesOf(text: string): string[] {
  return text
    .replaceAll(/(?<=^|\n)---[ \t]*(?=[^\s-])/g, '---\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .map((line) => line.replace(/(?<=\S)[ \t]+/g, ' '));
}

/** `- a` and `-` with `a` on a line of its own, at the same column, are the same to YAML. */
function joinDashes(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    const indentation = line.length - line.trimStart().length;
    if (last !== undefined && /^ *-(?: -)*$/.test(last) && indentation === last.length + 1) joined[joined.length - 1] = `${last} ${line.trim()}`;
    else joined.push(line);
  }
  return joined;
}

test('a world has the lines that Go prints, at the same columns', (t) => {
  let compared = 0;
  for (const { source, data, printed } of cases) {
    const masked = maskWith(source, data);
    if (!masked) continue;
    compared++;
    t.is(masked.text.length, source.length);
    let text = masked.text;
    for (const { start, end, pipeline } of masked.holes.toReversed()) text = text.slice(0, start) + (pipeline === undefined ? '' : 'X') + text.slice(end);
    t.deepEqual(joinDashes(linesOf(text)), joinDashes(linesOf(printed)), JSON.stringify({ source, data, printed, text: masked.text }));
  }
  t.true(compared > cases.length / 3, `${compared} of ${cases.length} were compared`);
});
