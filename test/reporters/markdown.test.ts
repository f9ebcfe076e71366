import test from 'ava';
import { codeSpan, escapeMarkdown, relativeLink } from '../../src/reporters/markdown-syntax.js';
import { markdown } from '../../src/reporters/markdown.js';
import { matchesGolden } from '../golden.js';
import { empty, large, sample } from './sample-report.js';

test('a report', (t) => {
  matchesGolden(t, 'reports/sample.md', markdown(sample));
});

test('no files', (t) => {
  matchesGolden(t, 'reports/empty.md', markdown(empty));
});

test('a thousand findings fit into a comment on GitHub', (t) => {
  t.true(markdown(large).length < 65_536);
});

test('sections open and close', (t) => {
  const lines = markdown(sample).split('\n');
  const opened = lines.filter((line) => /^<details/.test(line)).length;
  t.true(opened > 5);
  t.is(lines.filter((line) => line === '</details>').length, opened);
  // Markdown inside of HTML needs a blank line before it.
  lines.forEach((line, index) => {
    if (line.startsWith('<summary>')) t.is(lines[index + 1], '');
  });
});

test('a report that is too long is cut at whole entries, and says so', (t) => {
  for (let limit = 400; limit < 12_000; limit += 137) {
    const cut = markdown(sample, { limit });
    t.true(cut.length <= limit, `${cut.length} > ${limit}`);
    t.is(cut.split('\n').filter((line) => /^<details/.test(line)).length, cut.split('\n').filter((line) => line === '</details>').length);
    t.is(/Cut here/.test(cut), cut !== markdown(sample));
  }
});

const texts: readonly (readonly [text: string, markdown: string])[] = [
  ['a_b*c', 'a\\_b\\*c'],
  ['`a` | b', '\\`a\\` \\| b'],
  ['<script>&amp;', '&lt;script&gt;&amp;amp;'],
  ['[a](b) ![c](d)', '\\[a\\](b) !\\[c\\](d)'],
  ['@octocat and a@b.c', '@&#8203;octocat and a@&#8203;b.c'],
  ['#1, org/repo#2, GH-3, # not', '#&#8203;1, org/repo#&#8203;2, GH-&#8203;3, # not'],
  ['~~a~~ $b$', '\\~\\~a\\~\\~ \\$b\\$'],
  ['- a', '\\- a'],
  ['## a', '\\## a'],
  ['12. a', '12\\. a'],
  ['1) a', '1\\) a'],
  ['1.21 is a version', '1.21 is a version'],
  ['-1 is a number', '-1 is a number'],
  ['a\nb\u001b', 'a\\\\nb\\\\u{1b}'],
];

for (const [text, expected] of texts) {
  test(`escapes ${JSON.stringify(text)}`, (t) => {
    t.is(escapeMarkdown(text), expected);
  });
}

test('code has as many backticks around it as it takes', (t) => {
  t.is(codeSpan('a'), '`a`');
  t.is(codeSpan('a`b'), '``a`b``');
  t.is(codeSpan('`'), '`` ` ``');
  t.is(codeSpan('``a'), '``` ``a ```');
  t.is(codeSpan(' a '), '`  a  `');
  t.is(codeSpan(''), '""');
  t.is(codeSpan('a\nb'), '`a\\nb`');
});

test('links are relative, and only to what lies in the working directory', (t) => {
  t.is(relativeLink('a', 'x/a b(1).yaml', 3), '[a](x/a%20b%281%29.yaml#L3)');
  t.is(relativeLink('a', 'ä?#.yaml'), '[a](%C3%A4%3F%23.yaml)');
  t.is(relativeLink('a', 'javascript:alert(1)'), '[a](javascript%3Aalert%281%29)');
  t.is(relativeLink('a', '/etc/a.yaml'), 'a');
  t.is(relativeLink('a', 'C:/a.yaml'), 'a');
  t.is(relativeLink('a', '<stdin>'), 'a');
});
