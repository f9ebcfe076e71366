import { parseNetworkPlugin } from '../catalogue/network-plugins.js';
import type { NetworkPlugin } from '../model/target.js';

/** Reads `calico` or `calico@3.20`, an alias as the name it stands for. Undefined for anything else. */
export function networkPluginOf(text: string): NetworkPlugin | undefined {
  const plugin = parseNetworkPlugin(text);
  return typeof plugin === 'string' ? undefined : plugin;
}
