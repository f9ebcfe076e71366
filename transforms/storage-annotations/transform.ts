import {
  deepEqual,
  defineTransform,
  getIn,
  Hole,
  isList,
  isObject,
  isText,
  podTemplateKinds,
  type Context,
  type JsonObject,
  type JsonValue,
  type Manifest,
  type Path,
  type Place,
} from '../../src/transform.js';
import { rolloutMessages } from '../_shared/pod-changes.js';
import { removeAnnotations } from '../_shared/annotations.js';
import { storageHolders, type StorageHolder } from './holders.js';
import { templatedMessages } from '../_shared/templated.js';

const storageClass = 'volume.beta.kubernetes.io/storage-class';
const mountOptions = 'volume.beta.kubernetes.io/mount-options';
const oldDefault = 'storageclass.beta.kubernetes.io/is-default-class';
const newDefault = 'storageclass.kubernetes.io/is-default-class';

export default defineTransform({
  meta: {
    id: 'storage-annotations',
    title: 'Beta annotations of volumes, claims and storage classes',
    description:
      'The annotation `volume.beta.kubernetes.io/storage-class` became `storageClassName` in 1.6, `volume.beta.kubernetes.io/mount-options` ' +
      '`mountOptions` in 1.8, and the default class is marked under a stable name. Where annotation and field are both written, the ' +
      'annotation counts, so its value is what moves.',
    kinds: [
      { group: '', kind: 'PersistentVolume' },
      { group: '', kind: 'PersistentVolumeClaim' },
      { group: 'storage.k8s.io', kind: 'StorageClass' },
      ...podTemplateKinds,
    ],
    triggers: [storageClass, mountOptions, oldDefault],
    safety: 'safe',
    introduced: '1.8',
    deprecated: '1.6',
    messages: {
      ...templatedMessages,
      moved: 'The annotation becomes a field: {fields}.',
      'already-set': 'The annotation is deleted, because it says nothing that the field does not: {fields}.',
      overrides: 'Kubernetes goes by the annotation where both are written. The field has not counted so far: {overridden}.',
      'claim-accepts': 'An existing claim accepts this change, although its spec cannot change otherwise.',
      'claim-refuses': 'Kubernetes refuses this change on an existing claim. Accept it for claims that are created anew; the annotation goes on to work.',
      'stateful-set-refuses':
        'Kubernetes refuses this change on an existing StatefulSet: delete it with --cascade=orphan, then create it again. Its claims stay as they are, and the annotation goes on to work.',
      ...rolloutMessages,
      'default-renamed': 'The mark of the default class gets its stable name, storageclass.kubernetes.io/is-default-class.',
      'default-dropped': 'The beta mark of the default class is deleted: storageclass.kubernetes.io/is-default-class alone says the same.',
      'two-defaults':
        'The beta annotation makes this class the default one, although storageclass.kubernetes.io/is-default-class says {value}: one “true” is enough. Delete the one that is not meant.',
      'not-text': 'The annotation {annotation} is not text; put its value in quotes.',
      'malformed-field': 'Beside the annotation {annotation}, the field spec.{field} does not hold what it should; correct it, then move the annotation.',
      fragment: 'The annotation {annotation} stands in what is only part of an object. Where all of it is written, set spec.{field}, and delete the annotation.',
    },
    references: [
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#class',
      'https://kubernetes.io/docs/reference/labels-annotations-taints/#volume-beta-kubernetes-io-storage-class-deprecated',
    ],
  },
  run(manifest, context) {
    if (manifest.kind === 'StorageClass') return markDefault(manifest, context);
    for (const holder of storageHolders(manifest)) convert(holder, manifest, context);
  },
});

/** One "true" makes a class the default: `IsDefaultAnnotation` in pkg/apis/storage/util. */
function markDefault({ data }: Manifest, context: Context): void {
  const path = ['metadata', 'annotations'];
  const annotations = getIn(data, path);
  if (!isObject(annotations) || !Object.hasOwn(annotations, oldDefault)) return;
  const at = [...path, oldDefault];
  const value = annotations[oldDefault];
  if (!isText(value)) return context.manual('not-text', { at, values: { annotation: oldDefault } });
  if (!Object.hasOwn(annotations, newDefault)) return context.change('default-renamed', { at }, (edit) => edit.rename(at, newDefault));
  const other = annotations[newDefault] ?? null;
  if (!deepEqual(value, other) && [value, other].some((each) => each instanceof Hole)) return context.manual('templated', { at, values: { what: 'whether the class is the default' } });
  if (value === 'true' && other !== 'true') return context.manual('two-defaults', { at, values: { value: String(other) } });
  context.change('default-dropped', { at }, (edit) => edit.remove(at));
}

