import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import test from 'ava';
import { ConfigurationError } from '../../src/workspace/configuration-error.js';
import { configurationJsonSchema, configurationSchema, type JsonSchema } from '../../src/workspace/configuration-schema.js';
import { findConfiguration, loadConfiguration, parseConfiguration } from '../../src/workspace/configuration.js';
import { git, temporaryTree } from './temporary-tree.js';

const complete = `
target:
  to: 1.20
  from: "v1.19"
  featureGates: { NetworkPolicyEndPort: true, AllAlpha: false }
  networkPlugin: Calico@3.20
  allowedUnsafeSysctls: ["net.core.*"]
  wave: before
accept: all
only: [pod-disruption-budget]
skip: [cron-job]
options:
  pod-disruption-budget: { emptySelector: marker, minRun: 3, x: true }
include: ["**/*.md"]
exclude: [vendor]
allowDirty: false
report:
  - { format: json, file: report.json }
  - format: sarif
ignore:
  - { id: cron-job, path: "legacy/**", kind: CronJob, name: a, namespace: b, reason: goes away }
overrides:
  - paths: ["clusters/prod/**"]
    target: { to: 1.10, networkPlugin: cilium }
    accept: [cron-job]
    ignore: [{ kind: Ingress, reason: by hand }]
`;

test('reads every key', async (t) => {
  t.deepEqual(await parseConfiguration(complete, 'x.yaml'), {
    target: {
      to: '1.20',
      from: '1.19',
      featureGates: { NetworkPolicyEndPort: true, AllAlpha: false },
      networkPlugin: { name: 'calico', version: '3.20' },
      allowedUnsafeSysctls: ['net.core.*'],
      wave: 'before',
    },
    accept: ['all'],
    only: ['pod-disruption-budget'],
    skip: ['cron-job'],
    options: { 'pod-disruption-budget': { emptySelector: 'marker', minRun: 3, x: true } },
    include: ['**/*.md'],
    exclude: ['vendor'],
    allowDirty: false,
    report: [{ format: 'json', file: 'report.json' }, { format: 'sarif' }],
    ignore: [{ id: 'cron-job', path: 'legacy/**', kind: 'CronJob', name: 'a', namespace: 'b', reason: 'goes away' }],
    overrides: [
      {
        paths: ['clusters/prod/**'],
        target: { to: '1.10', networkPlugin: { name: 'cilium' } },
        accept: ['cron-job'],
        ignore: [{ kind: 'Ingress', reason: 'by hand' }],
      },
    ],
  });
});

test('an empty file configures nothing', async (t) => {
  for (const text of ['', '# nothing yet\n', '---\n', '{}']) t.deepEqual(await parseConfiguration(text, 'x.yaml'), {});
});

async function problemsOf(text: string): Promise<string[]> {
  const error = await parseConfiguration(text, 'x.yaml').then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof ConfigurationError ? error.message.split('\n') : [String(error)];
}

