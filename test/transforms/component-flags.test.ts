import test from 'ava';
import { replay } from '../../src/edit/replay.js';
import type { JsonObject, JsonValue, Manifest, Operation, Recorder } from '../../src/transform.js';
import {
  componentFlags,
  componentScripts,
  isOnlyArgument,
  removeFlag,
  renameFlag,
  setFlagValue,
  valueOf,
} from '../../transforms/_shared/component-flags.js';

function manifestOf(data: JsonObject): Manifest {
  const apiVersion = String(data['apiVersion']);
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return { apiVersion, group, version, kind: String(data['kind']), partial: false, data };
}

const pod = (...containers: JsonValue[]): Manifest => manifestOf({ apiVersion: 'v1', kind: 'Pod', spec: { containers } });

function edited(data: JsonObject, record: (edit: Recorder) => void): JsonValue {
  const operations: Operation[] = [];
  record({
    set: (path, value) => operations.push({ op: 'set', path, value }),
    rename: (path, key) => operations.push({ op: 'rename', path, key }),
    move: () => undefined,
    insert: () => undefined,
    remove: (path) => operations.push({ op: 'remove', path }),
  });
  return replay(data, operations);
}

test('a container runs what its command names, else what its image or its name says', (t) => {
  const cases: readonly (readonly [JsonObject, string | undefined])[] = [
    [{ name: 'x', command: ['kube-apiserver'] }, 'kube-apiserver'],
    [{ name: 'x', command: ['/usr/local/bin/kube-proxy'] }, 'kube-proxy'],
    [{ name: 'x', command: ['C:\\k\\kube-proxy.exe'] }, 'kube-proxy'],
    [{ name: 'x', command: ['/go-runner', '--log-file=/x', '/usr/local/bin/kube-scheduler'] }, 'kube-scheduler'],
    [{ name: 'x', command: ['/tini', '--', 'kubelet'] }, 'kubelet'],
    [{ name: 'x', command: ['/hyperkube', 'proxy'] }, 'kube-proxy'],
    [{ name: 'x', command: ['/hyperkube', 'kube-controller-manager'] }, 'kube-controller-manager'],
    [{ name: 'x', image: 'k8s.gcr.io/hyperkube-amd64:v1.15.0', args: ['scheduler'] }, 'kube-scheduler'],
    [{ name: 'x', image: 'k8s.gcr.io/kube-apiserver:v1.20.0' }, 'kube-apiserver'],
    [{ name: 'x', image: 'localhost:5000/kube-proxy-arm64@sha256:00' }, 'kube-proxy'],
    [{ name: 'kubelet', image: 'example.org/node' }, 'kubelet'],
    [{ name: 'cloud-controller-manager', command: ['/own-manager'] }, 'cloud-controller-manager'],
    [{ name: 'x', command: ['proxy'] }, undefined],
    [{ name: 'x', image: 'example.org/kube-proxy-exporter:v1' }, undefined],
    [{ name: 'kube-apiserver-proxy', image: 'example.org/x' }, undefined],
    [{ name: 'kube-apiserver', command: ['sh', '-c', 'kube-apiserver'] }, undefined],
    [{ name: 'x', image: 7 }, undefined],
  ];
  for (const [container, component] of cases) {
    t.is(componentFlags(pod(container))[0]?.component, component as never, JSON.stringify(container));
  }
});

test('a release is read from images of Kubernetes only', (t) => {
  const release = (image: string): unknown => componentFlags(pod({ name: 'kubelet', image }))[0]?.release;
  t.is(release('k8s.gcr.io/kubelet:v1.20.4'), '1.20');
  t.is(release('k8s.gcr.io/hyperkube:v1.9.11-gke.1@sha256:00'), '1.9');
  t.is(release('example.org/node:v1.20.4'), undefined);
  t.is(release('k8s.gcr.io/kubelet:1.20'), undefined);
  t.is(release('k8s.gcr.io/kubelet'), undefined);
});

test('flags are read as pflag reads them', (t) => {
  const [set] = componentFlags(pod({ name: 'x', command: ['kube-proxy', '--a=1=2', '--b_c', 'd', '-v', '2'], args: ['--e', '3', '--', '--f'] }));
  t.deepEqual(
    set?.flags.map((flag) => [flag.name, valueOf(flag)]),
    [['a', '1=2'], ['b-c', 'd'], ['e', '3']],
  );
  t.deepEqual(componentFlags(pod({ name: 'kubelet', args: [1, null, '--x=1'] }))[0]?.flags.map(({ path }) => path.at(-1)), [2]);
});

