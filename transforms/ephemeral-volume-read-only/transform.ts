import {
  atLeast,
  defineTransform,
  isList,
  isObject,
  podTemplateKinds,
  podTemplates,
  type Context,
  type JsonObject,
  type Manifest,
  type Path,
  type PodTemplate,
} from '../../src/transform.js';
import { containersOf, isWholePod, rolloutMessages, rolloutNote } from '../_shared/pod-changes.js';

/** The first release whose `EphemeralVolumeSource` has no `readOnly`. */
const removedIn = '1.21';

export default defineTransform({
  meta: {
    id: 'ephemeral-volume-read-only',
    title: 'Generic ephemeral volumes without readOnly',
    description:
      'The alpha form of generic ephemeral volumes (1.19 and 1.20) had `readOnly`; 1.21 dropped the field. What it asked for is asked for by ' +
      '`readOnly` of each mount.',
    kinds: podTemplateKinds,
    // Colon or quote: the trigger must not meet ephemeral-storage.
    triggers: ['ephemeral:'],
    safety: 'safe',
    introduced: '1.19',
    deprecated: removedIn,
    removed: removedIn,
    keps: [1698],
    messages: {
      moved: 'readOnly of the ephemeral volume {volume}, which 1.21 does not have, moves to its mounts in {containers}.',
      'never-mounted': 'readOnly of the ephemeral volume {volume}, which 1.21 does not have, is deleted; no container mounts the volume.',
      dropped: 'readOnly of the ephemeral volume {volume}, which 1.21 does not have, is deleted; it is false, which is the default.',
      'mounts-only': 'The mounts are read-only as before; the volume itself is now attached for reading and writing.',
      ...rolloutMessages,
      'block-device': 'readOnly of the ephemeral volume {volume} does not exist in 1.21, and a container uses the volume as a block device, which cannot be made read-only in the pod. Delete readOnly, or do without the block device.',
      malformed: 'readOnly of the ephemeral volume {volume} does not exist in 1.21, and what the pod says of the volume or its mounts does not have the form it should. Correct it, then set readOnly at the mounts.',
      fragment: 'readOnly of the ephemeral volume {volume} does not exist in 1.21, and this is only part of a pod. Set readOnly at the mounts, where the containers are written.',
    },
    references: [
      'https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-storage/1698-generic-ephemeral-volumes',
    ],
  },
  run(manifest, context) {
    // Up to 1.20 the field works, and there is nothing to gain.
    if (!atLeast(context.target.to, removedIn)) return;
    for (const template of podTemplates(manifest)) {
      const volumes = template.spec?.['volumes'];
      if (!isList(volumes)) continue;
      volumes.forEach((volume, index) => {
        if (isObject(volume)) convert(volume, [...template.path, 'spec', 'volumes', index], template, manifest, context);
      });
    }
  },
});

function convert(volume: JsonObject, path: Path, template: PodTemplate, manifest: Manifest, context: Context): void {
  const { ephemeral, name } = volume;
  if (!isObject(ephemeral) || !Object.hasOwn(ephemeral, 'readOnly')) return;
  const at = [...path, 'ephemeral', 'readOnly'];
  const readOnly = ephemeral['readOnly'] ?? false;
  const values = { volume: String(name ?? ''), kind: manifest.kind };
  // Served to 1.20 as well, so a change can be rolled out before the upgrade.
  const change = { at, values, introduced: context.target.from ?? '1.19' } as const;
  if (readOnly === false) return context.change('dropped', change, (edit) => edit.remove(at));
  if (readOnly !== true || typeof name !== 'string') return context.manual('malformed', { at, values });
  if (!isWholePod(manifest, template)) return context.manual('fragment', { at, values });

  const mounts: Path[] = [];
  const containers: string[] = [];
  for (const each of containersOf(template)) {
    const { volumeMounts = [], volumeDevices = [] } = each.container;
    if (!isList(volumeMounts ?? []) || !isList(volumeDevices ?? [])) return context.manual('malformed', { at, values });
    if (named(volumeDevices, name).length > 0) return context.manual('block-device', { at, values });
    const found = named(volumeMounts, name);
    mounts.push(...found.map((index) => [...each.path, 'volumeMounts', index]));
    if (found.length > 0) containers.push(String(each.container['name'] ?? ''));
  }
  if (mounts.length === 0) return context.change('never-mounted', change, (edit) => edit.remove(at));
  context.change('moved', { ...change, values: { ...values, containers: containers.join(', ') }, notes: ['mounts-only', rolloutNote(manifest.kind)] }, (edit) => {
    for (const mount of mounts) edit.set([...mount, 'readOnly'], true);
    edit.remove(at);
  });
}

/** The indexes of the items of a list that name a volume. */
function named(list: unknown, name: string): number[] {
  if (!Array.isArray(list)) return [];
  return [...list.keys()].filter((index) => {
    const item: unknown = list[index];
    return isObject(item) && item['name'] === name;
  });
}
