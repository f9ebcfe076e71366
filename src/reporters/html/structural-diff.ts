import { create, type Delta, type MovedDelta } from 'jsondiffpatch';
import HtmlFormatter from 'jsondiffpatch/formatters/html';
import { isList, isObject, type JsonObject, type JsonValue } from '../../model/json.js';
import { visibleLines } from './markup.js';

/** A text beside a change that is longer than this is no help in finding one's way. */
const longestNeighbour = 80;

const differ = create({ objectHash: identity });

/** Items of Kubernetes' lists are told apart by what names them; others by their place. */
function identity(item: object | null, index = -1): string {
  const { name, key } = (item ?? {}) as Readonly<Record<string, unknown>>;
  const named = typeof name === 'string' ? name : key;
  return typeof named === 'string' ? `name ${named}` : `index ${index}`;
}

/** Without the arrows to moved items, which need a script and styles of their own. */
class Formatter extends HtmlFormatter {
  override format_moved(context: Parameters<HtmlFormatter['format_moved']>[0], [, to]: MovedDelta): void {
    context.out(`<div class="jsondiffpatch-moved-destination">${to}</div>`);
  }
}

/**
 * What changed between two objects as HTML of jsondiffpatch's formatter, in which all text is
 * escaped: only elements `div`, `ul`, `li`, `span` and `pre`. Of what did not change, it shows short
 * values beside a change. Undefined where nothing differs.
 */
export function structuralDiff(before: JsonValue, after: JsonValue): string | undefined {
  const [left, right] = [visibleData(before), visibleData(after)];
  const delta = differ.diff(left, right);
  return delta === undefined ? undefined : new Formatter().format(delta, neighbours(left, right, delta));
}

/** The values along a delta, and short ones beside them; a list keeps its length, by which the formatter walks. */
function neighbours(left: JsonValue | undefined, right: JsonValue | undefined, delta: Delta): unknown {
  if (delta === undefined || Array.isArray(delta)) return left;
  const changed = delta as Readonly<Record<string, Delta>>;
  if (isList(left) && isList(right)) {
    const items: unknown[] = left.map(abridged);
    for (const [key, child] of Object.entries(changed)) {
      const item = right[Number(key)];
      if (!isObject(item) && !isList(item)) continue;
      const index = left.findIndex((candidate, at) => typeof candidate === 'object' && identity(candidate, at) === identity(item, Number(key)));
      items[index] = neighbours(left[index], item, child);
    }
    return items;
  }
  if (!isObject(left) || !isObject(right)) return left;
  return Object.fromEntries(
    Object.entries(left).flatMap(([key, value]): [string, unknown][] => {
      if (changed[key] !== undefined) return [[key, neighbours(value, right[key], changed[key])]];
      return isScalar(value) ? [[key, value]] : [];
    }),
  );
}

function abridged(item: JsonValue): JsonValue {
  if (isScalar(item)) return item;
  const name = isObject(item) ? item['name'] : undefined;
  return typeof name === 'string' && isScalar(name) ? { name } : '…';
}

function isScalar(value: JsonValue): boolean {
  return !isObject(value) && !isList(value) && (typeof value !== 'string' || value.length <= longestNeighbour);
}

function visibleData(data: JsonValue): JsonValue {
  if (typeof data === 'string') return visibleLines(data);
  if (isList(data)) return data.map(visibleData);
  if (!isObject(data)) return data;
  return Object.fromEntries(Object.entries(data as JsonObject).map(([key, value]) => [visibleLines(key), visibleData(value)]));
}
