import { Hole, isList, isObject, type JsonObject, type JsonValue } from '../model/json.js';
import { asWritten, isOpen } from '../model/open.js';
import type { Operation } from '../model/operation.js';
import { formatPath, getIn, type Path } from '../model/path.js';

/**
 * What operations would do to lines that a template prints: those can neither be copied nor taken
 * away, since nothing is known of them but where they stand. In words, for a note; undefined where the
 * operations leave them alone.
 *
 * @param data the object as the operations find it
 */
export function touchedPrint(operations: readonly Operation[], data: JsonObject): string | undefined {
  const written = asWritten(data);
  const gone = new Map<string, { readonly path: Path; readonly keys: Set<string | number> }>();
  for (const operation of operations) {
    const { op, path } = operation;
    const touched = op === 'set' || op === 'insert' ? printIn(operation.value) : undefined;
    const replaced = op === 'set' || op === 'remove' ? printIn(getIn(written, path)) : undefined;
    if (touched !== undefined || replaced !== undefined) return touched ?? replaced;
    const key = path.at(-1);
    if ((op !== 'remove' && op !== 'move') || key === undefined) continue;
    const holder = path.slice(0, -1);
    const known = gone.get(JSON.stringify(holder)) ?? { path: holder, keys: new Set() };
    gone.set(JSON.stringify(holder), known);
    known.keys.add(key);
  }
  // Without a key of its own nothing would hold the lines.
  for (const { path, keys } of gone.values()) {
    const holder = getIn(written, path);
    if (isOpen(holder) && holder !== undefined && Object.keys(holder ?? {}).length <= keys.size) return `lines printed into ${formatPath(path)}`;
  }
  return undefined;
}

function printIn(value: JsonValue | undefined): string | undefined {
  if (value instanceof Hole) return value.isBlock ? value.text : undefined;
  if (isOpen(value)) return 'lines that are printed';
  const children = isList(value) ? value : isObject(value) ? Object.values(value) : [];
  for (const child of children) {
    const found = printIn(child);
    if (found !== undefined) return found;
  }
  return undefined;
}
