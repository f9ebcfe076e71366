import type { Finding, FindingStatus, Position } from '../model/finding.js';
import { isObject, type JsonObject } from '../model/json.js';
import { formatPath, type Path } from '../model/path.js';
import type { TransformMeta } from '../model/transform.js';
import { redactText } from '../model/redaction.js';

/** When a finding matters, and what it means where nothing is done: of a patch, what is said of the object that it is applied to. */
export type Stakes = Pick<Finding, 'wave' | 'impact'>;

/** What a finding is about. */
export interface Subject {
  /** The object that it names: for a patch, the one that it is applied to. */
  readonly data: JsonObject;
  /** The value in the patch or kustomization; a path from its root. */
  readonly at: Path;
}

/** Composes a finding of a rule that looks at several files, and so has no `run`; its place comes with the planning of its file. */
export function findingOf(
  meta: TransformMeta,
  messageId: string,
  status: FindingStatus,
  values: Readonly<Record<string, string>>,
  { data, at }: Subject,
  { wave, impact }: Stakes,
): Omit<Finding, keyof Position> {
  const message = (meta.messages[messageId] ?? '').replace(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? '');
  const { apiVersion, kind, metadata } = data;
  const { name, namespace } = isObject(metadata) ? metadata : {};
  return {
    transform: meta.id,
    messageId,
    status,
    safety: status === 'fixed' ? 'safe' : 'report',
    wave,
    impact: status === 'info' ? 'none' : impact,
    message: redactText(message),
    notes: [],
    help: meta.references[0] ?? '',
    path: formatPath(at),
    apiVersion: String(apiVersion ?? ''),
    kind: String(kind ?? ''),
    ...(typeof namespace === 'string' ? { namespace } : {}),
    ...(typeof name === 'string' ? { name } : {}),
  };
}

/** `Ingress shop`. */
export function nameOf({ kind, metadata }: JsonObject): string {
  const name = isObject(metadata) ? metadata['name'] : undefined;
  return [kind, name].filter((part) => typeof part === 'string').join(' ');
}
