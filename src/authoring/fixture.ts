import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiLifecycle } from '../model/api.js';
import type { FindingStatus, Impact } from '../model/finding.js';
import { isList, isObject, type JsonObject, type JsonValue } from '../model/json.js';
import type { FileSettings } from '../model/settings.js';
import type { Target } from '../model/target.js';
import type { OptionValue, Transform } from '../model/transform.js';
import { parsePlainYaml } from '../source/plain-yaml.js';

/** A finding as `findings.yaml` writes it. */
export interface ExpectedFinding {
  readonly transform: string;
  readonly status: FindingStatus;
  /** The id of the message. */
  readonly message: string;
  /** Ids of messages, or whole sentences where the engine speaks. */
  readonly notes: readonly string[];
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly release?: string;
  readonly gate?: string;
  /** Checked where it is stated: for a finding whose impact the transform gives. */
  readonly impact?: Impact;
}

/**
 * One case of a transform: `before.yaml` (or `.json`), `after.yaml` unless it must not change, and
 * `findings.yaml` with the expected findings and, where they are not the defaults, the settings. With
 * `template: true` the file is the only template of a Helm chart, whose values are `chartValues`; with `values: true`
 * it is the values of one.
 */
export interface Fixture {
  readonly name: string;
  readonly directory: string;
  /** The file's name: `before.yaml`. */
  readonly file: string;
  readonly before: Uint8Array;
  /** Equal to `before` where nothing must change. */
  readonly after: Uint8Array;
  readonly changes: boolean;
  /** It is the template of a Helm chart. */
  readonly template: boolean;
  /** What the chart of a template has in its `values.yaml`. */
  readonly chartValues?: JsonValue;
  /** It is the values of a Helm chart. */
  readonly values: boolean;
  readonly settings: FileSettings;
  readonly findings: readonly ExpectedFinding[];
}

/**
 * Reads the fixtures of a transform from `<directory>/fixtures`.
 *
 * @throws {Error} where a fixture lacks a file or says something that cannot be read
 */
export function readFixtures(transform: Transform, directory: string): Fixture[] {
  // What it does takes several files; the tests of planning look after it.
  if (transform.meta.accompanies) return [];
  const root = join(directory, 'fixtures');
  if (!existsSync(root)) throw new Error(`${root} does not exist: a transform needs fixtures`);
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readFixture(transform, entry.name, join(root, entry.name)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readFixture(transform: Transform, name: string, directory: string): Fixture {
  const file = ['before.yaml', 'before.json'].find((candidate) => existsSync(join(directory, candidate)));
  if (!file) throw new Error(`${directory} has no before.yaml or before.json`);
  const before = readFileSync(join(directory, file));
  const afterFile = join(directory, file.replace('before', 'after'));
  const changes = existsSync(afterFile);
  const expected = readExpectations(join(directory, 'findings.yaml'));
  return {
    name,
    directory,
    file,
    before,
    after: changes ? readFileSync(afterFile) : before,
    changes,
    template: expected['template'] === true,
    ...(expected['chartValues'] === undefined ? {} : { chartValues: expected['chartValues'] }),
    values: expected['values'] === true,
    settings: settingsFrom(transform, isObject(expected['settings']) ? expected['settings'] : {}),
    findings: (isList(expected['findings']) ? expected['findings'] : []).map((finding) => ({
      transform: transform.meta.id,
      notes: [],
      path: '',
      ...(finding as unknown as Omit<ExpectedFinding, 'transform' | 'notes' | 'path'>),
    })),
  };
}

function readExpectations(file: string): JsonObject {
  const yaml = parsePlainYaml(readFileSync(file, 'utf8'));
  const [error] = yaml.errors;
  if (error) throw new Error(`${file}:${error.line}:${error.column}: ${error.message}`);
  return isObject(yaml.data) ? yaml.data : {};
}

/** Settings of a fixture: the transform alone, at the default target unless stated. */
export function settingsFrom(transform: Transform, stated: JsonObject): FileSettings {
  const target = { to: '1.21', featureGates: {}, allowedUnsafeSysctls: [], ...(stated['target'] as object | undefined) } as Target;
  return {
    target,
    transforms: [transform],
    idle: new Set(),
    accept: new Set((stated['accept'] as readonly string[] | undefined) ?? []),
    options: (stated['options'] as Record<string, Record<string, OptionValue>> | undefined) ?? {},
    apis: (stated['apis'] as readonly ApiLifecycle[] | undefined) ?? [],
    ignore: [],
  };
}
