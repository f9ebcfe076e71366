import test from 'ava';
import fc from 'fast-check';
import type { JsonObject, JsonValue, Version } from '../../src/transform.js';
import { withoutCounterpart, writtenIntoPods } from '../../transforms/pod-security-policy-level/beyond-levels.js';
import { assess, levels, type Assessment } from '../../transforms/pod-security-policy-level/level.js';
import { appArmorAllowed, appArmorDefault, seccompAllowed, seccompDefault, type Policy } from '../../transforms/pod-security-policy-level/policy.js';
import { admit, type Annotations, type PolicySpec } from './pod-security/admission.js';
import type { Pod } from './pod-security/pod.js';
import { satisfies } from './pod-security/standards.js';

/** As strict as a policy can be. */
const strictest: Policy = {
  spec: {
    requiredDropCapabilities: ['ALL'],
    allowPrivilegeEscalation: false,
    volumes: ['configMap', 'emptyDir', 'projected', 'secret', 'downwardAPI', 'persistentVolumeClaim', 'csi', 'ephemeral'],
    runAsUser: { rule: 'MustRunAsNonRoot' },
    seLinux: { rule: 'MustRunAs', seLinuxOptions: { level: 's0:c1,c2' } },
    supplementalGroups: { rule: 'RunAsAny' },
    fsGroup: { rule: 'RunAsAny' },
  },
  annotations: { [seccompAllowed]: 'runtime/default', [appArmorAllowed]: 'runtime/default' },
};

function changed(spec: JsonObject, annotations: JsonObject = {}): Policy {
  return { spec: { ...strictest.spec, ...spec }, annotations: { ...strictest.annotations, ...annotations } };
}

function without(annotation: string): Policy {
  const { [annotation]: _, ...annotations } = strictest.annotations;
  return { ...strictest, annotations };
}

/** Level, what keeps it from the stricter one, and the openings. */
function summary({ level, obstacles, openings }: Assessment): string {
  return [level, ...obstacles, ...openings.map(({ name }) => `(${name})`)].join(' | ');
}

const nonRoot = '(runAsNonRoot)';

