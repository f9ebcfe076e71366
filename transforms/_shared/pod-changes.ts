import { asWritten, getIn, Hole, isList, isObject, type JsonObject, type Manifest, type Path, type PodTemplate } from '../../src/transform.js';

/** What a changed pod template means for the pods that run; for a transform's `messages`. `{kind}` is the object's. */
export const rolloutMessages = {
  rolls: 'The {kind} replaces its pods, because its pod template changes.',
  'created-anew': 'Kubernetes does not let an existing {kind} change in this way: delete it and create it again.',
  'new-pods': 'Pods that exist already stay as they are.',
} as const;

const rollouts: Readonly<Record<string, keyof typeof rolloutMessages>> = {
  Deployment: 'rolls',
  StatefulSet: 'rolls',
  DaemonSet: 'rolls',
  Pod: 'created-anew',
  Job: 'created-anew',
};

/** The id of the message of {@link rolloutMessages} that holds for a changed pod spec in an object of a kind. */
export function rolloutNote(kind: string): keyof typeof rolloutMessages {
  return rollouts[kind] ?? 'new-pods';
}

/**
 * The same for a change of the pod's metadata alone, as a list: a Pod that runs accepts it. A Job does
 * not, since its pod template cannot change.
 */
export function metadataRolloutNotes(kind: string): (keyof typeof rolloutMessages)[] {
  return kind === 'Pod' ? [] : [rolloutNote(kind)];
}

/** Whether all of a pod is written, rather than the part of it that a patch changes. */
export function isWholePod(manifest: Manifest, { spec }: PodTemplate): boolean {
  const containers = asWritten(spec)?.['containers'];
  return !manifest.partial && (isList(containers) || containers instanceof Hole);
}

/** The key of a pod spec in front of which a person would write what holds for the whole pod. */
export function beforeContainers(spec: JsonObject): { readonly before: string } {
  return { before: Object.keys(spec).find((key) => key === 'initContainers' || key === 'containers') ?? 'containers' };
}

/** A container of a pod, with its place in the object. */
export interface ContainerAt {
  readonly path: Path;
  readonly container: JsonObject;
}

/** The containers and init containers of a pod, in the order in which they are written. */
export function containersOf({ path, spec }: PodTemplate): ContainerAt[] {
  const lists = Object.keys(spec ?? {}).filter((key) => key === 'initContainers' || key === 'containers');
  return lists.flatMap((key) => {
    const list = spec?.[key];
    return isList(list) ? list.flatMap((container, index) => (isObject(container) ? [{ path: [...path, 'spec', key, index], container }] : [])) : [];
  });
}

/** An annotation that would mean something on a pod, on an object that holds a pod template. */
export interface MisplacedAnnotation {
  readonly at: Path;
  readonly annotation: string;
  /** The kind of the object that the annotation stands on. */
  readonly kind: string;
}

/** Annotations for pods on what holds the pod template: it has metadata of its own, in a CronJob twice. */
export function misplacedAnnotations(manifest: Manifest, { path }: PodTemplate, isOne: (annotation: string) => boolean): MisplacedAnnotation[] {
  return [...path.keys()].flatMap((depth) => {
    const annotations = [...path.slice(0, depth), 'metadata', 'annotations'];
    const written = getIn(manifest.data, annotations);
    if (!isObject(written)) return [];
    const kind = depth === 0 ? manifest.kind : 'Job';
    return Object.keys(written).flatMap((annotation) => (isOne(annotation) ? [{ at: [...annotations, annotation], annotation, kind }] : []));
  });
}
