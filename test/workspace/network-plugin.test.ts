import test from 'ava';
import { parseNetworkPlugin } from '../../src/workspace/network-plugin.js';

test('reads a name with or without a version', (t) => {
  t.deepEqual(parseNetworkPlugin('calico'), { name: 'calico' });
  t.deepEqual(parseNetworkPlugin(' Cilium@v1.14.3 '), { name: 'cilium', version: '1.14' });
  for (const text of ['', '@1.2', 'calico@', 'calico@latest', 'a b']) t.is(parseNetworkPlugin(text), undefined, text);
});
