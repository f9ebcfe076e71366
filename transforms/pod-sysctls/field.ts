import { dottedSysctlName, isList, isObject, type JsonObject } from '../../src/transform.js';

/** An entry of `spec.securityContext.sysctls`. */
export interface Sysctl {
  readonly name: string;
  readonly value: string;
}

/**
 * The entries of a pod spec's `securityContext.sysctls`; undefined where Kubernetes would refuse them.
 *
 * Source: `Sysctl` in k8s.io/api/core/v1; `validateSysctls` in pkg/apis/core/validation.
 */
export function readField(spec: JsonObject): Sysctl[] | undefined {
  const securityContext = spec['securityContext'] ?? {};
  const list = isObject(securityContext) ? (securityContext['sysctls'] ?? []) : undefined;
  if (!isList(list)) return undefined;
  const sysctls: Sysctl[] = [];
  for (const item of list) {
    if (!isObject(item)) return undefined;
    const { name, value } = item;
    if (typeof name !== 'string' || typeof value !== 'string' || valueOf(name, sysctls) !== undefined) return undefined;
    sysctls.push({ name, value });
  }
  return sysctls;
}

/** The value that a list gives to a sysctl, in either spelling of its name. */
export function valueOf(name: string, sysctls: readonly Sysctl[]): string | undefined {
  return sysctls.find((sysctl) => dottedSysctlName(sysctl.name) === dottedSysctlName(name))?.value;
}
