import { objectKey } from '../engine/file-input.js';
import { isObject, type JsonObject, type JsonValue } from '../model/json.js';
import { getIn, type Path } from '../model/path.js';
import { cutDocuments } from '../source/documents.js';
import { selectManifests } from '../source/manifests.js';
import { parseDocument } from '../source/parse.js';

/** A document of a text, as data. */
export interface TextDocument {
  readonly start: number;
  readonly data: JsonValue;
}

/** The documents of a text that have content; undefined where one cannot be read. */
export function readDocuments(text: string): readonly TextDocument[] | undefined {
  const documents: TextDocument[] = [];
  for (const { start, end } of cutDocuments(text)) {
    const read = parseDocument(text.slice(start, end));
    if (!read.ok) return undefined;
    if (read.document.data !== null) documents.push({ start, data: read.document.data });
  }
  return documents;
}

/** An object of a file, before and after what is planned for the file. */
export interface FileObject {
  /** See {@link objectKey}. */
  readonly key: string;
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/**
 * The objects of a file.
 *
 * @param after the file's text as it is planned; undefined where it stays
 */
export function objectsOf(before: string, after?: string): readonly FileObject[] {
  const old = readDocuments(before) ?? [];
  const fresh = after === undefined ? old : (readDocuments(after) ?? []);
  return old.flatMap(({ start, data }, index) =>
    selectManifests(data).manifests.flatMap(({ path }): FileObject[] => {
      const [one, other] = [complete(data, path), complete(fresh[index]?.data ?? null, path)];
      return one && other ? [{ key: objectKey(start, path), before: one, after: other }] : [];
    }),
  );
}

/** The object at a path; an item of a typed list gets the version and kind that the list implies. */
function complete(data: JsonValue, path: Path): JsonObject | undefined {
  const object = getIn(data, path);
  if (!isObject(object)) return undefined;
  if (typeof object['apiVersion'] === 'string' && typeof object['kind'] === 'string') return object;
  const list = getIn(data, path.slice(0, -2));
  if (!isObject(list)) return undefined;
  return { apiVersion: list['apiVersion'] ?? '', kind: String(list['kind']).replace(/List$/, ''), ...object };
}
