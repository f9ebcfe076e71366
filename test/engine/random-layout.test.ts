import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { load, loadAll } from 'js-yaml';
import { planFile } from '../../src/engine/plan-file.js';
import type { JsonValue } from '../../src/model/json.js';
import { cutDocuments } from '../../src/source/documents.js';
import { parseDocument } from '../../src/source/parse.js';
import { readFixtures, type Fixture } from '../../src/testing.js';
import type { FileSettings } from '../../src/model/settings.js';
import { transforms } from '../../transforms/index.js';
import { choices, writeYaml } from '../layout/random-layout.js';
import { root } from '../root.js';

const fixtures = transforms.flatMap((transform) => readFixtures(transform, join(root, 'transforms', transform.meta.id))).filter(isPlain);

/** One document that both YAML readers understand alike; what random layouts are made of. */
function isPlain(fixture: Fixture): boolean {
  const text = Buffer.from(fixture.before).toString('utf8');
  if (fixture.template || cutDocuments(text).length !== 1 || /[&*]\w|!!|<<:|^%|ignore:/m.test(text)) return false;
  try {
    return JSON.stringify(load(text)) === JSON.stringify(dataOf(text));
  } catch {
    return false;
  }
}

function dataOf(text: string): JsonValue {
  const parsed = parseDocument(text);
  return parsed.ok ? parsed.document.data : null;
}

function plan(text: string, settings: FileSettings): { readonly bucket: string; readonly after: string; readonly refused: boolean } {
  const { file } = planFile({ path: 'random.yaml', bytes: Buffer.from(text), role: 'manifest' }, settings);
  return { bucket: file.bucket, after: file.patch?.after ?? text, refused: file.findings.some((finding) => finding.status === 'refused') };
}

test('a fixture in any layout becomes what the fixture becomes, or is refused', (t) => {
  let refused = 0;
  let runs = 0;
  fc.assert(
    fc.property(fc.constantFrom(...fixtures), choices, fc.boolean(), (fixture, choose, sibling) => {
      runs++;
      const before = dataOf(Buffer.from(fixture.before).toString('utf8'));
      const expected = dataOf(Buffer.from(fixture.after).toString('utf8'));
      const neighbour = 'kind: ConfigMap\napiVersion: v1\ndata: {old: "policy/v1beta1"} # stays\n';
      const written = writeYaml(before, choose);
      const text = sibling && written.startsWith('---') ? neighbour + written : written;
      const result = plan(text, fixture.settings);
      if (result.bucket === 'unreadable') throw new Error(`unreadable:\n${text}`);
      if (result.refused) {
        refused++;
        return;
      }
      const documents = loadAll(result.after).filter((document) => document !== null && document !== undefined);
      t.deepEqual(sorted(documents.at(-1)), sorted(expected), text);
      if (sibling && text !== written) t.true(result.after.startsWith(neighbour));
      t.deepEqual(comments(result.after), comments(text), text);
      t.is(plan(result.after, fixture.settings).after, result.after);
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 1500) },
  );
  t.log(`${refused} of ${runs} refused`);
  t.true(refused <= runs * 0.01);
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, child]) => [key, sorted(child)]));
}

function comments(text: string): string[] {
  return [...text.matchAll(/# (?:note \d+|end|stays)/g)].map(String).sort();
}

function broken(text: string): number {
  return cutDocuments(text).filter((span) => !parseDocument(text.slice(span.start, span.end)).ok).length;
}

test('arbitrary bytes never crash and never change', (t) => {
  const settings: FileSettings = { target: { to: '1.21', featureGates: {}, allowedUnsafeSysctls: [] }, transforms, idle: new Set(), accept: new Set(['all']), options: {}, apis: [], ignore: [] };
  const fragments = fc.constantFrom('apiVersion: policy/v1beta1\n', 'kind: PodDisruptionBudget\n', '---\n', '...\n', '{{ .Values.x }}', ' - ', '\t', '&a ', '*a', '!!str ', '%YAML 1.1\n', '? ', '"', "'", '|\n', '>-\n', '#', '{', '}', '[', ']', ',', ': ', '<<: ', '\r\n', '\uFEFF', '\\', 'spec:\n', '  selector: {}\n');
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.array(fc.oneof(fragments, fc.string({ maxLength: 5 })), { maxLength: 30 }).map((parts) => Buffer.from(parts.join('')))), (bytes) => {
      const { file } = planFile({ path: 'any.yaml', bytes, role: 'manifest' }, settings);
      // A document that is none of ours may be broken before; then it is so after.
      if (file.patch && broken(file.patch.after) !== broken(file.patch.before)) throw new Error(`${file.patch.before}\n=>\n${file.patch.after}`);
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 3000) },
  );
  t.pass();
});