const wrong: Record<string, string[]> = {
  'targett: {}\n': ['x.yaml:1:1: unknown key "targett"; did you mean "target"?'],
  'accept: []\ntarget:\n  To: 1.21\n': ['x.yaml:3:3: unknown key "To" in target; did you mean "to"?'],
  'dirtyAllowed: true': [
    'x.yaml:1:1: unknown key "dirtyAllowed"; the known keys are target, accept, only, skip, options, ignore, embedded, helm, include, exclude, allowDirty, report, apis, transforms, overrides',
  ],
  'overrides:\n  - path: [a]\n    skip: []\n': [
    'x.yaml:2:5: overrides[0] has no "paths"; write paths and the settings for them',
    'x.yaml:2:5: unknown key "path" in overrides[0]; did you mean "paths"?',
  ],
  'target:\n  to: "1"\n': ['x.yaml:2:3: target.to is "1"; write a Kubernetes minor version such as "1.21"'],
  'target: { to: 2, from: latest }': [
    'x.yaml:1:11: target.to is "2"; write a Kubernetes minor version such as "1.21"',
    'x.yaml:1:18: target.from is "latest"; write a Kubernetes minor version such as "1.21"',
  ],
  'target:\n  to: true\n': ['x.yaml:2:3: target.to is true; write a Kubernetes minor version such as "1.21"'],
  'target:\n': ['x.yaml:1:1: target is empty; write settings such as "to:" below it'],
  'target: {wave: later}': ['x.yaml:1:10: target.wave is "later"; write one of before, after, either'],
  'target: {networkPlugin: calico@new}': ['x.yaml:1:10: target.networkPlugin is "calico@new"; write a name, or a name and a version such as calico@3.20'],
  'target: {featureGates: {A: yes}}': ['x.yaml:1:25: target.featureGates.A is "yes"; write true or false'],
  'helm: true': ['x.yaml:1:1: helm is true; write settings such as "bumpVersion: true" below it'],
  'helm: {compat: yes, bumpversion: true}': [
    'x.yaml:1:8: helm.compat is "yes"; write true or false',
    'x.yaml:1:21: unknown key "bumpversion" in helm; did you mean "bumpVersion"?',
  ],
  'accept: everything': ['x.yaml:1:1: accept is "everything"; write "all" or a list of transform ids'],
  'accept: [1]': ['x.yaml:1:1: accept is a list; write "all" or a list of transform ids'],
  'skip:\n  - a\n  - 7\n': ['x.yaml:3:5: skip[1] is 7; write the id of a transform'],
  'include: "*.md"': ['x.yaml:1:1: include is "*.md"; write a list of globs such as ["charts/**"]'],
  'exclude: ["  "]': ['x.yaml:1:11: exclude[0] is "  "; write a glob such as "charts/**"'],
  'options: { a: { b: [] } }': ['x.yaml:1:17: options.a.b is an empty list; write a text, a number, true or false'],
  'ignore:\n  - id: a\n': ['x.yaml:2:5: ignore[0] has no "reason"; write a reason and at least one of id, path, kind, name, namespace'],
  'ignore:\n  - reason: because\n': ['x.yaml:2:5: ignore[0] has only "reason"; write a reason and at least one of id, path, kind, name, namespace'],
  'ignore:\n  - id: a\n    reason: " "\n': ['x.yaml:3:5: ignore[0].reason is " "; say why the findings are silenced'],
  'ignore: [{}]': ['x.yaml:1:10: ignore[0] has no "reason"; write a reason and at least one of id, path, kind, name, namespace'],
  'report: [{file: x}]': ['x.yaml:1:10: report[0] has no "format"; write a format and a file'],
  '- target\n': ['x.yaml:1:1: the configuration is a list; write settings such as "target:", each on a line of its own'],
  'just text': ['x.yaml:1:1: the configuration is "just text"; write settings such as "target:", each on a line of its own'],
  'skip: []\nskip: []\n': ['x.yaml:2:1: Map keys must be unique'],
  'a/b: 1\nc~d: 1\n__proto__: 1\n': [
    'x.yaml:1:1: unknown key "a/b"; the known keys are target, accept, only, skip, options, ignore, embedded, helm, include, exclude, allowDirty, report, apis, transforms, overrides',
    'x.yaml:2:1: unknown key "c~d"; the known keys are target, accept, only, skip, options, ignore, embedded, helm, include, exclude, allowDirty, report, apis, transforms, overrides',
    'x.yaml:3:1: unknown key "__proto__"; the known keys are target, accept, only, skip, options, ignore, embedded, helm, include, exclude, allowDirty, report, apis, transforms, overrides',
  ],
  'options: { "a/b": { "c~d": [1] } }': ['x.yaml:1:21: options["a/b"]["c~d"] is a list; write a text, a number, true or false'],
};

for (const [text, problems] of Object.entries(wrong)) {
  test(`says what is wrong with ${JSON.stringify(text)}`, async (t) => {
    t.deepEqual(await problemsOf(text), problems);
  });
}

test('tells every problem, in the order of the text', async (t) => {
  const problems = await problemsOf('skip: no\ntarget:\n  wave: x\n  too: 1.21\nonly: [1]\n');
  t.deepEqual(problems.map((problem) => problem.slice(0, 10)), ['x.yaml:1:1', 'x.yaml:3:3', 'x.yaml:4:3', 'x.yaml:5:8']);
});

test('a version keeps its trailing zero in overrides and through aliases', async (t) => {
  const text = 'target: &old { to: 1.20 }\noverrides:\n  - paths: [a]\n    target: *old\n';
  const { target, overrides } = await parseConfiguration(text, 'x.yaml');
  t.is(target?.to, '1.20');
  t.is(overrides?.[0]?.target?.to, '1.20');
});

