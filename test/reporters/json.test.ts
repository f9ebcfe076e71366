import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import test from 'ava';
import { planFile } from '../../src/engine/plan-file.js';
import { reportOf, type Report } from '../../src/model/report.js';
import { json } from '../../src/reporters/json.js';
import { reportJsonSchema } from '../../src/reporters/report-schema.js';
import { readFixtures } from '../../src/testing.js';
import { transforms } from '../../transforms/index.js';
import { matchesGolden } from '../golden.js';
import { root } from '../root.js';
import { empty, finding, large, sample, tool } from './sample-report.js';

const validate = new Ajv({ strict: true, allErrors: true }).compile(reportJsonSchema());

function problemsOf(report: unknown): unknown {
  return validate(report) ? [] : validate.errors;
}

test('a report', (t) => {
  matchesGolden(t, 'reports/sample.json', json(sample));
  t.deepEqual(JSON.parse(json(sample)), JSON.parse(JSON.stringify(sample)));
});

for (const [name, report] of Object.entries({ sample, empty, large })) {
  test(`the report fits its schema: ${name}`, (t) => {
    t.deepEqual(problemsOf(JSON.parse(json(report))), []);
  });
}

for (const transform of transforms.filter(({ meta }) => !meta.accompanies)) {
  test(`the reports of its fixtures fit the schema: ${transform.meta.id}`, (t) => {
    for (const fixture of readFixtures(transform, join(root, 'transforms', transform.meta.id))) {
      const { file } = planFile({ path: fixture.file, bytes: fixture.before, role: fixture.template ? 'helm-template' : 'manifest' }, fixture.settings);
      const report = reportOf({ target: fixture.settings.target, files: [file], staleSuppressions: [] }, tool);
      t.deepEqual(problemsOf(JSON.parse(json(report))), [], fixture.name);
    }
  });
}

test('the schema takes nothing else', (t) => {
  const [first] = sample.files;
  t.not(first, undefined);
  const others: readonly unknown[] = [
    { ...sample, version: 2 },
    { ...sample, more: true },
    { ...sample, files: [{ ...first, bucket: 'lost' }] },
    { ...sample, files: [{ ...first, findings: [{ ...finding(), status: 'done' }] }] },
    { ...sample, files: [{ ...first, findings: [{ ...finding(), data: { password: 'x' } }] }] },
    { ...sample, files: [{ ...first, findings: [{ ...finding(), message: undefined }] }] },
    { ...sample, totals: { ...sample.totals, files: -1 } },
  ];
  for (const other of others) t.notDeepEqual(problemsOf(JSON.parse(JSON.stringify(other))), []);
});

test('keys stand in one order, however the report was made', (t) => {
  const backwards = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(backwards);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).reverse().map(([key, member]) => [key, backwards(member)]));
  };
  t.is(json(backwards(sample) as Report), json(sample));
});

test('the published schema is the one that reports are checked against', (t) => {
  const published = readFileSync(join(root, 'src', 'schemas', 'report-v1.schema.json'), 'utf8');
  t.deepEqual(JSON.parse(published), reportJsonSchema());
});
