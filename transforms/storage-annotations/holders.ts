import { getIn, isList, isObject, podTemplates, type JsonObject, type Manifest, type Path } from '../../src/transform.js';
import { rolloutNote } from '../_shared/pod-changes.js';

/** Something that asks for or offers storage: a PersistentVolume, a claim, the template of a claim. */
export interface StorageHolder {
  readonly path: Path;
  readonly annotations: JsonObject;
  readonly spec: JsonObject | undefined;
  readonly volume: boolean;
  /** The note that tells what Kubernetes says to the change on an object that exists, if that is worth a word. */
  note(fieldWritten: boolean): { readonly id: string; readonly review: boolean } | undefined;
}

/** Every holder of an object that has annotations. */
export function storageHolders(manifest: Manifest): StorageHolder[] {
  const { kind, data } = manifest;
  const holder = (path: Path, note: StorageHolder['note']): StorageHolder[] => {
    const annotations = getIn(data, [...path, 'metadata', 'annotations']);
    const spec = getIn(data, [...path, 'spec']);
    return isObject(annotations) ? [{ path, annotations, spec: isObject(spec) ? spec : undefined, volume: kind === 'PersistentVolume', note }] : [];
  };
  if (kind === 'PersistentVolume') return holder([], () => undefined);
  if (kind === 'PersistentVolumeClaim') {
    // validateStorageClassUpgrade in pkg/apis/core/validation lets the annotation become the field, and no more.
    return holder([], (written) => (written ? { id: 'claim-refuses', review: true } : { id: 'claim-accepts', review: false }));
  }
  const templates = kind === 'StatefulSet' ? getIn(data, ['spec', 'volumeClaimTemplates']) : [];
  const volumes = podTemplates(manifest).flatMap(({ path, spec }) => {
    const list = spec?.['volumes'];
    return (isList(list) ? [...list.keys()] : []).map((index) => [...path, 'spec', 'volumes', index, 'ephemeral', 'volumeClaimTemplate']);
  });
  return [
    ...volumes.flatMap((path) => holder(path, () => ({ id: rolloutNote(kind), review: false }))),
    ...(isList(templates) ? [...templates.keys()] : []).flatMap((index) =>
      holder(['spec', 'volumeClaimTemplates', index], () => ({ id: 'stateful-set-refuses', review: true })),
    ),
  ];
}
