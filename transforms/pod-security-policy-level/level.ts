import { atLeast, isList, isObject, isSafeSysctl, type JsonValue, type Version } from '../../src/transform.js';
import { any, appArmorAllowed, appArmorDefault, namesIn, profilesIn, rangesOf, ruleOf, seccompAllowed, seccompDefault, type Policy } from './policy.js';

/** The levels of the Pod Security Standards, from the loosest to the strictest. */
export const levels = ['privileged', 'baseline', 'restricted'] as const;
export type Level = (typeof levels)[number];

/** Something that a level restricts and the policy leaves to the pod; most pods make no use of it. */
export interface Opening {
  readonly name: string;
  /** The loosest level that restricts it. */
  readonly level: 'baseline' | 'restricted';
  /** What the level refuses a pod for; goes on from “a pod that”. */
  readonly pod: string;
}

export interface Assessment {
  /** The strictest level that every pod satisfies which the policy admits, and which makes no use of an opening. */
  readonly level: Level;
  /** The strictest level that every pod satisfies which the policy admits. */
  readonly guaranteed: Level;
  /** The fields that keep the policy from the next stricter level, and how; empty at `restricted`. */
  readonly obstacles: readonly string[];
  /** The openings that matter at `level`. */
  readonly openings: readonly Opening[];
  /** What the policy refuses and `baseline` refuses too. */
  readonly refused: readonly string[];
}

interface Judgement {
  /** The strictest level that the field satisfies, its opening apart. */
  readonly level: Level;
  /** The field and what is in it; needed below `restricted`. */
  readonly because?: string;
  readonly opening?: Opening;
}

interface Check {
  /** What the check of `baseline` refuses, for a list of such things. */
  readonly refuses?: string;
  judge(policy: Policy, release: Version): Judgement;
}

const satisfied: Judgement = { level: 'restricted' };

