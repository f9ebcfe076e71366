import { isList, isObject, type JsonObject, type JsonValue, type KindMatch } from '../../src/transform.js';

/** What a kustomization file holds; where it does not say so, it is a Kustomization. */
export const kustomizationKinds: readonly KindMatch[] = [
  { group: 'kustomize.config.k8s.io', kind: 'Kustomization' },
  { group: 'kustomize.config.k8s.io', kind: 'Component' },
];

/** The mappings among a list's items, with their indexes. */
export function mappingsOf(value: JsonValue | undefined): readonly { readonly index: number; readonly item: JsonObject }[] {
  return isList(value) ? value.flatMap((item, index) => (isObject(item) ? [{ index, item }] : [])) : [];
}
