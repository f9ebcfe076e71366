import { isObject } from '../../src/transform.js';
import { admitsVolumes, any, appArmorDefault, namesIn, rangesOf, ruleOf, seccompDefault, type Policy } from './policy.js';

/**
 * What a policy writes into pods that do not say it themselves. Pod Security admission writes nothing.
 *
 * Source: Kubernetes pkg/security/podsecuritypolicy/provider.go, `MutatePod`.
 */
export function writtenIntoPods(policy: Policy): readonly string[] {
  const { spec, annotations } = policy;
  const written: string[] = [];
  const add = (text: string, condition: boolean): unknown => condition && written.push(text);

  const added = namesIn(spec['defaultAddCapabilities']);
  const dropped = namesIn(spec['requiredDropCapabilities']);
  add(`capabilities.add: [${added.join(', ')}]`, added.length > 0);
  add(`capabilities.drop: [${dropped.join(', ')}]`, dropped.length > 0);
  const preset = spec['defaultAllowPrivilegeEscalation'];
  const escalation = typeof preset === 'boolean' ? preset : spec['allowPrivilegeEscalation'] === false ? false : undefined;
  add(`allowPrivilegeEscalation: ${escalation}`, escalation !== undefined);
  add('readOnlyRootFilesystem: true', spec['readOnlyRootFilesystem'] === true);
  add('runAsNonRoot: true', ruleOf(policy, 'runAsUser') === 'MustRunAsNonRoot');
  for (const field of ['runAsUser', 'runAsGroup', 'supplementalGroups', 'fsGroup']) {
    const [first] = rangesOf(policy, field);
    const value = field === 'supplementalGroups' ? `[${first?.min}]` : String(first?.min);
    add(`${field}: ${value}`, ruleOf(policy, field) === 'MustRunAs' && first !== undefined);
  }
  add('seLinuxOptions', ruleOf(policy, 'seLinux') === 'MustRunAs');
  add(`the seccomp profile ${String(annotations[seccompDefault])}`, isText(annotations[seccompDefault]));
  add(`the AppArmor profile ${String(annotations[appArmorDefault])}`, isText(annotations[appArmorDefault]));
  const runtimeClass = isObject(spec['runtimeClass']) ? spec['runtimeClass'] : {};
  add(`runtimeClassName: ${String(runtimeClass['defaultRuntimeClassName'])}`, isText(runtimeClass['defaultRuntimeClassName']));
  return written;
}

/**
 * The fields by which a policy restricts what no Pod Security Standard has an opinion on.
 *
 * Source: kubernetes.io, “Mapping PodSecurityPolicies to Pod Security Standards”, rows with “no opinion”.
 */
export function withoutCounterpart(policy: Policy): readonly string[] {
  const { spec } = policy;
  const lists = { allowedHostPaths: 'hostPath', allowedFlexVolumes: 'flexVolume', allowedCSIDrivers: 'csi' };
  const runtimeClass = spec['runtimeClass'];
  return [
    ...Object.entries(lists).flatMap(([field, type]) => (hasItems(spec[field]) && admitsVolumes(policy, type) ? [field] : [])),
    ...(hasItems(spec['forbiddenSysctls']) ? ['forbiddenSysctls'] : []),
    ...(spec['readOnlyRootFilesystem'] === true ? ['readOnlyRootFilesystem'] : []),
    ...(ruleOf(policy, 'runAsUser') === 'MustRunAs' ? ['the ranges of runAsUser'] : []),
    ...['runAsGroup', 'supplementalGroups', 'fsGroup'].filter((field) => ruleOf(policy, field) !== 'RunAsAny'),
    ...(ruleOf(policy, 'seLinux') === 'MustRunAs' ? ['seLinux'] : []),
    ...(isObject(runtimeClass) && !namesIn(runtimeClass['allowedRuntimeClassNames']).includes(any) ? ['runtimeClass'] : []),
  ];
}

function hasItems(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
