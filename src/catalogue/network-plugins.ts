import type { NetworkPlugin } from '../model/target.js';
import { atLeast, parseVersion, type Version } from '../model/version.js';
import { nearestName } from './nearest-name.js';

/** What is known about how a network plugin treats NetworkPolicies. */
export interface NetworkPluginFacts {
  readonly name: string;
  readonly aliases?: readonly string[];
  /**
   * Whether it honours `endPort`; `{ since }` names its first release that does. A plugin that does
   * not know the field reads a range as its first port.
   */
  readonly endPort: 'yes' | 'no' | 'unknown' | { readonly since: Version };
  /** Where that was looked up. */
  readonly source: string;
  readonly note?: string;
}

export const networkPlugins: readonly NetworkPluginFacts[] = [
  { name: 'antrea', endPort: 'yes', source: 'KEP-2079' },
  { name: 'azure-npm', endPort: 'no', source: 'Azure/azure-container-networking issue 2313' },
  { name: 'calico', aliases: ['projectcalico'], endPort: 'yes', source: 'KEP-2079' },
  { name: 'cilium', endPort: { since: '1.16' }, source: 'cilium/cilium issue 28684', note: 'takes at most 40 ports in one rule' },
  { name: 'kube-router', endPort: 'yes', source: 'KEP-2079' },
  { name: 'openshift-sdn', endPort: 'yes', source: 'KEP-2079' },
  { name: 'ovn-kubernetes', aliases: ['ovn'], endPort: 'unknown', source: 'KEP-2079', note: 'later releases do; the first is not known' },
  { name: 'weave-net', aliases: ['weave'], endPort: 'unknown', source: 'KEP-2079', note: 'support not verified' },
];

/** The names of the plugins that something is known about. */
export function networkPluginNames(): readonly string[] {
  return networkPlugins.map((plugin) => plugin.name);
}

/** The known plugin that an unlisted name may be a misspelling of; undefined for a listed name. */
export function nearestNetworkPlugin(name: string): string | undefined {
  return factsOf(name) === undefined ? nearestName(name, networkPluginNames()) : undefined;
}

/**
 * Whether a network plugin honours `endPort` in a NetworkPolicy. `'unknown'` for a plugin that is
 * not stated or not listed, and for one that learned it in some release when no release is stated.
 *
 * Source: KEP-2079 and the issues named with each plugin.
 */
export function honoursEndPort(plugin: NetworkPlugin | undefined): 'yes' | 'no' | 'unknown' {
  const endPort = plugin && factsOf(plugin.name)?.endPort;
  if (plugin === undefined || endPort === undefined) return 'unknown';
  if (typeof endPort === 'string') return endPort;
  if (plugin.version === undefined) return 'unknown';
  return atLeast(plugin.version, endPort.since) ? 'yes' : 'no';
}

/**
 * Reads `calico` or `cilium@1.14` (a patch release or a leading `v` is allowed). An alias becomes
 * the name it stands for; an unlisted name is taken as it is, in lower case. Gives one sentence
 * where the text cannot be read.
 */
export function parseNetworkPlugin(text: string): NetworkPlugin | string {
  const at = text.indexOf('@');
  const stated = (at < 0 ? text : text.slice(0, at)).trim().toLowerCase();
  if (!/^[a-z0-9](?:[-_.a-z0-9]*[a-z0-9])?$/.test(stated)) {
    return `${JSON.stringify(text)} names no network plugin; write a name such as calico, or name@version such as cilium@1.16.`;
  }
  const name = factsOf(stated)?.name ?? stated;
  if (at < 0) return { name };
  const version = parseVersion(text.slice(at + 1));
  if (version === undefined) {
    return `The version of the network plugin in ${JSON.stringify(text)} cannot be read; write it as ${name}@1.2.`;
  }
  return { name, version };
}

function factsOf(name: string): NetworkPluginFacts | undefined {
  const wanted = name.toLowerCase();
  return networkPlugins.find((plugin) => plugin.name === wanted || plugin.aliases?.includes(wanted));
}