test('each field, each value: the level and what keeps the policy from the next', (t) => {
  const cases: readonly (readonly [Policy, string])[] = [
    [strictest, `restricted | ${nonRoot}`],
    ...(['privileged', 'hostNetwork', 'hostPID', 'hostIPC'] as const).flatMap((field): [Policy, string][] => [
      [changed({ [field]: true }), `privileged | ${field}`],
      [changed({ [field]: false }), `restricted | ${nonRoot}`],
      [changed({ [field]: null }), `restricted | ${nonRoot}`],
      [changed({ [field]: 'yes' }), `privileged | ${field}`],
    ]),
    [changed({ hostPorts: [] }), `restricted | ${nonRoot}`],
    [changed({ hostPorts: [{ min: 0, max: 0 }] }), `restricted | ${nonRoot}`],
    [changed({ hostPorts: [{ min: 9, max: 8 }] }), `restricted | ${nonRoot}`],
    [changed({ hostPorts: [{ min: 0, max: 65535 }] }), 'privileged | hostPorts'],
    [changed({ hostPorts: [{ min: 8080, max: 8080 }] }), 'privileged | hostPorts'],
    [changed({ hostPorts: ['8080'] }), 'privileged | hostPorts'],
    [changed({ hostPorts: 8080 }), 'privileged | hostPorts'],
    [changed({ volumes: ['*'] }), 'privileged | volumes (*)'],
    [changed({ volumes: ['secret', 'hostPath', 'nfs'] }), 'privileged | volumes (hostPath)'],
    [changed({ volumes: ['secret', 'nfs', 'awsElasticBlockStore'] }), 'baseline | volumes (nfs, awsElasticBlockStore)'],
    [changed({ volumes: [] }), `restricted | ${nonRoot}`],
    [changed({ volumes: null }), `restricted | ${nonRoot}`],
    [changed({ volumes: ['none'] }), `restricted | ${nonRoot}`],
    [changed({ volumes: 'secret' }), 'privileged | volumes (*)'],
    [changed({ allowedCapabilities: ['NET_BIND_SERVICE'] }), `restricted | ${nonRoot}`],
    [changed({ allowedCapabilities: ['CHOWN', 'NET_BIND_SERVICE'] }), 'baseline | allowedCapabilities (CHOWN)'],
    [changed({ allowedCapabilities: ['NET_RAW'] }), 'privileged | allowedCapabilities (NET_RAW)'],
    [changed({ allowedCapabilities: ['CAP_CHOWN'] }), 'privileged | allowedCapabilities (CAP_CHOWN)'],
    [changed({ allowedCapabilities: ['*'] }), 'privileged | allowedCapabilities (*)'],
    [changed({ allowedCapabilities: ['A', 'B', 'C', 'D'] }), 'privileged | allowedCapabilities (A, B, C, D)'],
    [changed({ allowedCapabilities: ['A', 'B', 'C', 'D', 'E'] }), 'privileged | allowedCapabilities (A, B, C and 2 more)'],
    [changed({ defaultAddCapabilities: ['KILL'] }), 'baseline | defaultAddCapabilities (KILL)'],
    [
      changed({ defaultAddCapabilities: ['SYS_TIME'], allowedCapabilities: ['SYS_PTRACE', 'CHOWN'] }),
      'privileged | allowedCapabilities (SYS_PTRACE), defaultAddCapabilities (SYS_TIME)',
    ],
    [changed({ requiredDropCapabilities: ['NET_RAW'] }), 'baseline | requiredDropCapabilities without ALL'],
    [changed({ requiredDropCapabilities: ['all'] }), 'baseline | requiredDropCapabilities without ALL'],
    [changed({ requiredDropCapabilities: ['KILL', 'ALL'] }), `restricted | ${nonRoot}`],
    [changed({ allowedUnsafeSysctls: ['kernel.msgmax'] }), 'privileged | allowedUnsafeSysctls (kernel.msgmax)'],
    [changed({ allowedUnsafeSysctls: ['net.ipv4.ip_unprivileged_port_start'] }), `restricted | ${nonRoot}`],
    [changed({ allowedUnsafeSysctls: ['net.ipv4.ip_local_port_range*'] }), 'privileged | allowedUnsafeSysctls (net.ipv4.ip_local_port_range*)'],
    [changed({ allowedProcMountTypes: ['Default'] }), `restricted | ${nonRoot}`],
    [changed({ allowedProcMountTypes: ['Default', 'Unmasked'] }), 'privileged | allowedProcMountTypes (Unmasked)'],
    [changed({ allowPrivilegeEscalation: true }), 'baseline | allowPrivilegeEscalation (not false)'],
    [changed({ allowPrivilegeEscalation: null }), 'baseline | allowPrivilegeEscalation (not false)'],
    [changed({ allowPrivilegeEscalation: true, defaultAllowPrivilegeEscalation: false }), 'baseline | allowPrivilegeEscalation (not false)'],
    [changed({ runAsUser: { rule: 'RunAsAny' } }), 'baseline | runAsUser (RunAsAny)'],
    [changed({ runAsUser: null }), 'baseline | runAsUser (RunAsAny)'],
    [changed({ runAsUser: { rule: 'MustRunAs', ranges: [{ min: 0, max: 9 }] } }), 'baseline | runAsUser (MustRunAs)'],
    [
      changed({ runAsUser: { rule: 'MustRunAs', ranges: [{ min: 1, max: 65535 }] } }),
      'baseline | runAsUser (MustRunAs sets a user, but not runAsNonRoot: true)',
    ],
    [changed({ seLinux: { rule: 'RunAsAny' } }), `restricted | (SELinux options) | ${nonRoot}`],
    [changed({ seLinux: { rule: 'MustRunAs', seLinuxOptions: { type: 'container_kvm_t', user: '' } } }), `restricted | ${nonRoot}`],
    [changed({ seLinux: { rule: 'MustRunAs', seLinuxOptions: { type: 'spc_t' } } }), 'privileged | seLinux (its user, role or type)'],
    [changed({ seLinux: { rule: 'MustRunAs', seLinuxOptions: { user: 'system_u' } } }), 'privileged | seLinux (its user, role or type)'],
    [without(appArmorAllowed), `restricted | (AppArmor profile) | ${nonRoot}`],
    [changed({}, { [appArmorAllowed]: 'runtime/default,unconfined' }), `restricted | (AppArmor profile) | ${nonRoot}`],
    [changed({}, { [appArmorAllowed]: 'unconfined' }), 'privileged | the AppArmor profile it sets'],
    [changed({}, { [appArmorAllowed]: 'localhost/one,' }), `restricted | ${nonRoot}`],
    [changed({}, { [appArmorAllowed]: 'runtime/default,unconfined', [appArmorDefault]: 'unconfined' }), 'privileged | the AppArmor profile it sets'],
    [without(seccompAllowed), 'baseline | no seccomp profile allowed'],
    [changed({}, { [seccompAllowed]: 'docker/default,localhost/audit' }), `restricted | ${nonRoot}`],
    [changed({}, { [seccompAllowed]: 'runtime/default,' }), 'baseline | no seccomp profile demanded'],
    [changed({}, { [seccompAllowed]: '' }), 'baseline | no seccomp profile demanded'],
    [changed({}, { [seccompAllowed]: '*' }), 'baseline | no seccomp profile demanded | (seccomp profile)'],
    [changed({}, { [seccompAllowed]: 'runtime/default,unconfined' }), `restricted | (seccomp profile) | ${nonRoot}`],
    [changed({}, { [seccompAllowed]: 'unconfined' }), 'privileged | the seccomp profile it sets'],
    [changed({}, { [seccompAllowed]: '*', [seccompDefault]: 'unconfined' }), 'privileged | the seccomp profile it sets'],
    [changed({}, { [seccompAllowed]: 7 }), 'baseline | no seccomp profile demanded | (seccomp profile)'],
  ];
  for (const [policy, expected] of cases) t.is(summary(assess(policy, '1.22')), expected, JSON.stringify(policy));
});