test('loads a file', async (t) => {
  const root = temporaryTree(t, { '.k8s-upgrade.yaml': '\uFEFFtarget:\r\n  to: 1.22\r\n' });
  const file = join(root, '.k8s-upgrade.yaml');
  t.deepEqual(await loadConfiguration(file), { file, directory: root, configuration: { target: { to: '1.22' } } });
});

test('a file that cannot be read as text is a known error', async (t) => {
  const root = temporaryTree(t);
  writeFileSync(join(root, 'latin.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xe9]));
  await t.throwsAsync(loadConfiguration(join(root, 'missing.yaml')), { name: 'ConfigurationError', message: /missing\.yaml:1:1: .*not there/ });
  await t.throwsAsync(loadConfiguration(root), { name: 'ConfigurationError', message: /is a directory/ });
  const error = await t.throwsAsync(loadConfiguration(join(root, 'latin.yaml')), { instanceOf: ConfigurationError, message: /UTF-8/ });
  t.regex(error?.hint ?? '', /--config/);
});

test('finds the nearest file upwards, not beyond the work tree', (t) => {
  const root = temporaryTree(t, {
    '.k8s-upgrade.yaml': '',
    'a/b/c.yaml': '',
    'a/.k8s-upgrade.yaml': '',
    'repository/x/y.yaml': '',
  });
  git(join(root, 'repository'), 'init', '--quiet');
  t.is(findConfiguration(join(root, 'a/b')), join(root, 'a/.k8s-upgrade.yaml'));
  t.is(findConfiguration(join(root, 'a/b/c.yaml')), join(root, 'a/.k8s-upgrade.yaml'));
  t.is(findConfiguration(root), join(root, '.k8s-upgrade.yaml'));
  t.is(findConfiguration(join(root, 'repository/x')), undefined);
  writeFileSync(join(root, 'repository/.k8s-upgrade.yaml'), '');
  t.is(findConfiguration(join(root, 'repository/x/y.yaml')), join(root, 'repository/.k8s-upgrade.yaml'));
});

test('a directory of that name is no configuration, and .yml is told about', (t) => {
  const root = temporaryTree(t, { 'a/x': '', '.k8s-upgrade.yaml': '' });
  mkdirSync(join(root, 'a/.k8s-upgrade.yaml'));
  t.is(findConfiguration(join(root, 'a')), join(root, '.k8s-upgrade.yaml'));
  writeFileSync(join(root, 'a/.k8s-upgrade.yml'), '');
  t.throws(() => findConfiguration(join(root, 'a')), { name: 'ConfigurationError', message: /rename the file to \.k8s-upgrade\.yaml/ });
});

test('the schema is valid, plain JSON, and says of everything what to write', (t) => {
  const schema = configurationJsonSchema();
  t.deepEqual(schema, JSON.parse(JSON.stringify(schema)));
  t.not(configurationJsonSchema(), schema);
  t.true(new Ajv({ strict: false }).validateSchema(schema));
  t.is(schema['$schema'], 'http://json-schema.org/draft-07/schema#');
  const visit = (part: JsonSchema, path: string): void => {
    t.truthy(part.errorMessage, path);
    for (const [name, property] of Object.entries(part.properties ?? {})) {
      t.truthy(property.description, `${path}.${name}`);
      visit(property, `${path}.${name}`);
    }
    if (part.items !== undefined) visit(part.items, `${path}[]`);
    if (typeof part.additionalProperties === 'object') visit(part.additionalProperties, `${path}.*`);
  };
  visit(configurationSchema, '');
});

test('the schema library is loaded only for a configuration', (t) => {
  const module = new URL('../../src/workspace/configuration.js', import.meta.url).href;
  const program = `
    import { createRequire } from 'node:module';
    const { parseConfiguration } = await import(${JSON.stringify(module)});
    const loaded = () => Object.keys(createRequire(${JSON.stringify(module)}).cache).some((file) => file.includes('/ajv/'));
    const before = loaded();
    await parseConfiguration('skip: []', 'x.yaml');
    console.log(JSON.stringify([before, loaded()]));`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
  t.deepEqual(JSON.parse(printed), [false, true]);
});
