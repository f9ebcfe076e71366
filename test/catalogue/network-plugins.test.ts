import test from 'ava';
import {
  honoursEndPort,
  nearestNetworkPlugin,
  networkPluginNames,
  networkPlugins,
  parseNetworkPlugin,
} from '../../src/catalogue/network-plugins.js';

test('every plugin is listed once, in order, with a source', (t) => {
  const names = networkPluginNames();
  t.deepEqual(names, [...new Set(names)].sort());
  const all = networkPlugins.flatMap((plugin) => [plugin.name, ...(plugin.aliases ?? [])]);
  t.is(new Set(all).size, all.length);
  for (const plugin of networkPlugins) t.true(plugin.source.length > 0, plugin.name);
});

test('which plugins honour endPort', (t) => {
  const expected: Record<string, string> = {
    antrea: 'yes',
    'azure-npm': 'no',
    calico: 'yes',
    cilium: 'unknown',
    'kube-router': 'yes',
    'openshift-sdn': 'yes',
    'ovn-kubernetes': 'unknown',
    'weave-net': 'unknown',
  };
  t.deepEqual(Object.fromEntries(networkPluginNames().map((name) => [name, honoursEndPort({ name })])), expected);
});

test('cilium learned it in 1.16', (t) => {
  t.is(honoursEndPort({ name: 'cilium', version: '1.9' }), 'no');
  t.is(honoursEndPort({ name: 'cilium', version: '1.15' }), 'no');
  t.is(honoursEndPort({ name: 'cilium', version: '1.16' }), 'yes');
  t.is(honoursEndPort({ name: 'cilium', version: '1.20' }), 'yes');
  t.is(honoursEndPort({ name: 'cilium' }), 'unknown');
});

test('a version does not change an answer that holds for all', (t) => {
  t.is(honoursEndPort({ name: 'calico', version: '3.18' }), 'yes');
  t.is(honoursEndPort({ name: 'azure-npm', version: '1.5' }), 'no');
});

test('unstated and unlisted plugins are unknown', (t) => {
  t.is(honoursEndPort(undefined), 'unknown');
  t.is(honoursEndPort({ name: 'my-plugin', version: '1.0' }), 'unknown');
  t.is(honoursEndPort({ name: 'constructor' }), 'unknown');
});

test('aliases and case do not matter', (t) => {
  t.is(honoursEndPort({ name: 'projectcalico' }), 'yes');
  t.is(honoursEndPort({ name: 'Calico' }), 'yes');
});

test('a plugin is read with or without a version', (t) => {
  t.deepEqual(parseNetworkPlugin('calico'), { name: 'calico' });
  t.deepEqual(parseNetworkPlugin('cilium@1.14'), { name: 'cilium', version: '1.14' });
  t.deepEqual(parseNetworkPlugin(' Cilium@v1.14.3 '), { name: 'cilium', version: '1.14' });
  t.deepEqual(parseNetworkPlugin('openshift-sdn@4.10'), { name: 'openshift-sdn', version: '4.10' });
});

test('an alias becomes the name, and an unlisted name is taken', (t) => {
  t.deepEqual(parseNetworkPlugin('projectcalico@3.20'), { name: 'calico', version: '3.20' });
  t.deepEqual(parseNetworkPlugin('weave'), { name: 'weave-net' });
  t.deepEqual(parseNetworkPlugin('ovn'), { name: 'ovn-kubernetes' });
  t.deepEqual(parseNetworkPlugin('my.plugin_x@2.0'), { name: 'my.plugin_x', version: '2.0' });
});

test('what cannot be read is said in one sentence', (t) => {
  for (const text of ['', ' ', '@1.14', 'two words', '-calico', 'calico,cilium']) {
    t.regex(String(parseNetworkPlugin(text)), /^".*" names no network plugin; .*\.$/, text);
  }
  for (const text of ['cilium@', 'cilium@latest', 'cilium@1', 'cilium@1.14@2']) {
    t.regex(String(parseNetworkPlugin(text)), /^The version of the network plugin in ".*" cannot be read; .*\.$/, text);
  }
});

test('a misspelt name is met with the nearest one', (t) => {
  t.is(nearestNetworkPlugin('calicoo'), 'calico');
  t.is(nearestNetworkPlugin('celium'), 'cilium');
  t.is(nearestNetworkPlugin('calico'), undefined);
  t.is(nearestNetworkPlugin('projectcalico'), undefined);
  t.is(nearestNetworkPlugin('something-else-entirely'), undefined);
});
