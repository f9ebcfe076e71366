import type { Pod } from './pod.js';

/** A PodSecurityPolicy with the fields that the tests vary. */
export interface PolicySpec {
  readonly privileged?: boolean;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly hostPorts?: readonly { readonly min: number; readonly max: number }[];
  readonly volumes?: readonly string[];
  readonly allowedCapabilities?: readonly string[];
  readonly defaultAddCapabilities?: readonly string[];
  readonly requiredDropCapabilities?: readonly string[];
  readonly allowedUnsafeSysctls?: readonly string[];
  readonly allowedProcMountTypes?: readonly string[];
  readonly allowPrivilegeEscalation?: boolean;
  readonly defaultAllowPrivilegeEscalation?: boolean;
  readonly runAsUser: { readonly rule: string; readonly ranges?: readonly { readonly min: number; readonly max: number }[] };
  readonly seLinux: { readonly rule: string; readonly seLinuxOptions?: { readonly type?: string; readonly user?: string } };
}

export interface Annotations {
  readonly seccompAllowed?: string;
  readonly seccompDefault?: string;
  readonly appArmorAllowed?: string;
  readonly appArmorDefault?: string;
}

const safe = ['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range'];

/**
 * What becomes of a pod under a policy: as it is stored, or undefined where it is refused. Written after
 * `MutatePod` and `ValidatePod` of Kubernetes pkg/security/podsecuritypolicy, apart from the code under test.
 */
export function admit(spec: PolicySpec, annotations: Annotations, pod: Pod): Pod | undefined {
  const stored = mutate(spec, annotations, pod);
  return isValid(spec, annotations, stored) ? stored : undefined;
}

function mutate(spec: PolicySpec, annotations: Annotations, pod: Pod): Pod {
  const ranged = spec.runAsUser.rule === 'MustRunAs' ? spec.runAsUser.ranges?.[0]?.min : undefined;
  const runAsUser = pod.runAsUser ?? ranged;
  const runAsNonRoot = pod.runAsNonRoot ?? (runAsUser === undefined && spec.runAsUser.rule === 'MustRunAsNonRoot' ? true : undefined);
  const seLinux = pod.seLinux ?? (spec.seLinux.rule === 'MustRunAs' ? spec.seLinux.seLinuxOptions : undefined);
  const escalation =
    pod.allowPrivilegeEscalation ?? spec.defaultAllowPrivilegeEscalation ?? (spec.allowPrivilegeEscalation === false ? false : undefined);
  return {
    ...pod,
    add: [...new Set([...pod.add, ...(spec.defaultAddCapabilities ?? []).filter((name) => !pod.drop.includes(name))])],
    drop: [...new Set([...pod.drop, ...(spec.requiredDropCapabilities ?? [])])],
    seccomp: pod.seccomp || (annotations.seccompDefault ?? ''),
    appArmor: pod.appArmor || (annotations.appArmorDefault ?? ''),
    ...(runAsUser === undefined ? {} : { runAsUser }),
    ...(runAsNonRoot === undefined ? {} : { runAsNonRoot }),
    ...(seLinux === undefined ? {} : { seLinux }),
    ...(escalation === undefined ? {} : { allowPrivilegeEscalation: escalation }),
  };
}

function isValid(spec: PolicySpec, annotations: Annotations, pod: Pod): boolean {
  const caps = spec.allowedCapabilities ?? [];
  const volumes = spec.volumes ?? [];
  const procMounts = spec.allowedProcMountTypes?.length ? spec.allowedProcMountTypes : ['Default'];
  return [
    !pod.hostNetwork || spec.hostNetwork,
    !pod.hostPID || spec.hostPID,
    !pod.hostIPC || spec.hostIPC,
    !pod.privileged || spec.privileged,
    !pod.hostPort || (spec.hostPorts ?? []).some(({ min, max }) => min <= (pod.hostPort ?? 0) && (pod.hostPort ?? 0) <= max),
    pod.volumes.every((type) => volumes.includes(type) || volumes.includes('*')),
    pod.sysctls.every((name) => safe.includes(name) || (spec.allowedUnsafeSysctls ?? []).some((entry) => covers(entry, name))),
    caps.includes('*') || pod.add.every((name) => caps.includes(name) || spec.defaultAddCapabilities?.includes(name)),
    procMounts.includes(pod.procMount),
    spec.allowPrivilegeEscalation !== false || pod.allowPrivilegeEscalation === false,
    isUserAllowed(spec.runAsUser, pod),
    spec.seLinux.rule !== 'MustRunAs' ||
      (pod.seLinux?.type === spec.seLinux.seLinuxOptions?.type && pod.seLinux?.user === spec.seLinux.seLinuxOptions?.user),
    isSeccompAllowed(annotations.seccompAllowed, pod.seccomp),
    annotations.appArmorAllowed === undefined || annotations.appArmorAllowed.split(',').includes(pod.appArmor),
  ].every(Boolean);
}

function covers(entry: string, name: string): boolean {
  return entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : entry === name;
}

function isUserAllowed({ rule, ranges }: PolicySpec['runAsUser'], { runAsUser, runAsNonRoot }: Pod): boolean {
  if (rule === 'MustRunAs') return runAsUser !== undefined && (ranges ?? []).some(({ min, max }) => min <= runAsUser && runAsUser <= max);
  if (rule !== 'MustRunAsNonRoot') return true;
  return runAsNonRoot !== false && runAsUser !== 0 && (runAsNonRoot === true || runAsUser !== undefined);
}

function isSeccompAllowed(allowed: string | undefined, profile: string): boolean {
  if (allowed === undefined) return profile === '';
  const profiles = allowed.split(',');
  return profiles.includes('*') || profiles.includes(profile) || (profile === 'runtime/default' && profiles.includes('docker/default'));
}
