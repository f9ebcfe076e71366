import { atLeast, type Version } from '../model/version.js';

interface SafeSysctls {
  /** The first release that counts the names as safe. */
  readonly since: Version;
  readonly names: readonly string[];
  readonly source: string;
}

const safeSysctlHistory: readonly SafeSysctls[] = [
  { since: '1.4', names: ['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range'], source: 'KEP-34' },
  { since: '1.4', names: ['net.ipv4.tcp_syncookies'], source: 'KEP-34' },
  { since: '1.18', names: ['net.ipv4.ping_group_range'], source: 'sig-release 1.18 notes (#85463)' },
  { since: '1.22', names: ['net.ipv4.ip_unprivileged_port_start'], source: 'sig-release 1.22 notes' },
  { since: '1.27', names: ['net.ipv4.ip_local_reserved_ports'], source: 'sig-release 1.27 notes' },
  { since: '1.29', names: ['net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout'], source: 'sig-release 1.29 notes' },
  { since: '1.29', names: ['net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes'], source: 'sig-release 1.29 notes' },
  { since: '1.32', names: ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'], source: 'sig-release 1.32 notes' },
  { since: '1.37', names: ['net.ipv4.tcp_slow_start_after_idle'], source: 'sig-release 1.37 draft notes' },
  { since: '1.37', names: ['net.ipv4.tcp_notsent_lowat'], source: 'sig-release 1.37 draft notes' },
];

/** The first release in which `/` may separate the parts of a sysctl's name. */
const slashAllowed: Version = '1.25';

const maximumNameLength = 253;
const segment = '[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?';
const dottedName = new RegExp(`^(?:${segment}\\.)*${segment}$`);
const slashedName = new RegExp(`^(?:${segment}[./])*${segment}$`);
const lastOfPattern = '(?:[a-z0-9][-_a-z0-9]*)?[a-z0-9*]';
const dottedPattern = new RegExp(`^(?:${segment}\\.)*${lastOfPattern}$`);
const slashedPattern = new RegExp(`^(?:${segment}[./])*${lastOfPattern}$`);

const safeByVersion = new Map<Version, ReadonlySet<string>>();

/**
 * The sysctls that every kubelet of a release lets a pod set; Pod Security's baseline allows the
 * same ones. Names are dotted.
 *
 * Source: Kubernetes documentation, "Using sysctls in a Kubernetes Cluster"; release notes.
 */
export function safeSysctls(version: Version): ReadonlySet<string> {
  let safe = safeByVersion.get(version);
  if (safe === undefined) {
    safe = new Set(safeSysctlHistory.filter(({ since }) => atLeast(version, since)).flatMap(({ names }) => names));
    safeByVersion.set(version, safe);
  }
  return safe;
}

/** Whether a sysctl is in a release's safe set, in either spelling of its name. */
export function isSafeSysctl(name: string, version: Version): boolean {
  return safeSysctls(version).has(dottedSysctlName(name));
}

/**
 * Whether a pod may name a sysctl so: lower-case segments joined by dots, at most 253 characters;
 * from 1.25 also joined by slashes.
 *
 * Source: Kubernetes pkg/apis/core/validation, `IsValidSysctlName`; release notes of 1.25.
 */
export function isSysctlName(name: string, version: Version): boolean {
  return name.length <= maximumNameLength && (atLeast(version, slashAllowed) ? slashedName : dottedName).test(name);
}

/**
 * A sysctl's name with dots between its parts. Where the first separator is a slash, slashes
 * separate and a dot belongs to a part (an interface name), so the two are exchanged, as sysctl(8)
 * does; any other name is returned as it is.
 */
export function dottedSysctlName(name: string): string {
  if (/[./]/.exec(name)?.[0] !== '/') return name;
  return name.replace(/[./]/g, (separator) => (separator === '/' ? '.' : '/'));
}

/**
 * The Linux namespace that holds a sysctl: the kubelet refuses `net` ones to a pod with
 * `hostNetwork: true` and `ipc` ones to a pod with `hostIPC: true`. Undefined for a sysctl that is
 * not known to belong to a namespace, which no pod can set.
 *
 * Source: Kubernetes pkg/kubelet/sysctl/namespace.go.
 */
export function sysctlNamespace(name: string): 'net' | 'ipc' | undefined {
  const dotted = dottedSysctlName(name);
  if (dotted.startsWith('net.')) return 'net';
  if (dotted === 'kernel.sem' || /^(?:kernel\.shm|kernel\.msg|fs\.mqueue\.)/.test(dotted)) return 'ipc';
  return undefined;
}

/**
 * Whether a kubelet with these `allowedUnsafeSysctls` lets a pod set a sysctl: an entry is the exact
 * name, or a prefix followed by `*`. The safe set is allowed besides and is not looked at here.
 *
 * Source: KubeletConfiguration v1beta1, `allowedUnsafeSysctls`; pkg/kubelet/sysctl/allowlist.go.
 */
export function isAllowedUnsafeSysctl(name: string, patterns: readonly string[]): boolean {
  const dotted = dottedSysctlName(name);
  return patterns.some((entry) => {
    const pattern = dottedSysctlName(entry);
    return pattern.endsWith('*') ? dotted.startsWith(pattern.slice(0, -1)) : dotted === pattern;
  });
}

/**
 * Why a kubelet of a release would refuse to start with an entry of `allowedUnsafeSysctls`, in one
 * sentence; undefined where it would not.
 *
 * Source: pkg/kubelet/sysctl/allowlist.go; pkg/apis/policy/validation, `IsValidSysctlPattern`.
 */
export function checkSysctlPattern(pattern: string, version: Version): string | undefined {
  const syntax = atLeast(version, slashAllowed) ? slashedPattern : dottedPattern;
  if (pattern.length > maximumNameLength || !syntax.test(pattern)) {
    return `${JSON.stringify(pattern)} is not the name of a sysctl, nor the beginning of one followed by *.`;
  }
  const beginning = pattern.endsWith('*') ? pattern.slice(0, -1) : pattern;
  if (sysctlNamespace(beginning) === undefined) {
    const namespaced = 'net., kernel.shm, kernel.msg, kernel.sem and fs.mqueue. are';
    return `${JSON.stringify(pattern)} is not known to be namespaced, so no kubelet can allow it; ${namespaced}.`;
  }
  return undefined;
}
