import type { Pod } from './pod.js';

const defaults = 'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(' ');
const safe = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const core = 'configMap csi downwardAPI emptyDir ephemeral persistentVolumeClaim projected secret'.split(' ');

/** Whether a pod satisfies a Pod Security Standard of 1.22 to 1.26. Written after k8s.io/pod-security-admission/policy. */
export function satisfies(pod: Pod, level: string): boolean {
  if (level === 'privileged') return true;
  return isBaseline(pod) && (level === 'baseline' || isRestricted(pod));
}

function isBaseline(pod: Pod): boolean {
  return (
    !pod.hostNetwork &&
    !pod.hostPID &&
    !pod.hostIPC &&
    !pod.privileged &&
    !pod.hostPort &&
    !pod.volumes.includes('hostPath') &&
    pod.add.every((name) => defaults.includes(name)) &&
    pod.sysctls.every((name) => safe.includes(name)) &&
    pod.procMount === 'Default' &&
    [undefined, 'container_t', 'container_init_t', 'container_kvm_t'].includes(pod.seLinux?.type) &&
    pod.seLinux?.user === undefined &&
    pod.appArmor !== 'unconfined' &&
    pod.seccomp !== 'unconfined'
  );
}

function isRestricted(pod: Pod): boolean {
  return (
    pod.volumes.every((type) => core.includes(type)) &&
    pod.drop.includes('ALL') &&
    pod.add.every((name) => name === 'NET_BIND_SERVICE') &&
    pod.allowPrivilegeEscalation === false &&
    pod.runAsNonRoot === true &&
    pod.runAsUser !== 0 &&
    (pod.seccomp === 'runtime/default' || pod.seccomp === 'docker/default' || pod.seccomp.startsWith('localhost/'))
  );
}