test('an edit changes one argument and no more', (t) => {
  const container = { name: 'x', command: ['kube-proxy', '--a_b=1', '--c', '2', '--d=3'] };
  const { data } = pod(container);
  const [first, second, third] = componentFlags(pod(container))[0]?.flags ?? [];
  t.truthy(first && second && third);
  if (!first || !second || !third) return;
  const words = (record: (edit: Recorder) => void): unknown =>
    (edited(data, record) as { spec: { containers: { command: unknown }[] } }).spec.containers[0]?.command;
  t.deepEqual(words((edit) => setFlagValue(edit, first, '9')), ['kube-proxy', '--a_b=9', '--c', '2', '--d=3']);
  t.deepEqual(words((edit) => setFlagValue(edit, second, '9')), ['kube-proxy', '--a_b=1', '--c', '9', '--d=3']);
  t.deepEqual(words((edit) => renameFlag(edit, first, 'z')), ['kube-proxy', '--z=1', '--c', '2', '--d=3']);
  t.deepEqual(words((edit) => renameFlag(edit, second, 'z')), ['kube-proxy', '--a_b=1', '--z', '2', '--d=3']);
  t.deepEqual(words((edit) => removeFlag(edit, second, data)), ['kube-proxy', '--a_b=1', '--d=3']);
  t.deepEqual(words((edit) => removeFlag(edit, third, data)), ['kube-proxy', '--a_b=1', '--c', '2']);
});

test('the only argument of an image is told from others', (t) => {
  const only = (container: JsonObject): unknown => {
    const manifest = pod(container);
    const flag = componentFlags(manifest)[0]?.flags[0];
    return flag && isOnlyArgument(flag, manifest.data);
  };
  t.true(only({ name: 'kubelet', args: ['--a=1'] }));
  t.true(only({ name: 'kubelet', command: [], args: ['--a', '1'] }));
  t.false(only({ name: 'kubelet', args: ['--a=1', '--b'] }));
  t.false(only({ name: 'kubelet', command: ['kubelet'], args: ['--a=1'] }));
  t.false(only({ name: 'kubelet', command: ['kubelet', '--a=1'] }));
});

test('arguments of kubeadm in both shapes', (t) => {
  const map = manifestOf({
    apiVersion: 'kubeadm.k8s.io/v1beta2',
    kind: 'ClusterConfiguration',
    kubernetesVersion: 'v1.20.1',
    apiServer: { extraArgs: { a: '1', b: 2 }, timeoutForControlPlane: '4m' },
    scheduler: { extraArgs: { a: '1' } },
  });
  const [apiServer, scheduler] = componentFlags(map);
  t.deepEqual([apiServer?.component, apiServer?.release, apiServer?.flags.map(({ name }) => name)], ['kube-apiserver', '1.20', ['a']]);
  const inMap = scheduler?.flags[0];
  if (!inMap) return t.fail();
  t.deepEqual(Object.keys(edited(map.data, (edit) => removeFlag(edit, inMap, map.data)) as object), ['apiVersion', 'kind', 'kubernetesVersion', 'apiServer']);
  t.deepEqual(edited(map.data, (edit) => renameFlag(edit, inMap, 'b')), { ...map.data, scheduler: { extraArgs: { b: '1' } } });

  const extraArgs = [{ name: 'a', value: '1' }, { name: 'b', value: '2' }, { name: 'c' }];
  const list = manifestOf({ apiVersion: 'kubeadm.k8s.io/v1beta4', kind: 'InitConfiguration', nodeRegistration: { kubeletExtraArgs: extraArgs } });
  const [kubelet] = componentFlags(list);
  t.is(kubelet?.component, 'kubelet');
  const inList = kubelet?.flags[1];
  if (!inList) return t.fail();
  t.deepEqual(edited(list.data, (edit) => setFlagValue(edit, inList, '9')), {
    ...list.data,
    nodeRegistration: { kubeletExtraArgs: [extraArgs[0], { name: 'b', value: '9' }, extraArgs[2]] },
  } as never);
  t.deepEqual(componentFlags(manifestOf({ apiVersion: 'kubeadm.k8s.io/v1beta2', kind: 'ClusterConfiguration', apiServer: { extraArgs: 'x' } })), []);
});

test('shell texts name the components they start', (t) => {
  const script = (container: JsonObject): unknown => componentScripts(pod(container)).flatMap(({ components }) => components);
  t.deepEqual(script({ name: 'x', command: ['/bin/sh', '-c', 'exec /usr/bin/kube-apiserver --a'] }), ['kube-apiserver']);
  t.deepEqual(script({ name: 'x', command: ['bash'], args: ['-exc', 'kubelet & kube-proxy'] }), ['kubelet', 'kube-proxy']);
  t.deepEqual(script({ name: 'x', command: ['sh', '-c', 'my-kubelet-tool kube-proxy.log'] }), []);
  t.deepEqual(script({ name: 'x', command: ['sh', 'kubelet'] }), []);
  t.deepEqual(script({ name: 'kubelet' }), []);
});
