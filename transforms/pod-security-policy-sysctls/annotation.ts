import { isSafeSysctl, isSysctlName, safeSysctls, type Version } from '../../src/transform.js';
import { lastReader } from '../_shared/sysctl-annotations.js';

/** What the fields of a policy say; an empty list stands for an absent field. */
export interface SysctlRules {
  readonly allowedUnsafeSysctls: readonly string[];
  readonly forbiddenSysctls: readonly string[];
}

/** The rules, or the id of the message that tells why there are none. */
export type Reading = { readonly rules: SysctlRules } | { readonly problem: 'not-a-pattern' | 'mixed-pattern'; readonly entry: string };

/**
 * Translates the sysctl annotation of a policy. It listed what pods may set, safe or not: names and
 * `prefix*` patterns joined by commas, nothing trimmed; `*` is everything, the empty text nothing.
 * The fields start from what is safe instead: `forbiddenSysctls` takes away from it,
 * `allowedUnsafeSysctls` adds to it.
 *
 * Source: `SysctlsFromPodSecurityPolicyAnnotation` and pkg/security/podsecuritypolicy/sysctl of
 * Kubernetes 1.10; `PodSecurityPolicySpec` in k8s.io/api/policy/v1beta1 of 1.11.
 *
 * @param oldest The release whose safe set is the smallest: what it does not allow by itself is allowed.
 * @param newest The release whose safe set is the largest: what it allows beyond the list is forbidden.
 */
export function readAnnotation(text: string, oldest: Version, newest: Version): Reading {
  if (text === '') return { rules: { allowedUnsafeSysctls: [], forbiddenSysctls: ['*'] } };
  const entries = [...new Set(text.split(','))];
  const invalid = entries.find((entry) => !isPattern(entry));
  if (invalid !== undefined) return { problem: 'not-a-pattern', entry: invalid };
  if (entries.includes('*')) return { rules: { allowedUnsafeSysctls: ['*'], forbiddenSysctls: [] } };
  const safe = [...safeSysctls(newest)];
  const mixed = entries.find((entry) => entry.endsWith('*') && safe.some((name) => matches(entry, name)));
  if (mixed !== undefined) return { problem: 'mixed-pattern', entry: mixed };
  return {
    rules: {
      allowedUnsafeSysctls: entries.filter((entry) => !isSafeSysctl(entry, oldest)),
      forbiddenSysctls: safe.filter((name) => !entries.includes(name)),
    },
  };
}

/** A name, or the beginning of one followed by `*`: with one more character in its place it is a name. */
function isPattern(entry: string): boolean {
  return isSysctlName(entry.replace(/\*$/, 'x'), lastReader);
}

function matches(pattern: string, name: string): boolean {
  return name.startsWith(pattern.slice(0, -1));
}