test('the standards of a later release refuse hosts in probes, and allow more sysctls', (t) => {
  const at = (policy: Policy, release: Version): string => summary(assess(policy, release));
  t.is(at(strictest, '1.33'), `restricted | ${nonRoot}`);
  t.is(at(strictest, '1.34'), `restricted | (hosts in probes) | ${nonRoot}`);
  const sysctls = changed({ allowedUnsafeSysctls: ['net.ipv4.tcp_keepalive_time'] });
  t.is(at(sysctls, '1.28'), 'privileged | allowedUnsafeSysctls (net.ipv4.tcp_keepalive_time)');
  t.is(at(sysctls, '1.29'), `restricted | ${nonRoot}`);
});

test('what an open policy still refuses', (t) => {
  t.deepEqual(assess(changed({ hostNetwork: true, volumes: ['hostPath'] }), '1.22').refused, [
    'privileged containers',
    'the host’s processes',
    'the host’s IPC',
    'host ports',
    'capabilities beyond the default ones',
    'unsafe sysctls',
    'unmasked /proc mounts',
  ]);
});

test('what a policy writes into pods', (t) => {
  const cases: readonly (readonly [Policy, readonly string[]])[] = [
    [changed({}), ['capabilities.drop: [ALL]', 'allowPrivilegeEscalation: false', 'runAsNonRoot: true', 'seLinuxOptions']],
    [{ spec: {}, annotations: {} }, []],
    [{ spec: { defaultAddCapabilities: ['CHOWN', 'KILL'] }, annotations: {} }, ['capabilities.add: [CHOWN, KILL]']],
    [{ spec: { defaultAllowPrivilegeEscalation: true, readOnlyRootFilesystem: true }, annotations: {} }, ['allowPrivilegeEscalation: true', 'readOnlyRootFilesystem: true']],
    [{ spec: { runtimeClass: { defaultRuntimeClassName: 'gvisor' } }, annotations: {} }, ['runtimeClassName: gvisor']],
    [
      { spec: {}, annotations: { [seccompDefault]: 'docker/default', [appArmorDefault]: 'runtime/default' } },
      ['the seccomp profile docker/default', 'the AppArmor profile runtime/default'],
    ],
    ...['runAsUser', 'runAsGroup', 'fsGroup', 'supplementalGroups'].flatMap((field): [Policy, string[]][] => {
      const ranges = [{ min: 5, max: 9 }, { min: 1, max: 2 }];
      return [
        [{ spec: { [field]: { rule: 'MustRunAs', ranges } }, annotations: {} }, [`${field}: ${field === 'supplementalGroups' ? '[5]' : '5'}`]],
        [{ spec: { [field]: { rule: 'MayRunAs', ranges } }, annotations: {} }, []],
        [{ spec: { [field]: { rule: 'RunAsAny' } }, annotations: {} }, []],
      ];
    }),
  ];
  for (const [policy, expected] of cases) t.deepEqual(writtenIntoPods(policy), expected, JSON.stringify(policy));
});

