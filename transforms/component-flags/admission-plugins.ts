import { atLeast, type Version } from '../../src/transform.js';

/** An admission plugin that a release no longer knows. kube-apiserver exits where a flag names one. */
export interface RemovedPlugin {
  readonly plugin: string;
  /** The first release without it. */
  readonly removed: Version;
  /** One sentence for a person. */
  readonly advice: string;
  /** Where the row was looked up. */
  readonly source: string;
}

const exec = 'It kept users from running commands in privileged pods: refuse such pods instead, by a policy engine or, from 1.23 on, by Pod Security admission.';

/** Sorted by plugin. */
export const removedPlugins: readonly RemovedPlugin[] = [
  { plugin: 'DenyEscalatingExec', removed: '1.21', advice: exec, source: 'CHANGELOG-1.21 (kubernetes/kubernetes#98669)' },
  { plugin: 'DenyExecOnPrivileged', removed: '1.21', advice: exec, source: 'CHANGELOG-1.21 (kubernetes/kubernetes#98669)' },
  { plugin: 'Initializers', removed: '1.14', advice: 'Mutating admission webhooks take the place of initializers.', source: 'CHANGELOG-1.14 (kubernetes/kubernetes#72972)' },
  { plugin: 'PersistentVolumeLabel', removed: '1.31', advice: 'The cloud’s controller manager labels volumes.', source: 'CHANGELOG-1.31 (kubernetes/kubernetes#124505)' },
  { plugin: 'PodPreset', removed: '1.20', advice: 'Write the values into the pod templates, or use a mutating admission webhook.', source: 'CHANGELOG-1.20 (kubernetes/kubernetes#94090)' },
  { plugin: 'PodSecurityPolicy', removed: '1.25', advice: 'Pod Security admission, which is on by default, takes its place: label the namespaces first.', source: 'CHANGELOG-1.25 (kubernetes/kubernetes#109798)' },
  { plugin: 'SecurityContextDeny', removed: '1.30', advice: 'Pod Security admission takes its place.', source: 'CHANGELOG-1.30 (kubernetes/kubernetes#122612); KEP-3785' },
];

/** The flags of kube-apiserver that take names of plugins, joined by commas. */
export const pluginFlags: readonly string[] = ['admission-control', 'disable-admission-plugins', 'enable-admission-plugins'];

/** The plugins in a flag's value that a release no longer knows. */
export function removedPluginsIn(value: string, to: Version): readonly RemovedPlugin[] {
  const names = value.split(',').map((name) => name.trim());
  return removedPlugins.filter(({ plugin, removed }) => names.includes(plugin) && atLeast(to, removed));
}
