import test from 'ava';
import fc from 'fast-check';
import type { Report } from '../../src/model/report.js';
import { github, shownPerCommand } from '../../src/reporters/github.js';
import type { ReporterOptions } from '../../src/reporters/reporter.js';
import { matchesGolden } from '../golden.js';
import { hostileReport } from './hostile-report.js';
import { empty, file, finding, large, reportOfFiles, sample } from './sample-report.js';

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** Reads a line as the runner of GitHub Actions does (ActionCommand.cs, TryParseV2). */
function parse(line: string): Command {
  const end = line.indexOf('::', 2);
  if (!line.startsWith('::') || end < 0) throw new Error(`no command: ${line}`);
  const [, name = '', stated = ''] = /^(\w+)(?: (.*))?$/su.exec(line.slice(2, end)) ?? [];
  if (!['error', 'warning', 'notice'].includes(name)) throw new Error(`unknown command: ${line}`);
  const data = (text: string): string => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const property = (text: string): string => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
  const properties = stated.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')), property(pair.slice(pair.indexOf('=') + 1))]);
  return { name, properties: Object.fromEntries(properties), data: data(line.slice(end + 2)) };
}

function commandsOf(report: Report, options?: ReporterOptions): Command[] {
  const text = github(report, options);
  if (text === '') return [];
  if (!text.endsWith('\n')) throw new Error('no line break at the end');
  // The runner reads lines as .NET does.
  return text.slice(0, -1).split(/\r\n|\r|\n/).map(parse);
}

test('a report', (t) => {
  matchesGolden(t, 'reports/sample.github.txt', github(sample));
});

test('nothing to say', (t) => {
  t.is(github(empty), '');
});

test('texts come through as they were, on one line each', (t) => {
  const path = 'a,b:c%3A=d.yaml';
  const [command] = commandsOf(reportOfFiles([file(path, 'unchanged', { findings: [finding({ message: '100 %0A: a::b, c', notes: ['Note\nwell.'], name: 'x,title=y::z' })] })]));
  t.deepEqual(command, {
    name: 'notice',
    properties: { file: path, line: '1', col: '1', title: 'PodDisruptionBudget shop/x,title=y::z (pod-disruption-budget-v1)' },
    data: '100 %0A: a::b, c\nNote\\nwell.',
  });
});

test('whatever stands in a report, every line is a command of three kinds, and none is too many', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(hostileReport, (report) => {
        const commands = commandsOf(report);
        for (const name of ['error', 'warning', 'notice']) if (commands.filter((command) => command.name === name).length > shownPerCommand) throw new Error(`too many: ${name}`);
        for (const { properties, data } of commands) {
          const others = Object.keys(properties).filter((key) => !['file', 'line', 'col', 'title'].includes(key));
          if (others.length > 0 || properties['title'] === '' || /[\u0000-\u0009\u000b-\u001f]/.test(data)) throw new Error(JSON.stringify([properties, data]));
        }
      }),
      { numRuns: 500 },
    ),
  );
});

test('the worst is shown, and the rest is counted in a last notice', (t) => {
  const findings = Array.from({ length: 15 }, (_, index) => [
    finding({ name: `later-${index}`, message: `Later ${index}.` }),
    finding({ name: `broken-${index}`, message: `Broken ${index}.`, impact: 'breaks' }),
  ]).flat();
  const commands = commandsOf(reportOfFiles([file('a.yaml', 'changed', { findings })]));
  t.deepEqual(commands.map(({ name }) => name), [...Array<string>(10).fill('error'), ...Array<string>(10).fill('notice')]);
  t.is(commands.at(0)?.data, 'Broken 0.');
  t.is(commands.at(-1)?.data, 'Not shown here: 5 errors, 6 notices. GitHub shows 10 annotations of a kind; --report markdown=FILE has all of them.');
});

test('exactly as many as are shown need no last notice', (t) => {
  const findings = Array.from({ length: 10 }, (_, index) => finding({ message: `Later ${index}.` }));
  const commands = commandsOf(reportOfFiles([file('a.yaml', 'changed', { findings })]));
  t.is(commands.length, 10);
  t.is(commands.at(-1)?.data, 'Later 9.');
});

test('a hundred objects of a file that have the same are one annotation', (t) => {
  const commands = commandsOf(large);
  t.is(commands.length, 10);
  t.regex(commands[0]?.data ?? '', /\nThe same holds for PodDisruptionBudget shop\/web-1 \(11:1\), .* and 94 more\.$/);
});

test('files are named relative to the root of the repository; others are named in the text', (t) => {
  const report = reportOfFiles(['a.yaml', '/elsewhere/b.yaml', '<stdin>'].map((path) => file(path, 'unchanged', { findings: [finding()] })));
  const commands = commandsOf(report, { workTree: { root: '/repository', directory: '/repository/deploy' } });
  t.deepEqual(commands.map(({ properties, data }) => [properties['file'], properties['line'], data.split('\n')[0]]), [
    ['deploy/a.yaml', '1', finding().message],
    [undefined, undefined, '/elsewhere/b.yaml:1:1'],
    [undefined, undefined, '<stdin>:1:1'],
  ]);
});

test('a change that was written is no annotation', (t) => {
  const files = [file('a.yaml', 'changed', { findings: [finding()] })];
  t.is(commandsOf(reportOfFiles(files)).length, 1);
  t.is(github(reportOfFiles(files, new Map([['a.yaml', { outcome: 'written' }]]))), '');
});