test('what no standard restricts', (t) => {
  const of = (spec: JsonObject): readonly string[] => withoutCounterpart({ spec, annotations: {} });
  const paths = [{ pathPrefix: '/var/log', readOnly: true }];
  t.deepEqual(of({}), []);
  t.deepEqual(of({ allowedHostPaths: paths }), [], 'without hostPath volumes it restricts nothing');
  t.deepEqual(of({ allowedHostPaths: paths, volumes: ['hostPath'] }), ['allowedHostPaths']);
  t.deepEqual(of({ allowedHostPaths: [], volumes: ['hostPath'] }), []);
  t.deepEqual(of({ allowedFlexVolumes: [{ driver: 'a/b' }], allowedCSIDrivers: [{ name: 'c' }], volumes: ['*'] }), ['allowedFlexVolumes', 'allowedCSIDrivers']);
  t.deepEqual(of({ forbiddenSysctls: ['net.*'], readOnlyRootFilesystem: true }), ['forbiddenSysctls', 'readOnlyRootFilesystem']);
  t.deepEqual(of({ runAsUser: { rule: 'MustRunAs' }, fsGroup: { rule: 'MayRunAs' }, seLinux: { rule: 'MustRunAs' } }), ['the ranges of runAsUser', 'fsGroup', 'seLinux']);
  t.deepEqual(of({ runtimeClass: { allowedRuntimeClassNames: ['*'] } }), []);
  t.deepEqual(of({ runtimeClass: { allowedRuntimeClassNames: [] } }), ['runtimeClass']);
});

const flag = fc.option(fc.boolean(), { nil: undefined });
const some = (...values: string[]): fc.Arbitrary<string[] | undefined> => fc.option(fc.subarray(values), { nil: undefined });
const one = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

const capabilities = ['NET_BIND_SERVICE', 'CHOWN', 'SYS_ADMIN'];
const volumes = ['secret', 'csi', 'nfs', 'hostPath'];
const sysctls = ['kernel.shm_rmid_forced', 'net.ipv4.ip_unprivileged_port_start', 'kernel.msgmax'];
const seLinuxOptions = [{}, { type: 'container_t' }, { type: 'spc_t' }, { user: 'system_u' }];
const profiles = one(undefined, '', '*', 'runtime/default', 'runtime/default,', 'unconfined', 'runtime/default,unconfined', 'docker/default,localhost/x');

