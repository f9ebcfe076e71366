import { asWritten, getIn, isObject, isOpen, type JsonObject, type Path, type Recorder } from '../../src/transform.js';

/**
 * Takes annotations out of a `metadata`, and with the last of them the mapping that held them. The
 * `metadata` of a pod template, which may hold nothing else, goes too.
 *
 * @param commentsTo Where the comments on them are to stand; else they stay where they were.
 */
export function removeAnnotations(edit: Recorder, data: JsonObject, metadata: Path, keys: readonly string[], commentsTo?: Path): void {
  const path = [...metadata, 'annotations'];
  const written = asWritten(data);
  if (!isOnly(keys, getIn(written, path))) {
    for (const key of keys) edit.remove([...path, key], commentsTo);
  } else if (metadata.length > 1 && isOnly(['annotations'], getIn(written, metadata))) {
    edit.remove(metadata, commentsTo);
  } else {
    edit.remove(path, commentsTo);
  }
}

function isOnly(keys: readonly string[], mapping: unknown): boolean {
  return isObject(mapping) && !isOpen(mapping) && Object.keys(mapping).length === keys.length;
}
