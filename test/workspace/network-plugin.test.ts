import test from 'ava';
import { networkPluginOf } from '../../src/workspace/network-plugin.js';

test('reads a name with or without a version', (t) => {
  t.deepEqual(networkPluginOf('calico'), { name: 'calico' });
  t.deepEqual(networkPluginOf(' Cilium@v1.14.3 '), { name: 'cilium', version: '1.14' });
  for (const text of ['', '@1.2', 'calico@', 'calico@latest', 'a b']) t.is(networkPluginOf(text), undefined, text);
});
