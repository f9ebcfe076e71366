import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Ajv, AnySchema } from 'ajv';
import draft04 from 'ajv-draft-04';
import formats from 'ajv-formats';
import test from 'ava';
import fc from 'fast-check';
import type { Log, Result, Run } from 'sarif';
import type { Report } from '../../src/model/report.js';
import { mostResults, sarif } from '../../src/reporters/sarif.js';
import { hostileReport } from './hostile-report.js';
import { empty, file, finding, large, reportOfFiles, sample } from './sample-report.js';
import { matchesGolden } from '../golden.js';

// The package holds the schema and asks for no other part of itself.
const schema = createRequire(import.meta.url)('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as AnySchema;
const ajv = new draft04.default({ strict: false, allErrors: true, unicodeRegExp: false }) as Ajv;
formats.default(ajv);
const validate = ajv.compile(schema);

function problemsOf(text: string): unknown {
  return validate(JSON.parse(text)) ? [] : validate.errors;
}

function runOf(text: string): Run {
  const { runs } = JSON.parse(text) as Log;
  if (runs[0] === undefined) throw new Error('no run');
  return runs[0];
}

function resultsOf(report: Report): readonly Result[] {
  return runOf(sarif(report)).results ?? [];
}

const inFile = (...findings: readonly Parameters<typeof finding>[0][]) => file('a.yaml', 'unchanged', { findings: findings.map(finding) });

test('a report', (t) => {
  matchesGolden(t, 'reports/sample.sarif', sarif(sample));
});

for (const [name, report] of Object.entries({ sample, empty, large })) {
  test(`a report fits the schema of SARIF 2.1.0: ${name}`, (t) => {
    t.deepEqual(problemsOf(sarif(report)), []);
  });
}

test('the schema is one that finds mistakes', (t) => {
  t.notDeepEqual(problemsOf(sarif(sample).replace('"kind": "inSource"', '"kind": "inComment"')), []);
  t.notDeepEqual(problemsOf(sarif(sample).replace('"startLine": 1,', '"startLine": 0,')), []);
});

test('whatever stands in a report, what comes out fits the schema and what code-scanning services ask for', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(hostileReport, (report) => {
        const text = sarif(report);
        if (!validate(JSON.parse(text))) throw new Error(JSON.stringify(validate.errors));
        const { tool, results = [] } = runOf(text);
        for (const rule of tool.driver.rules ?? []) {
          for (const needed of [rule.id, rule.shortDescription?.text, rule.fullDescription?.text, rule.help?.text]) if (!needed) throw new Error(`empty: ${JSON.stringify(rule)}`);
          if ((rule.fullDescription?.text.length ?? 0) > 1024) throw new Error('long');
        }
        for (const { ruleId, ruleIndex, message, locations } of results) {
          if (tool.driver.rules?.[ruleIndex ?? -1]?.id !== ruleId) throw new Error(`${ruleIndex} is not ${ruleId}`);
          if (!message.text || /\]\(/.test(message.text) || /[\u0000-\u0009\u000b-\u001f]/.test(message.text)) throw new Error(message.text);
          const uri = locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? '';
          if (!/^[\w.~%/:-]+$/.test(uri) || /^[^/]*:/.test(uri) !== uri.startsWith('file:///')) throw new Error(uri);
          new URL(uri, 'file:///repository/');
        }
        const fingerprints = results.map(({ partialFingerprints }) => partialFingerprints?.['k8sUpgradeFinding/v1']);
        if (new Set(fingerprints).size !== fingerprints.length) throw new Error('a fingerprint twice');
      }),
      { numRuns: 300 },
    ),
  );
});

test('the worst comes first, and what is suppressed last', (t) => {
  const results = resultsOf(
    reportOfFiles([
      inFile({ name: 'later' }, { name: 'broken', impact: 'breaks', status: 'manual' }, { name: 'held', status: 'held' }),
      file('b.yaml', 'unchanged', { suppressed: [{ finding: finding({ name: 'known', impact: 'breaks' }), reason: 'r', by: 'configuration' }] }),
    ]),
  );
  t.deepEqual(results.map(({ level, locations }) => [level, locations?.[0]?.logicalLocations?.[0]?.name]), [
    ['error', 'broken'],
    ['warning', 'held'],
    ['note', 'later'],
    ['error', 'known'],
  ]);
  t.deepEqual(results.at(-1)?.suppressions, [{ kind: 'external', status: 'accepted', justification: 'r' }]);
});

test('a change that was written leaves no result, one that was not stays', (t) => {
  const files = [file('a.yaml', 'changed', { findings: [finding(), finding({ status: 'info', message: 'Known.' })] })];
  t.is(resultsOf(reportOfFiles(files)).length, 2);
  const written = resultsOf(reportOfFiles(files, new Map([['a.yaml', { outcome: 'written' }]])));
  t.deepEqual(written.map(({ message }) => message.text), ['Known.']);
  const left = resultsOf(reportOfFiles(files, new Map([['a.yaml', { outcome: 'not-written', reason: 'it is read-only' }]])));
  t.is(left[0]?.message.text, `${finding().message}\nNot written: it is read-only.`);
});

