import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type JsonObject, type JsonValue } from '../../src/model/json.js';

interface Tree {
  [key: string]: JsonValue | Tree;
}

/** Values that turn a part of a chart on. */
const isSwitch = (key: string): boolean => /^(?:enabled|create|install|deploy)$|Enabled$/.test(key);

/** Actions that take a list, a map or a number, or only ask whether there is something. */
const structural = /\b(?:range|with|if|toYaml|toJson|index|dict|merge|join|int|int64|gt|ge|lt|le|len|keys|omit|first|has)\b/;

/**
 * Values for a chart that comes without its `values.yaml`: a map wherever its templates look into
 * one, `false` for each switch, and a word for what is only ever printed as text.
 */
export function sketchedValues(chart: string): JsonObject {
  const values: Tree = {};
  // A schema may ask for a number where a template prints text.
  const words = !existsSync(join(chart, 'values.schema.json'));
  const printed = new Set<string>();
  const structures = new Set<string>();
  for (const file of readdirSync(join(chart, 'templates'), { withFileTypes: true, recursive: true })) {
    if (!file.isFile()) continue;
    for (const [action] of readFileSync(join(file.parentPath, file.name), 'utf8').matchAll(/\{\{[^]*?\}\}/g)) {
      for (const [, path = ''] of action.matchAll(/\.Values\.([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)/g)) {
        mapAt(values, path.split('.').slice(0, -1));
        (structural.test(action) && !/\b(?:quote|b64enc)\b/.test(action) ? structures : printed).add(path);
      }
    }
  }
  for (const path of [...printed, ...structures]) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const map = mapAt(values, keys);
    if (isSwitch(last)) map[last] ??= false;
    else if (words && printed.has(path) && !structures.has(path)) map[last] ??= 'word';
  }
  return values as JsonObject;
}

/** The map at a path, made where there is none. */
function mapAt(values: Tree, path: readonly string[]): Tree {
  let map = values;
  for (const key of path) {
    const inner = map[key];
    map = isObject(inner) ? (inner as Tree) : (map[key] = {});
  }
  return map;
}

/** The switches of a chart that are off, on; undefined where there is none. Much of a chart is printed only then. */
export function switchedOn(values: JsonObject): JsonObject | undefined {
  const on: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(values)) {
    if (value === false && isSwitch(key)) on[key] = true;
    const inner = isObject(value) ? switchedOn(value) : undefined;
    if (inner) on[key] = inner;
  }
  return Object.keys(on).length > 0 ? on : undefined;
}
