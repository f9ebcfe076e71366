import test from 'ava';
import {
  checkSysctlPattern,
  dottedSysctlName,
  isAllowedUnsafeSysctl,
  isSafeSysctl,
  isSysctlName,
  safeSysctls,
  sysctlNamespace,
} from '../../src/catalogue/sysctls.js';
import { targetVersions } from '../../src/catalogue/releases.js';
import type { Version } from '../../src/model/version.js';

const first = ['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies'];

test('the safe set of 1.21', (t) => {
  t.deepEqual([...safeSysctls('1.21')], [...first, 'net.ipv4.ping_group_range']);
});

test('the safe set grows by release', (t) => {
  const sizes: Record<Version, number> = {
    '1.16': 3,
    '1.17': 3,
    '1.18': 4,
    '1.21': 4,
    '1.22': 5,
    '1.26': 5,
    '1.27': 6,
    '1.28': 6,
    '1.29': 10,
    '1.31': 10,
    '1.32': 12,
    '1.36': 12,
    '1.37': 14,
  };
  for (const [version, size] of Object.entries(sizes)) t.is(safeSysctls(version as Version).size, size, version);
  t.true(isSafeSysctl('net.ipv4.ip_unprivileged_port_start', '1.22'));
  t.false(isSafeSysctl('net.ipv4.ip_unprivileged_port_start', '1.21'));
  t.true(isSafeSysctl('net.ipv4.ip_local_reserved_ports', '1.27'));
  t.true(isSafeSysctl('net.ipv4.tcp_keepalive_intvl', '1.29'));
  t.true(isSafeSysctl('net.ipv4.tcp_wmem', '1.32'));
  t.true(isSafeSysctl('net/ipv4/tcp_syncookies', '1.25'));
});

test('every safe sysctl is well named and namespaced', (t) => {
  for (const version of targetVersions()) {
    for (const name of safeSysctls(version)) {
      t.true(isSysctlName(name, '1.16'), name);
      t.truthy(sysctlNamespace(name), name);
    }
  }
});

test('the Linux namespace of a sysctl', (t) => {
  for (const name of ['net.core.somaxconn', 'net.ipv4.tcp_syncookies', 'net/ipv4/conf/eth0.100/rp_filter']) t.is(sysctlNamespace(name), 'net', name);
  for (const name of ['kernel.shm_rmid_forced', 'kernel.shmmax', 'kernel.msgmax', 'kernel.sem', 'fs.mqueue.msg_max']) t.is(sysctlNamespace(name), 'ipc', name);
  for (const name of ['kernel.semaphores', 'kernel.pid_max', 'vm.swappiness', 'fs.file-max', 'fs.mqueue', 'net', 'netfilter.x', '']) t.is(sysctlNamespace(name), undefined, name);
});

test('names that a pod may use', (t) => {
  for (const name of ['a', 'kernel.sem', 'net.ipv4.conf.eth0-1.x_y', 'a1.2b', 'a__b.c']) t.true(isSysctlName(name, '1.21'), name);
  for (const name of ['', '.', 'a.', '.a', 'a..b', 'A.b', 'net.ipv4.conf.Eth0.x', ' a.b', 'a.b ', 'a b', 'a=b', '-a', 'a-', '_a', 'a._b', 'a.b\n', 'é']) t.false(isSysctlName(name, '1.21'), JSON.stringify(name));
});

test('a name has at most 253 characters', (t) => {
  t.true(isSysctlName('a'.repeat(253), '1.21'));
  t.false(isSysctlName('a'.repeat(254), '1.21'));
});

test('a name that almost fits is judged quickly', (t) => {
  const before = Date.now();
  isSysctlName(`${'a-'.repeat(126)}-`, '1.25');
  isSysctlName(`${'a.'.repeat(126)}.`, '1.25');
  t.true(Date.now() - before < 1000);
});

test('slashes separate from 1.25 on', (t) => {
  t.false(isSysctlName('net/ipv4/tcp_syncookies', '1.24'));
  t.true(isSysctlName('net/ipv4/tcp_syncookies', '1.25'));
  t.true(isSysctlName('net/ipv4/conf/eth0.100/rp_filter', '1.25'));
  t.false(isSysctlName('net//ipv4', '1.25'));
  t.false(isSysctlName('/net', '1.25'));
});

test('the first separator decides how a name is read', (t) => {
  t.is(dottedSysctlName('net.ipv4.tcp_syncookies'), 'net.ipv4.tcp_syncookies');
  t.is(dottedSysctlName('net/ipv4/tcp_syncookies'), 'net.ipv4.tcp_syncookies');
  t.is(dottedSysctlName('net/ipv4/conf/eth0.100/rp_filter'), 'net.ipv4.conf.eth0/100.rp_filter');
  t.is(dottedSysctlName('net.ipv4.conf.eth0/100.rp_filter'), 'net.ipv4.conf.eth0/100.rp_filter');
  t.is(dottedSysctlName('kernel'), 'kernel');
});

test('unsafe sysctls that the kubelet allows', (t) => {
  t.true(isAllowedUnsafeSysctl('net.core.somaxconn', ['net.core.somaxconn']));
  t.true(isAllowedUnsafeSysctl('net.core.somaxconn', ['kernel.sem', 'net.core.*']));
  t.true(isAllowedUnsafeSysctl('net.core.somaxconn', ['net.*']));
  t.true(isAllowedUnsafeSysctl('kernel.shmmax', ['kernel.shm*']));
  t.true(isAllowedUnsafeSysctl('net/core/somaxconn', ['net.core.*']));
  t.true(isAllowedUnsafeSysctl('net.core.somaxconn', ['net/core/*']));
  t.false(isAllowedUnsafeSysctl('net.core.somaxconn', []));
  t.false(isAllowedUnsafeSysctl('net.core.somaxconn', ['net.core']));
  t.false(isAllowedUnsafeSysctl('net.core.somaxconn', ['net.core.so']));
  t.false(isAllowedUnsafeSysctl('net.corex', ['net.core.*']));
  t.false(isAllowedUnsafeSysctl('net.core.somaxconn', ['net.*.somaxconn']));
});

test('patterns that a kubelet starts with', (t) => {
  for (const pattern of ['net.core.somaxconn', 'net.*', 'net.core.*', 'kernel.shm*', 'kernel.msg*', 'kernel.sem', 'fs.mqueue.*']) t.is(checkSysctlPattern(pattern, '1.21'), undefined, pattern);
  t.is(checkSysctlPattern('net/core/*', '1.25'), undefined);
});

test('patterns that a kubelet refuses', (t) => {
  for (const pattern of ['', 'net.*.x', 'net.**', 'Net.core', 'net core', 'net/core/*', 'a'.repeat(254)]) t.regex(checkSysctlPattern(pattern, '1.21') ?? '', /is not the name of a sysctl/, pattern);
  for (const pattern of ['*', 'net*', 'vm.swappiness', 'kernel.*', 'fs.*', 'kernel.semx']) t.regex(checkSysctlPattern(pattern, '1.21') ?? '', /is not known to be namespaced/, pattern);
});
