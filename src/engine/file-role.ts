import { groupOf } from '../model/manifest.js';
import type { Transform } from '../model/transform.js';
import type { FileInput, FileRole } from './file-input.js';

/** What files are that do not say so. No values do: theirs is a name among transforms only. */
const implied: Partial<Record<FileRole, { readonly apiVersion: string; readonly kind: string }>> = {
  kustomization: { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' },
  'helm-values': { apiVersion: 'helm.sh/v2', kind: 'Values' },
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

/** Whether a transform has to do with files of a role: one that takes any kind takes objects. */
export function concernsRole({ meta }: Transform, role: FileRole): boolean {
  if (role === 'helm-metadata') return false;
  const group = role === 'helm-values' ? groupOf(implied[role]?.apiVersion ?? '') : undefined;
  return group === undefined || meta.kinds.some((match) => match.group === group);
}