const policies = fc
  .record({
    spec: fc.record({
      privileged: flag,
      hostNetwork: flag,
      hostPID: flag,
      hostIPC: flag,
      hostPorts: one(undefined, [], [{ min: 0, max: 0 }], [{ min: 80, max: 80 }]),
      volumes: some(...volumes, '*'),
      allowedCapabilities: some(...capabilities, '*'),
      defaultAddCapabilities: some(...capabilities),
      requiredDropCapabilities: some('ALL', 'KILL'),
      allowedUnsafeSysctls: some(...sysctls.slice(1), 'kernel.*'),
      allowedProcMountTypes: some('Default', 'Unmasked'),
      allowPrivilegeEscalation: one(undefined, true, false, false),
      defaultAllowPrivilegeEscalation: flag,
      runAsUser: one(
        { rule: 'RunAsAny' },
        { rule: 'MustRunAsNonRoot' },
        { rule: 'MustRunAs', ranges: [{ min: 0, max: 1000 }] },
        { rule: 'MustRunAs', ranges: [{ min: 1, max: 1000 }] },
      ),
      seLinux: one<PolicySpec['seLinux']>({ rule: 'RunAsAny' }, ...seLinuxOptions.map((options) => ({ rule: 'MustRunAs', seLinuxOptions: options }))),
    }),
    annotations: fc.record({ seccompAllowed: profiles, seccompDefault: one(undefined, 'runtime/default', 'unconfined'), appArmorAllowed: profiles.filter((text) => !text?.includes('*')), appArmorDefault: one(undefined, 'runtime/default', 'unconfined') }),
    /** Fields to take from the strictest policy, so that all levels come up. */
    tame: fc.subarray(Object.keys({ ...strictest.spec, privileged: 0, hostNetwork: 0, hostPID: 0, hostIPC: 0, hostPorts: 0, allowedCapabilities: 0, defaultAddCapabilities: 0, allowedUnsafeSysctls: 0, allowedProcMountTypes: 0 }), { minLength: 6 }),
    tameProfiles: fc.boolean(),
  })
  .map(({ spec, annotations, tame, tameProfiles }) => {
    const kept = { ...spec, ...Object.fromEntries(tame.map((field) => [field, strictest.spec[field]])) };
    return {
      spec: defined(kept) as unknown as PolicySpec,
      annotations: (tameProfiles ? { seccompAllowed: 'runtime/default', seccompDefault: 'runtime/default', appArmorAllowed: 'runtime/default', appArmorDefault: 'runtime/default' } : defined(annotations)) as Annotations,
    };
  });

const pods: fc.Arbitrary<Pod> = fc
  .record({
    hostNetwork: flag,
    hostPID: flag,
    hostIPC: flag,
    volumes: fc.subarray(volumes),
    sysctls: fc.subarray(sysctls),
    hostPort: one(undefined, 80),
    privileged: flag,
    add: fc.subarray(capabilities),
    drop: fc.subarray(['ALL', 'KILL']),
    procMount: one('Default', 'Unmasked'),
    allowPrivilegeEscalation: flag,
    runAsNonRoot: flag,
    runAsUser: one(undefined, 0, 5),
    seLinux: one(undefined, ...seLinuxOptions),
    seccomp: one('', 'runtime/default', 'unconfined', 'localhost/x'),
    appArmor: one('', 'runtime/default', 'unconfined', 'localhost/x'),
    /** What the pod says nothing of. */
    bare: fc.subarray(['hostNetwork', 'hostPID', 'hostIPC', 'volumes', 'sysctls', 'hostPort', 'privileged', 'add', 'drop', 'procMount', 'allowPrivilegeEscalation', 'runAsNonRoot', 'runAsUser', 'seLinux', 'seccomp', 'appArmor'], { minLength: 8 }),
  })
  .map(({ bare, ...pod }) => {
    const nothing: JsonObject = { volumes: [], sysctls: [], add: [], drop: [], procMount: 'Default', seccomp: '', appArmor: '' };
    return defined({ ...pod, ...Object.fromEntries(bare.map((field) => [field, nothing[field]])) }) as unknown as Pod;
  });

function defined(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

function policyFrom(spec: PolicySpec, annotations: Annotations): Policy {
  const keys = { seccompAllowed, seccompDefault, appArmorAllowed, appArmorDefault };
  return {
    spec: spec as unknown as JsonObject,
    annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [keys[key as keyof typeof keys], value as JsonValue])),
  };
}

/** Whether a pod makes use of what a policy leaves open. */
function usesOpening(pod: Pod): boolean {
  const { seLinux, appArmor, seccomp, runAsUser, runAsNonRoot } = pod;
  const custom = seLinux !== undefined && (seLinux.user !== undefined || ![undefined, 'container_t'].includes(seLinux.type));
  return custom || appArmor === 'unconfined' || seccomp === 'unconfined' || (runAsUser !== undefined && runAsNonRoot !== true);
}

