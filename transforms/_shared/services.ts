import { asWritten, Hole, isList, isObject, type JsonObject, type Manifest } from '../../src/transform.js';

/** Whether all of a Service is written, rather than the part of it that a patch changes: it has ports, unless it only gives names to its pods. */
export function isWholeService(watched: JsonObject, { partial }: Manifest): boolean {
  const spec = asWritten(watched);
  return !partial && (isList(spec['ports']) || spec['ports'] instanceof Hole || (spec['clusterIP'] === 'None' && isObject(spec['selector'])));
}