/** What `baseline` lets a container add; `restricted` only the first. */
const baselineCapabilities = [
  'NET_BIND_SERVICE',
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

const restrictedVolumes = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret', 'none'];

const containerTypes = ['', 'container_t', 'container_init_t', 'container_kvm_t'];

/**
 * Each field of a PodSecurityPolicy that the standards have an opinion on, judged by what pods it admits
 * after it has filled in its defaults.
 *
 * Sources: kubernetes.io, “Mapping PodSecurityPolicies to Pod Security Standards”; Kubernetes
 * pkg/security/podsecuritypolicy (what a policy admits) and k8s.io/pod-security-admission/policy (what a
 * level refuses). Windows’ hostProcess needs `hostNetwork`, so it needs no row.
 */
const checks: readonly Check[] = [
  { refuses: 'privileged containers', judge: ({ spec }) => granted('privileged', spec['privileged']) },
  { refuses: 'the host’s network', judge: ({ spec }) => granted('hostNetwork', spec['hostNetwork']) },
  { refuses: 'the host’s processes', judge: ({ spec }) => granted('hostPID', spec['hostPID']) },
  { refuses: 'the host’s IPC', judge: ({ spec }) => granted('hostIPC', spec['hostIPC']) },
  { refuses: 'host ports', judge: ({ spec }) => (openPorts(spec['hostPorts']) ? { level: 'privileged', because: 'hostPorts' } : satisfied) },
  { refuses: 'hostPath volumes', judge: ({ spec }) => volumes(namesIn(spec['volumes'])) },
  { refuses: 'capabilities beyond the default ones', judge: capabilities },
  { refuses: 'unsafe sysctls', judge: sysctls },
  { refuses: 'unmasked /proc mounts', judge: ({ spec }) => listed('allowedProcMountTypes', except(spec['allowedProcMountTypes'], ['Default']), 'privileged') },
  { judge: seLinux },
  { judge: appArmor },
  { judge: seccomp },
  { judge: (_, release) => (atLeast(release, '1.34') ? { ...satisfied, opening: probeHosts } : satisfied) },
  {
    judge: ({ spec }) =>
      namesIn(spec['requiredDropCapabilities']).includes('ALL') ? satisfied : { level: 'baseline', because: 'requiredDropCapabilities without ALL' },
  },
  {
    // True where nothing is said.
    judge: ({ spec }) => (spec['allowPrivilegeEscalation'] === false ? satisfied : { level: 'baseline', because: 'allowPrivilegeEscalation (not false)' }),
  },
  { judge: runAsUser },
];

/**
 * Which Pod Security Standard a policy corresponds to: it is at least as strict as that level.
 *
 * @param release the release whose standards count; they exist since 1.22
 */
export function assess(policy: Policy, release: Version): Assessment {
  const judged = checks.map((check) => ({ check, ...check.judge(policy, release) }));
  const level = strictest(judged.map((judgement) => rank(judgement.level)));
  const openings = judged.flatMap(({ opening }) => opening ?? []);
  const guaranteed = strictest([rank(level), ...openings.map((opening) => rank(opening.level) - 1)]);
  return {
    level,
    guaranteed,
    obstacles: level === 'restricted' ? [] : judged.flatMap((judgement) => (judgement.level === level ? (judgement.because ?? []) : [])),
    openings: openings.filter((opening) => rank(opening.level) <= rank(level)),
    refused: judged.flatMap((judgement) => (judgement.level === 'privileged' ? [] : (judgement.check.refuses ?? []))),
  };
}

function rank(level: Level): number {
  return levels.indexOf(level);
}

/** The strictest level that all of several ranks satisfy. */
function strictest(ranks: readonly number[]): Level {
  return levels[Math.min(...ranks)] ?? 'privileged';
}

/** A field that grants a privilege unless it is false or absent. */
function granted(field: string, value: JsonValue | undefined): Judgement {
  return value === undefined || value === null || value === false ? satisfied : { level: 'privileged', because: field };
}

function except(value: JsonValue | undefined, allowed: readonly string[]): readonly string[] {
  return namesIn(value).filter((name) => !allowed.includes(name));
}

/** A field with a list, of which `offending` is what the level above does not allow. */
function listed(field: string, offending: readonly string[], level: Level): Judgement {
  return offending.length === 0 ? satisfied : { level, because: `${field} (${few(offending)})` };
}

function few(names: readonly string[]): string {
  const more = names.length - 3;
  return more > 1 ? `${names.slice(0, 3).join(', ')} and ${more} more` : names.join(', ');
}

/** Ranges that hold no port above 0 admit none. */
function openPorts(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (!isList(value)) return true;
  return value.some((range) => {
    const { min = 0, max = 0 } = isObject(range) ? range : { max: 1 };
    return typeof min !== 'number' || typeof max !== 'number' || (max > 0 && max >= min);
  });
}

function volumes(names: readonly string[]): Judgement {
  const host = names.filter((name) => name === 'hostPath' || name === any);
  return host.length > 0 ? listed('volumes', host, 'privileged') : listed('volumes', except(names, restrictedVolumes), 'baseline');
}

function capabilities({ spec }: Policy): Judgement {
  const fields = ['allowedCapabilities', 'defaultAddCapabilities'] as const;
  for (const [level, allowed] of [['privileged', baselineCapabilities], ['baseline', baselineCapabilities.slice(0, 1)]] as const) {
    const found = fields.flatMap((field) => listed(field, except(spec[field], allowed), level).because ?? []);
    if (found.length > 0) return { level, because: found.join(', ') };
  }
  return satisfied;
}

function sysctls({ spec }: Policy, release: Version): Judgement {
  const offending = namesIn(spec['allowedUnsafeSysctls']).filter((name) => !isSafeSysctl(name, release));
  return listed('allowedUnsafeSysctls', offending, 'privileged');
}

const seLinuxOptions: Opening = {
  name: 'SELinux options',
  level: 'baseline',
  pod: 'sets an SELinux user or role, or another SELinux type than container_t, container_init_t or container_kvm_t',
};

function seLinux(policy: Policy): Judgement {
  const strategy = policy.spec['seLinux'];
  if (ruleOf(policy, 'seLinux') !== 'MustRunAs' || !isObject(strategy)) return { ...satisfied, opening: seLinuxOptions };
  const { type, user, role } = isObject(strategy['seLinuxOptions']) ? strategy['seLinuxOptions'] : {};
  const fits = containerTypes.includes(String(type ?? '')) && (user ?? '') === '' && (role ?? '') === '';
  return fits ? satisfied : { level: 'privileged', because: 'seLinux (its user, role or type)' };
}

const appArmorProfile: Opening = { name: 'AppArmor profile', level: 'baseline', pod: 'sets the AppArmor profile unconfined' };
const seccompProfile: Opening = { name: 'seccomp profile', level: 'baseline', pod: 'sets the seccomp profile Unconfined' };

function isConfined(profile: string): boolean {
  return ['', 'runtime/default', 'docker/default'].includes(profile) || profile.startsWith('localhost/');
}

/** A policy without the annotation admits any AppArmor profile. */
function appArmor({ annotations }: Policy): Judgement {
  const allowed = profilesIn(annotations[appArmorAllowed]) ?? [any];
  const preset = profilesIn(annotations[appArmorDefault]) ?? [''];
  if (!preset.every(isConfined) || isOnlyUnconfined(allowed)) return { level: 'privileged', because: 'the AppArmor profile it sets' };
  return allowed.every(isConfined) ? satisfied : { ...satisfied, opening: appArmorProfile };
}

/** A policy without the annotation admits no seccomp profile, and `restricted` demands one. */
function seccomp({ annotations }: Policy): Judgement {
  const allowed = profilesIn(annotations[seccompAllowed]);
  const preset = profilesIn(annotations[seccompDefault]) ?? [''];
  if (!preset.every(isConfined) || isOnlyUnconfined(allowed ?? [])) return { level: 'privileged', because: 'the seccomp profile it sets' };
  if (allowed === undefined) return { level: 'baseline', because: 'no seccomp profile allowed' };
  const opening = allowed.every(isConfined) ? {} : { opening: seccompProfile };
  const demanded = !allowed.includes('') && !allowed.includes(any);
  return demanded ? { ...satisfied, ...opening } : { level: 'baseline', because: 'no seccomp profile demanded', ...opening };
}

/** Every pod that such a policy admits is unconfined. */
function isOnlyUnconfined(allowed: readonly string[]): boolean {
  return allowed.length > 0 && allowed.every((profile) => profile !== any && !isConfined(profile));
}

const probeHosts: Opening = { name: 'hosts in probes', level: 'baseline', pod: 'names a host in a probe or a lifecycle handler' };

const nonRootMark: Opening = { name: 'runAsNonRoot', level: 'restricted', pod: 'sets runAsUser, but not runAsNonRoot: true' };

/** MustRunAsNonRoot sets `runAsNonRoot: true` only where the pod says nothing of its user; MustRunAs never does. */
function runAsUser(policy: Policy): Judgement {
  const rule = ruleOf(policy, 'runAsUser');
  if (rule === 'MustRunAsNonRoot') return { ...satisfied, opening: nonRootMark };
  const ranges = rangesOf(policy, 'runAsUser');
  const nonRoot = rule === 'MustRunAs' && ranges.length > 0 && ranges.every(({ min }) => min > 0);
  return { level: 'baseline', because: nonRoot ? 'runAsUser (MustRunAs sets a user, but not runAsNonRoot: true)' : `runAsUser (${rule})` };
}
