import test from 'ava';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { applyEdits } from '../../src/edit/apply.js';
import { DocumentEditor } from '../../src/edit/document-editor.js';
import { Refusal } from '../../src/edit/refusal.js';
import { replay } from '../../src/edit/replay.js';
import { isList, isObject, type JsonValue } from '../../src/model/json.js';
import type { Operation } from '../../src/model/operation.js';
import { getIn, type Path } from '../../src/model/path.js';
import { parseDocument } from '../../src/source/parse.js';
import { choices, writeYaml, type Choose } from '../layout/random-layout.js';

const names = ['a', 'b', 'metadata', 'spec', 'ports', 'k8s.io/x', 'needs quoting: yes'];
const scalars = fc.oneof(fc.integer({ min: 0, max: 70000 }), fc.constantFrom('x', 'two words', 'true', '0644', 'policy/v1', 'text\n', ''), fc.boolean(), fc.constant(null));
const { value: values } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalars,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 4 }),
  ),
}));
const objects = fc.dictionary(fc.constantFrom(...names), values, { minKeys: 1, maxKeys: 5 }) as fc.Arbitrary<JsonValue>;

/** A random operation that the data allows; undefined where the dice find none. */
function randomOperation(data: JsonValue, choose: Choose): Operation | undefined {
  const paths = pathsIn(data);
  const path = paths[choose(paths.length)] ?? [];
  const value = getIn(data, path);
  const fresh: JsonValue = ([1, 'new', { p: 1, q: [{ r: 'on' }] }, ['80', 81], {}] as const)[choose(5)] ?? null;
  switch (choose(6)) {
    case 0:
      return path.length > 0 ? { op: 'set', path, value: fresh } : undefined;
    case 1:
      if (!isObject(value)) return undefined;
      return { op: 'set', path: [...path, 'added'], value: fresh, ...(choose(2) ? { place: 'first' as const } : { place: { after: Object.keys(value)[0] ?? '' } }) };
    case 2: {
      const parent = getIn(data, path.slice(0, -1));
      return path.length > 0 && isObject(parent) && !Object.hasOwn(parent, 'renamed') ? { op: 'rename', path, key: 'renamed' } : undefined;
    }
    case 3:
      return isList(value) ? { op: 'insert', path, index: choose(value.length + 1), value: fresh } : undefined;
    case 4: {
      const target = paths[choose(paths.length)] ?? [];
      const inside = target.length >= path.length && path.every((key, index) => target[index] === key);
      const parent = getIn(data, path.slice(0, -1));
      const through = target.some((key, index) => typeof key === 'number' && typeof path.at(-1) === 'number' && index === path.length - 1);
      if (path.length < 2 || inside || through || !isObject(parent) || !isObject(getIn(data, target)) || getIn(data, [...target, 'moved']) !== undefined) return undefined;
      return { op: 'move', path, to: [...target, 'moved'] };
    }
    default: {
      const alone = path.length === 1 && Object.keys(data ?? {}).length === 1;
      if (path.length === 0 || alone) return undefined;
      const to = paths[choose(paths.length)] ?? [];
      const after = replay(data, [{ op: 'remove', path }]);
      const keeps = choose(2) === 1 && to.length > 0 && getIn(after, to) !== undefined && !isPrefix(path, to);
      return keeps ? { op: 'remove', path, commentsTo: to } : { op: 'remove', path };
    }
  }
}

function isPrefix(prefix: Path, path: Path): boolean {
  return prefix.every((key, index) => path[index] === key);
}

function pathsIn(data: JsonValue, path: Path = []): Path[] {
  const children = isList(data) ? data.map((_, index) => index) : isObject(data) ? Object.keys(data) : [];
  return [path, ...children.flatMap((key) => pathsIn(getIn(data, [key]) ?? null, [...path, key]))];
}

/** Runs random operations on data in a random layout; returns whether they were refused, and why. */
function tryOperations(data: JsonValue, layout: Choose, dice: Choose, count: number): string {
  const text = writeYaml(data, layout);
  const parsed = parseDocument(text);
  if (!parsed.ok || !parsed.document.root) throw new Error(`The layout cannot be read:\n${text}`);
  const editor = new DocumentEditor({ ...parsed.document, root: parsed.document.root });
  const done: Operation[] = [];
  let refusals = '';
  for (let index = 0; index < count; index++) {
    const operation = randomOperation(editor.data, dice);
    if (!operation) continue;
    try {
      editor.apply([operation]);
      done.push(operation);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusals = `${error.reason}: ${error.detail}`;
    }
  }
  try {
    const after = applyEdits(text, editor.edits());
    const expected = replay(parsed.document.data, done);
    const read = load(after) ?? null;
    if (JSON.stringify(sorted(read)) !== JSON.stringify(sorted(expected))) {
      throw new Error(`js-yaml reads it differently\n${text}\n${JSON.stringify(done)}\n${after}`);
    }
    if (done.length === 0 && after !== text) throw new Error('changed without operations');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return `${error.reason}: ${error.detail}\n${text}\n${JSON.stringify(done)}`;
  }
  return refusals;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, child]) => [key, sorted(child)]));
}

test('random operations in random layouts end proven or refused, and rarely refused', (t) => {
  let runs = 0;
  const refused: string[] = [];
  fc.assert(
    fc.property(objects, choices, choices, fc.integer({ min: 1, max: 4 }), (data, layout, dice, count) => {
      runs++;
      const refusal = tryOperations(data, layout, dice, count);
      if (refusal !== '') refused.push(refusal);
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 3000) },
  );
  t.log(`${refused.length} of ${runs} refused`);
  if (process.env['FUZZ_SHOW']) for (const refusal of refused.slice(0, Number(process.env['FUZZ_SHOW']))) t.log(refusal);
  t.true(refused.length < runs * 0.02, refused.slice(0, 5).join('\n\n'));
});