test('fingerprints stay where lines move, and tell apart what is the same', (t) => {
  const fingerprints = (report: Report) => resultsOf(report).map(({ partialFingerprints }) => partialFingerprints?.['k8sUpgradeFinding/v1']);
  const before = fingerprints(reportOfFiles([inFile({ line: 1 }, { line: 9 }, { line: 20, name: 'other' })]));
  t.is(new Set(before).size, 3);
  t.true(before.every((fingerprint) => /^[0-9a-f]{32}:[12]$/.test(fingerprint ?? '')));
  t.deepEqual(fingerprints(reportOfFiles([inFile({ line: 4, column: 3, message: 'Said otherwise.' }, { line: 12 }, { line: 30, name: 'other' })])), before);
  for (const changed of [{ name: 'else' }, { namespace: 'else' }, { kind: 'Else' }, { path: 'else' }, { messageId: 'else' }, { transform: 'else' }]) {
    t.notDeepEqual(fingerprints(reportOfFiles([inFile(changed)])), [before[0]]);
  }
  // The first of two that are the same is suppressed: the second keeps its own.
  const suppressed = file('a.yaml', 'unchanged', { findings: [finding({ line: 9 })], suppressed: [{ finding: finding({ line: 1 }), reason: 'r', by: 'comment' }] });
  t.deepEqual(fingerprints(reportOfFiles([suppressed])), [before[1], before[0]]);
});

test('fingerprints are those of the repository, wherever the run was', (t) => {
  const workTree = { root: '/repository', directory: '/repository/deploy' };
  const here = runOf(sarif(reportOfFiles([file('a.yaml', 'unchanged', { findings: [finding()] })]), { workTree }));
  const above = runOf(sarif(reportOfFiles([file('deploy/a.yaml', 'unchanged', { findings: [finding()] })]), { workTree: { ...workTree, directory: '/repository' } }));
  t.deepEqual(here.results, above.results);
});

test('the place is a character, and its context the line as far as it is known', (t) => {
  const [known, unknown] = resultsOf(reportOfFiles([inFile({ line: 3, column: 5, excerpt: 'name: web\t# [a](b)' }, { line: 4 })]));
  t.like(known?.locations?.[0]?.physicalLocation, {
    region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 6 },
    contextRegion: { startLine: 3, endLine: 3, snippet: { text: 'name: web\\t# [a](b)' } },
  });
  t.false('contextRegion' in (unknown?.locations?.[0]?.physicalLocation ?? {}));
});

test('a rule is as severe as the worst of its results', (t) => {
  const { tool } = runOf(sarif(reportOfFiles([inFile({}, { impact: 'breaks', status: 'manual' }, { transform: 'team-label', status: 'info' })])));
  t.deepEqual(tool.driver.rules?.map(({ id, defaultConfiguration, properties, shortDescription }) => [id, defaultConfiguration?.level, properties?.['problem.severity'], shortDescription?.text]), [
    ['pod-disruption-budget-v1', 'error', 'error', 'PodDisruptionBudget policy/v1beta1 to policy/v1'],
    ['team-label', 'note', 'recommendation', 'team-label'],
  ]);
});

test('paths are relative to the root of the repository, wherever the run was', (t) => {
  const report = reportOfFiles(['a b#1.yaml', '/repository/up/c.yaml', '/repository-2/d.yaml', 'C:/e.yaml', '<stdin>'].map((path) => file(path, 'unchanged', { findings: [finding()] })));
  const addresses = (text: string) => runOf(text).results?.map(({ locations }) => [locations?.[0]?.physicalLocation?.artifactLocation?.uri, locations?.[0]?.physicalLocation?.artifactLocation?.uriBaseId]);
  t.deepEqual(addresses(sarif(report, { workTree: { root: '/repository', directory: '/repository/deploy' } })), [
    ['deploy/a%20b%231.yaml', '%SRCROOT%'],
    ['up/c.yaml', '%SRCROOT%'],
    ['file:///repository-2/d.yaml', undefined],
    ['file:///C:/e.yaml', undefined],
    ['stdin', undefined],
  ]);
  t.deepEqual(addresses(sarif(report))?.slice(0, 2), [
    ['a%20b%231.yaml', '%SRCROOT%'],
    ['file:///repository/up/c.yaml', undefined],
  ]);
});

test('what could not be looked at is told', (t) => {
  const { invocations } = runOf(sarif(sample));
  t.deepEqual(invocations?.[0]?.toolExecutionNotifications?.map(({ descriptor, level, message }) => [descriptor?.id, level, message.text]), [
    ['not-read', 'error', 'private: not permitted'],
    ['not-read', 'error', 'charts/broken.yaml: Flow sequence must end with a ] (line 4, column 1)'],
    ['not-read', 'error', 'apps/addons.yaml:30:13 (ConfigMap shop/addons, data["<broken>.yaml"]): Flow sequence must end with a ]'],
    ['not-written', 'warning', 'apps/dirty.yaml: it has uncommitted changes; commit them or use --allow-dirty'],
    ['left-alone', 'note', '2 files left alone: templates.'],
    ['left-alone', 'note', '1 file left alone: Kustomize patch.'],
    ['left-alone', 'note', '1 file left alone: encrypted.'],
  ]);
  t.is(invocations?.[0]?.toolConfigurationNotifications?.length, 2);
});

test('the category of an upload is left to who uploads', (t) => {
  t.false('automationDetails' in runOf(sarif(sample)));
});

test('as many results as GitHub takes, the most severe of them, in a file that it takes', (t) => {
  const findings = Array.from({ length: mostResults + 10 }, (_, index) => finding({ name: `web-${index}`, line: 1 + index, impact: index > mostResults ? 'breaks' : 'later' }));
  const report = reportOfFiles([file('a.yaml', 'changed', { findings })]);
  const text = sarif(report);
  const { results = [], invocations } = runOf(text);
  t.is(results.length, 25_000);
  t.is(results.filter(({ level }) => level === 'error').length, 9);
  t.is(results[0]?.level, 'error');
  t.regex(invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text ?? '', /^The 10 least severe of 25010 results are left out/);
  const packed = gzipSync(text).length;
  t.log(`${(text.length / 1e6).toFixed(1)} MB, ${(packed / 1e6).toFixed(1)} MB packed`);
  t.true(packed < 10_000_000);
});