test('every pod that a policy admits satisfies its level', (t) => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(policies, fc.array(pods, { minLength: 20, maxLength: 20 }), ({ spec, annotations }, candidates) => {
      const { level, guaranteed } = assess(policyFrom(spec, annotations), '1.22');
      for (const pod of candidates) {
        const stored = admit(spec, annotations, pod);
        if (stored === undefined) continue;
        seen.set(level, (seen.get(level) ?? 0) + 1);
        if (!satisfies(stored, guaranteed)) throw new Error(`not ${guaranteed}: ${JSON.stringify(stored)}`);
        if (!usesOpening(pod) && !satisfies(stored, level)) throw new Error(`not ${level}: ${JSON.stringify(stored)}`);
      }
    }),
    { numRuns: 1500 },
  );
  for (const level of levels) t.true((seen.get(level) ?? 0) > 20, `${level}: ${seen.get(level)} pods were admitted`);
});

/** Changes that admit more pods than before, and no fewer. */
const loosenings: readonly ((policy: Policy) => Policy)[] = [
  ...['privileged', 'hostNetwork', 'hostPID', 'hostIPC', 'allowPrivilegeEscalation'].map((field) => (policy: Policy) => withSpec(policy, { [field]: true })),
  ...(
    [
      ['volumes', ['nfs', 'hostPath', '*']],
      ['allowedCapabilities', ['CHOWN', 'SYS_ADMIN', '*']],
      ['allowedUnsafeSysctls', ['kernel.msgmax', 'net.*']],
    ] as const
  ).flatMap(([field, names]) => names.map((name) => (policy: Policy) => withSpec(policy, { [field]: [...((policy.spec[field] as string[] | undefined) ?? []), name] }))),
  (policy) => withSpec(policy, { allowedProcMountTypes: [...((policy.spec['allowedProcMountTypes'] as string[] | undefined) ?? []), 'Default', 'Unmasked'] }),
  (policy) => withSpec(policy, { hostPorts: [...((policy.spec['hostPorts'] as JsonObject[] | undefined) ?? []), { min: 1, max: 80 }] }),
  (policy) => withSpec(policy, { requiredDropCapabilities: [] }),
  (policy) => withSpec(policy, { runAsUser: { rule: 'RunAsAny' } }),
  (policy) => withSpec(policy, { seLinux: { rule: 'RunAsAny' } }),
  ...[seccompAllowed, appArmorAllowed].flatMap((annotation) =>
    ['', 'unconfined', '*'].map((profile) => (policy: Policy) => {
      const before = policy.annotations[annotation];
      return { ...policy, annotations: { ...policy.annotations, [annotation]: before === undefined ? `,${profile}` : `${String(before)},${profile}` } };
    }),
  ),
];

function withSpec(policy: Policy, spec: JsonObject): Policy {
  return { ...policy, spec: { ...policy.spec, ...spec } };
}

test('loosening a policy never makes its level stricter', (t) => {
  const rank = (level: string): number => levels.findIndex((other) => other === level);
  fc.assert(
    fc.property(policies, fc.constantFrom(...loosenings), ({ spec, annotations }, loosen) => {
      const policy = policyFrom(spec, annotations);
      // An annotation that was not there for AppArmor allowed anything already.
      const loosened = loosen(policy);
      if (!(appArmorAllowed in policy.annotations) && appArmorAllowed in loosened.annotations) return;
      const [before, after] = [policy, loosened].map((each) => assess(each, '1.22'));
      if (!before || !after) throw new Error('nothing assessed');
      if (rank(after.guaranteed) > rank(before.guaranteed)) throw new Error(`${before.guaranteed} → ${after.guaranteed}`);
      // Rules under which every pod violates a level, and then need not.
      const forced = before.obstacles.some((obstacle) => /its user|it sets/.test(obstacle));
      if (!forced && rank(after.level) > rank(before.level)) throw new Error(`${before.level} → ${after.level}`);
    }),
    { numRuns: 3000 },
  );
  t.pass();
});
