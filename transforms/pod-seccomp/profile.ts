import { Hole, isObject, type JsonValue } from '../../src/transform.js';

/** What `securityContext.seccompProfile` holds. */
export interface SeccompProfile {
  readonly type: string;
  readonly localhostProfile?: string;
}

const named: Readonly<Record<string, string>> = {
  unconfined: 'Unconfined',
  'runtime/default': 'RuntimeDefault',
  'docker/default': 'RuntimeDefault',
};
const localhost = 'localhost/';

/**
 * The profile that the value of an annotation stands for; undefined for a value that Kubernetes
 * refuses or can make nothing of.
 *
 * Source: `SeccompFieldForAnnotation` in pkg/api/pod and `ValidateSeccompProfile` in
 * pkg/apis/core/validation of Kubernetes 1.19 to 1.26.
 */
export function readProfile(text: string): SeccompProfile | undefined {
  if (Object.hasOwn(named, text)) return { type: named[text] ?? '' };
  if (!text.startsWith(localhost)) return undefined;
  const localhostProfile = text.slice(localhost.length);
  const descends = localhostProfile !== '' && !localhostProfile.startsWith('/') && !localhostProfile.split('/').includes('..');
  return descends ? { type: 'Localhost', localhostProfile } : undefined;
}

/** The profile that a security context sets, undefined where it sets none; `malformed` where Kubernetes cannot read it. */
export function readField(securityContext: JsonValue | undefined): SeccompProfile | 'malformed' | undefined {
  if (securityContext === undefined || securityContext === null) return undefined;
  const field = isObject(securityContext) ? (securityContext['seccompProfile'] ?? undefined) : 'malformed';
  if (field === undefined) return undefined;
  if (field instanceof Hole) return { type: field.text };
  if (!isObject(field)) return 'malformed';
  const { type } = field;
  const localhostProfile = field['localhostProfile'] ?? undefined;
  if (typeof type !== 'string') return 'malformed';
  if (localhostProfile === undefined) return { type };
  return typeof localhostProfile === 'string' ? { type, localhostProfile } : 'malformed';
}

/** A profile in words: `RuntimeDefault`, `Localhost profiles/audit.json`. */
export function describe({ type, localhostProfile }: SeccompProfile): string {
  return localhostProfile === undefined ? type : `${type} ${localhostProfile}`;
}
