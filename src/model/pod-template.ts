import { isObject, type JsonObject } from './json.js';
import type { Manifest } from './manifest.js';
import { getIn, type Path } from './path.js';
import type { KindMatch } from './transform.js';

/** A Pod, or the template of one inside another object. */
export interface PodTemplate {
  /** Where the template stands: empty for a Pod. */
  readonly path: Path;
  /** Absent where nothing is written or what is written is no mapping. */
  readonly metadata: JsonObject | undefined;
  readonly spec: JsonObject | undefined;
}

/** Where kinds hold their pod template, whatever their group's version. */
const templatePaths: Readonly<Record<string, Path>> = {
  '/Pod': [],
  '/PodTemplate': ['template'],
  '/ReplicationController': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'extensions/Deployment': ['spec', 'template'],
  'extensions/DaemonSet': ['spec', 'template'],
  'extensions/ReplicaSet': ['spec', 'template'],
  'batch/Job': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
};

/** Every kind that is or holds a pod template, in all its versions; for a transform's `kinds`. */
export const podTemplateKinds: readonly KindMatch[] = Object.keys(templatePaths).map((key) => {
  const [group = '', kind = ''] = key.split('/');
  return { group, kind };
});

/** The Pod that an object is, or the pod templates it holds. Built-in kinds hold one at most. */
export function podTemplates(manifest: Manifest): PodTemplate[] {
  const path = templatePaths[`${manifest.group}/${manifest.kind}`];
  if (!path) return [];
  const template = getIn(manifest.data, path);
  if (!isObject(template)) return [];
  const { metadata, spec } = template;
  return [{ path, metadata: isObject(metadata) ? metadata : undefined, spec: isObject(spec) ? spec : undefined }];
}