/** An annotation with the field that takes its value. */
interface Move {
  readonly annotation: string;
  readonly at: Path;
  readonly field: Path;
  readonly name: string;
  readonly value: JsonValue;
  /** What the field holds; undefined where it is not written. */
  readonly written: JsonValue | undefined;
  readonly place: Place;
  readonly same: boolean;
}

function convert(holder: StorageHolder, manifest: Manifest, context: Context): void {
  const { path, annotations, spec } = holder;
  const moves: Move[] = [];
  for (const [annotation, name] of [[storageClass, 'storageClassName'], [mountOptions, 'mountOptions']] as const) {
    if (!Object.hasOwn(annotations, annotation) || (annotation === mountOptions && !holder.volume)) continue;
    const at = [...path, 'metadata', 'annotations', annotation];
    const values = { annotation, field: name };
    const text = annotations[annotation];
    const written = spec?.[name] ?? undefined;
    const wellFormed = written === undefined || (name === 'storageClassName' ? isText(written) : isStrings(written));
    if (name === 'mountOptions' && [text, written].some((each) => each instanceof Hole)) context.manual('templated', { at, values: { what: 'the mount options' } });
    else if (!isText(text)) context.manual('not-text', { at, values });
    else if (!spec || manifest.partial || !isList(spec['accessModes'])) context.manual('fragment', { at, values });
    else if (!wellFormed) context.manual('malformed-field', { at, values });
    else moves.push({ annotation, at, field: [...path, 'spec', name], name, written, ...futureOf(name, text, written, holder), place: placeFor(name, spec, moves) });
  }
  const [first] = moves;
  if (!first) return;

  const changing = moves.filter(({ same }) => !same);
  const overridden = changing.filter(({ written }) => written !== undefined).map(({ name, written }) => inWords(name, written ?? null));
  const consequence = holder.note(moves.some(({ written }) => written !== undefined));
  const values = { kind: manifest.kind, fields: (changing.length > 0 ? changing : moves).map(({ name, value }) => inWords(name, value)).join(', '), overridden: overridden.join(', ') };
  const notes = [...(overridden.length > 0 ? ['overrides'] : []), ...(consequence ? [consequence.id] : [])];
  const change = { at: first.at, values, notes, safety: consequence?.review ? 'review' : 'safe' } as const;
  context.change(changing.length === 0 ? 'already-set' : 'moved', change, (edit) => {
    for (const { field, value, place } of changing) {
      if (isEmptyList(value)) edit.remove(field);
      else edit.set(field, value, place);
    }
    const metadata = [...path, 'metadata'];
    const commentsTo = ({ value, field, written, same }: Move): Path | undefined => (isEmptyList(value) || (same && written === undefined) ? undefined : field);
    if (moves.length === Object.keys(annotations).length) removeAnnotations(edit, manifest.data, metadata, moves.map(({ annotation }) => annotation), commentsTo(first));
    else for (const move of moves) removeAnnotations(edit, manifest.data, metadata, [move.annotation], commentsTo(move));
  });
}

/**
 * The value that a field takes over from its annotation. The order of mount options does not count, and
 * empty ones are skipped: `MountOptionFromSpec` and `JoinMountOptions` in pkg/volume/util.
 */
function futureOf(name: Move['name'], text: string | Hole, written: JsonValue | undefined, { volume }: StorageHolder): Pick<Move, 'value' | 'same'> {
  // A volume without a class has the empty one; a claim without a class may get the default one.
  if (name === 'storageClassName') return { value: text, same: deepEqual(text, written ?? (volume ? '' : undefined)) };
  const value = String(text).split(',').filter((option) => option !== '');
  return { value, same: deepEqual(sorted(value), sorted(isStrings(written) ? written : [])) };
}

/** Where a person would write the field; what goes before it in `moves` may be there by then. */
function placeFor(name: Move['name'], spec: JsonObject, moves: readonly Move[]): Place {
  const classBefore = Object.hasOwn(spec, 'storageClassName') || moves.some(({ same }) => !same);
  if (name === 'mountOptions' && classBefore) return { after: 'storageClassName' };
  return { after: Object.hasOwn(spec, 'persistentVolumeReclaimPolicy') ? 'persistentVolumeReclaimPolicy' : 'accessModes' };
}

function isEmptyList(value: JsonValue): boolean {
  return isList(value) && value.length === 0;
}

function isStrings(value: JsonValue | undefined): value is readonly string[] {
  return isList(value) && value.every((item) => typeof item === 'string');
}

function sorted(options: readonly string[]): string[] {
  return [...new Set(options)].sort();
}

function inWords(name: string, value: JsonValue): string {
  return `spec.${name} ${JSON.stringify(value)}`;
}
