import { isObject, type JsonValue } from '../../src/model/json.js';
import { getIn } from '../../src/model/path.js';
import { cutDocuments } from '../../src/source/documents.js';
import { manifestOf, selectManifests } from '../../src/source/manifests.js';
import { readDocument } from '../../src/source/parse.js';

/** An object that Helm or Kustomize printed; items of lists are objects of their own. */
export interface RenderedObject {
  /** `Deployment shop/web`; what names the object whatever its version is. */
  readonly name: string;
  readonly kind: string;
  /** Plain data as Kubernetes reads it; the text where the document does not parse or is no object. */
  readonly data: JsonValue;
  /** The template that printed it, as Helm says: `chart/templates/web.yaml`. */
  readonly source?: string;
}

/** Reads what `helm template` or `kubectl kustomize` printed, or what became of it. */
export function readObjects(text: string): RenderedObject[] {
  const objects: RenderedObject[] = [];
  for (const { start, end } of cutDocuments(text)) {
    const document = text.slice(start, end);
    const source = /^(?:---[^\n]*\n)?\s*# Source: ([^\n]+)$/m.exec(document)?.[1];
    const from = source === undefined ? {} : { source };
    const read = readDocument(document);
    if (!read.ok) {
      objects.push({ name: `a document that does not parse: ${read.problem.message}`, kind: '', data: document, ...from });
      continue;
    }
    const { data } = read.document;
    if (data === null) continue;
    const { manifests, typedLists } = selectManifests(data);
    // A list without items is an object, too.
    if (manifests.length === 0 && typedLists.length === 0) objects.push({ name: 'a document that is no object', kind: '', data, ...from });
    for (const { path, impliedBy } of manifests) {
      const value = getIn(data, path);
      if (!isObject(value)) continue;
      const list = impliedBy === undefined ? undefined : getIn(data, impliedBy);
      const manifest = manifestOf(value, false, isObject(list) ? list : undefined);
      const metadata = isObject(value['metadata']) ? value['metadata'] : {};
      const name = manifest.name ?? (typeof metadata['generateName'] === 'string' ? `${metadata['generateName']}*` : '');
      const namespace = manifest.namespace === undefined ? '' : `${manifest.namespace}/`;
      objects.push({ name: `${manifest.kind} ${namespace}${name}`, kind: manifest.kind, data: manifest.data, ...from });
    }
  }
  return objects;
}
