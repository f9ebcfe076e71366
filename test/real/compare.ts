import { deepEqual, isList, isObject, type JsonValue } from '../../src/model/json.js';
import { formatPath, type Path } from '../../src/model/path.js';
import { createTwoFilesPatch } from 'diff';
import type { RenderedObject } from './objects.js';

/**
 * - `equal`: rendering the migrated source gives what migrating the rendered source gives.
 * - `unmigrated`: the source prints the object as it did before; migrating what was rendered changes it.
 * - `different`: neither.
 * - `missing`, `extra`: only one of the two has the object.
 */
export type Agreement = 'equal' | 'unmigrated' | 'different' | 'missing' | 'extra';

export interface ComparedObject {
  readonly object: RenderedObject;
  readonly agreement: Agreement;
  /** Whether migrating the rendered object changes it. */
  readonly outdated: boolean;
  /** Checksums of templates that differ, since the templates do: left out of the comparison. */
  readonly checksums: number;
  /** Values that come out differently each time: left out of the comparison. */
  readonly unstable: number;
  /** What is expected, and what the migrated source renders; absent where they agree. */
  readonly diff?: string;
}

export interface Renderings {
  /** What the source as it is renders to. */
  readonly original: readonly RenderedObject[];
  /** The same objects in the same order, migrated. */
  readonly expected: readonly RenderedObject[];
  /** What the migrated source renders to. */
  readonly actual: readonly RenderedObject[];
  /** Makes `expected` once more from the start; asked only where something differs. */
  readonly again?: () => Promise<readonly RenderedObject[]>;
}

/** Compares object by object: by kind, namespace and name; the order of objects does not matter. */
export async function compareObjects({ original, expected, actual, again }: Renderings): Promise<ComparedObject[]> {
  if (original.length !== expected.length) throw new Error(`migrating ${original.length} rendered objects gave ${expected.length}`);
  const remaining = byName(actual);
  const pairs = expected.map((object, index) => ({ object, before: original[index], after: remaining.get(object.name)?.shift() }));
  const leftOver = actual.filter((object) => remaining.get(object.name)?.includes(object));
  const differ = leftOver.length > 0 || pairs.some(({ object, after }) => !deepEqual(object.data, after?.data));
  const second = differ && again ? await again() : expected;
  const secondByName = byName(second);
  const compared: ComparedObject[] = [];
  for (const { object, before, after: namesake } of pairs) {
    const outdated = !deepEqual(object.data, before?.data);
    let repeated = secondByName.get(object.name)?.shift();
    let after = namesake;
    if (!after && !repeated) {
      // The name is made of something random, so the object is told by its kind and template.
      const alike = (other: RenderedObject): boolean => other.kind === object.kind && other.source === object.source;
      const unmatched = second.filter((other) => secondByName.get(other.name)?.includes(other));
      repeated = unmatched.find(alike);
      if (repeated) secondByName.get(repeated.name)?.shift();
      const index = leftOver.findIndex(alike);
      if (repeated && index >= 0) [after] = leftOver.splice(index, 1);
    }
    compared.push({ object, outdated, ...agreementOf(object, before, after, repeated) });
  }
  for (const object of leftOver) {
    const diff = textDiff(object.name, undefined, object.data);
    compared.push({ object, agreement: 'extra', outdated: false, checksums: 0, unstable: 0, diff });
  }
  return compared;
}

function agreementOf(
  expected: RenderedObject,
  before: RenderedObject | undefined,
  after: RenderedObject | undefined,
  repeated: RenderedObject | undefined,
): Pick<ComparedObject, 'agreement' | 'checksums' | 'unstable' | 'diff'> {
  if (!after) return { agreement: 'missing', checksums: 0, unstable: 0, diff: textDiff(expected.name, expected.data, undefined) };
  const unstablePaths = repeated ? differences(expected.data, repeated.data) : [];
  const found = differences(expected.data, after.data);
  const unstable = found.filter((path) => unstablePaths.some((other) => startsWith(path, other)));
  const checksums = found.filter((path) => !unstable.includes(path) && isChecksum(path));
  const real = found.filter((path) => !unstable.includes(path) && !isChecksum(path));
  const masked = { checksums: checksums.length, unstable: unstable.length };
  if (real.length === 0) return { agreement: 'equal', ...masked };
  const asBefore = before !== undefined && differences(before.data, after.data).every((path) => isChecksum(path) || unstablePaths.some((other) => startsWith(path, other)));
  const diff = `${textDiff(expected.name, expected.data, after.data)}(at ${real.map((path) => formatPath(path) || 'the root').join(', ')})\n`;
  return { agreement: asBefore ? 'unmigrated' : 'different', ...masked, diff };
}

/** Where two values differ: the deepest paths; a list of another length differs as a whole. */
export function differences(a: JsonValue | undefined, b: JsonValue | undefined): Path[] {
  const found: Path[] = [];
  const visit = (left: JsonValue | undefined, right: JsonValue | undefined, path: Path): void => {
    if (isList(left) && isList(right) && left.length === right.length) {
      left.forEach((item, index) => visit(item, right[index], [...path, index]));
    } else if (isObject(left) && isObject(right)) {
      for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
        visit(Object.hasOwn(left, key) ? left[key] : undefined, Object.hasOwn(right, key) ? right[key] : undefined, [...path, key]);
      }
    } else if (!deepEqual(left, right)) {
      found.push(path);
    }
  };
  visit(a, b, []);
  return found;
}

/** Charts put the hash of another template into an annotation, so that pods roll when it changes. */
function isChecksum(path: Path): boolean {
  return path.at(-2) === 'annotations' && String(path.at(-1)).startsWith('checksum/');
}

function startsWith(path: Path, prefix: Path): boolean {
  return prefix.length <= path.length && prefix.every((step, index) => step === path[index]);
}

function byName(objects: readonly RenderedObject[]): Map<string, RenderedObject[]> {
  const map = new Map<string, RenderedObject[]>();
  for (const object of objects) {
    const namesakes = map.get(object.name);
    if (namesakes) namesakes.push(object);
    else map.set(object.name, [object]);
  }
  return map;
}

function textDiff(name: string, expected: JsonValue | undefined, actual: JsonValue | undefined): string {
  const text = (value: JsonValue | undefined): string => (value === undefined ? '' : `${JSON.stringify(sorted(value), null, 2)}\n`);
  return createTwoFilesPatch(`${name}, rendered and migrated`, `${name}, migrated and rendered`, text(expected), text(actual), undefined, undefined, { context: 3 });
}

function sorted(value: JsonValue): JsonValue {
  if (isList(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}
