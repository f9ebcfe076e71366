import { groupOf } from '../model/manifest.js';
import type { KindMatch, Transform } from '../model/transform.js';
import type { FileInput, FileRole } from './file-input.js';

const values = { apiVersion: 'helm.sh/v2', kind: 'Values' } as const;

/** What files are that do not say so. No values do: theirs is a name among transforms only. */
const implied: Partial<Record<FileRole, { readonly apiVersion: string; readonly kind: string }>> = {
  kustomization: { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' },
  'helm-values': values,
};

/** The version and kind of a file that does not say them. */
export function impliedIdentity(role: FileRole): { readonly implied?: { readonly apiVersion: string; readonly kind: string } } {
  const identity = implied[role];
  return identity ? { implied: identity } : {};
}

/** Manifests are kept in the place of values, too. */
export function roleOfText({ role }: Pick<FileInput, 'role'>, text: string): FileRole {
  const isManifest = role === 'helm-values' && /^\uFEFF?["']?apiVersion["']?[ \t]*:/m.test(text) && /^["']?kind["']?[ \t]*:/m.test(text);
  return isManifest ? 'manifest' : role;
}

/** Whether a file speaks of a chart rather than holding objects. */
export function speaksOfChart(role: FileRole): boolean {
  return role === 'helm-values' || role === 'helm-metadata';
}

/**
 * Whether a transform has to do with files of a role. One that takes any kind takes objects, and values are none;
 * for one that accompanies others, planning speaks.
 */
export function concernsRole({ meta }: Transform, role: FileRole): boolean {
  if (meta.accompanies || role === 'helm-metadata') return false;
  const takesValues = ({ group }: KindMatch): boolean => group === groupOf(values.apiVersion);
  return role === 'helm-values' ? meta.kinds.some(takesValues) : !meta.kinds.every(takesValues);
}
