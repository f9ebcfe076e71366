import { atLeast, defineTransform, previousVersion, type Context, type Manifest } from '../../src/transform.js';
import {
  componentFlagKinds,
  componentFlags,
  components,
  componentScripts,
  isOnlyArgument,
  removeFlag,
  renameFlag,
  runsOlderThan,
  valueOf,
  type ComponentFlags,
  type Flag,
} from '../_shared/component-flags.js';
import { pluginFlags, removedPluginsIn } from './admission-plugins.js';
import { auditVersions, dockershimFlags, externalIpsPlugin, flagChanges, hiddenMetricsCheckers, newFlags, serviceAccountFlags, type FlagChange } from './flag-changes.js';

export default defineTransform({
  meta: {
    id: 'component-flags',
    title: 'Flags that a component refuses to start with',
    description:
      'A component exits when it is started with a flag that its release does not know, with a value that it refuses, or without a ' +
      'flag that it needs. A flag that has nothing to say any more is deleted, one that was renamed takes its new name, the rest is ' +
      'for a person. Looks at containers that run a component of Kubernetes and at kubeadm’s `extraArgs`.',
    kinds: componentFlagKinds,
    triggers: [...components, 'hyperkube', 'kubeadm.k8s.io'],
    safety: 'safe',
    keps: [5, 1209, 2129, 2200, 2305],
    messages: {
      deleted: '--{flag} is deleted: {component} of Kubernetes {removed} no longer knows it and refuses to start with it. As it is set here, it makes no difference.',
      renamed: '--{flag} becomes --{renamed}: {component} of Kubernetes {removed} no longer knows the old name and refuses to start with it. They mean the same.',
      gone: '{component} of Kubernetes {removed} no longer knows --{flag} and refuses to start with it. {advice}',
      refused: '{component} of Kubernetes {since} refuses to start with --{flag}={value}. {advice}',
      both: '{component} of Kubernetes {removed} no longer knows --{flag} and refuses to start with it. Its new name, --{renamed}, is set too: leave what is meant there, and delete --{flag}.',
      'needed-by-its-release':
        '{component} of Kubernetes {removed} no longer knows --{flag} and refuses to start with it, but the release that runs here as written, {release}, still needs it. Change it together with the release.',
      'hidden-metrics':
        '{component} of Kubernetes {to} refuses to start with --show-hidden-metrics-for-version={value}: it takes the release before its own, {previous}, and nothing else. Delete the flag, or see whether the metrics hidden since {previous} are still needed and write {previous}.',
      'not-yet': '{component} of Kubernetes {to} does not know --{flag}, which came in {introduced}, and refuses to start with it. Add it as the release changes.',
      'audit-version': 'kube-apiserver of Kubernetes 1.24 refuses to start with --{flag}={value}, a version that is deprecated since 1.21. Let what reads the audit events take audit.k8s.io/v1, then write that.',
      dockershim: 'Kubernetes 1.24 drops dockershim, and the kubelet then refuses to start with what belongs to it: {flags}. Deprecated since 1.21; plan the move to another container runtime.',
      'plugin-not-yet': 'kube-apiserver of Kubernetes {to} does not know the admission plugin {plugin}, which came in {introduced}, and refuses to start with it. Add it as the release changes.',
      'external-ips':
        'Since Kubernetes 1.21 there is the admission plugin {plugin}, which is not on by default. Without it, whoever may create a Service can draw in traffic for any address with externalIPs (CVE-2020-8554). Add it here if no Service of the cluster needs externalIPs.',
      'service-account-flags': 'kube-apiserver refuses to start without {missing} since Kubernetes 1.20. Add what kubeadm would set, with the keys of this cluster.',
      'admission-plugin': 'kube-apiserver of Kubernetes {to} no longer knows the admission plugin {plugin} and refuses to start with --{flag} that names it. Take it out of the list. {advice}',
      'in-script': 'The shell text that starts {components} has flags that Kubernetes {to} refuses: {flags}. Shell text is not edited; change it by hand.',
    },
    references: [
      'https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.21.md',
      'https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.20.md',
      'https://kubernetes.io/docs/concepts/cluster-administration/system-metrics/#show-hidden-metrics',
      'https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#denyserviceexternalips',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-instrumentation/2305-metrics-cardinality-enforcement',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-instrumentation/1209-metrics-stability',
    ],
  },
  run(manifest, context) {
    for (const set of componentFlags(manifest)) {
      // The last first, so that paths stay true as flags go.
      for (const flag of set.flags.toReversed()) {
        const row = flagChanges.find((change) => change.component === set.component && change.flag === flag.name);
        if (row) judge(flag, row, set, manifest, context);
        if (flag.name === 'show-hidden-metrics-for-version') judgeHiddenMetrics(flag, set, context);
        judgeNewFlag(flag, set, context);
        judgeAuditVersion(flag, set, context);
        if (flag.name === 'enable-admission-plugins') judgePlugins(flag, set, context);
        judgeAdmissionPlugins(flag, set, context);
      }
      judgeServiceAccounts(set, manifest, context);
      judgeDockershim(set, context);
    }
    judgeScripts(manifest, context);
  },
});

function judge(flag: Flag, row: FlagChange, set: ComponentFlags, manifest: Manifest, context: Context): void {
  const { component, removed, renamed = '', same = [], since, advice } = row;
  const { to } = context.target;
  const value = row.boolean ? (flag.value ?? 'true') : valueOf(flag);
  const values = { component, flag: row.flag, removed, renamed, advice, to, since: since ?? removed, value: value ?? '', release: set.release ?? '' };
  const remark = { at: flag.path, values };
  const idle = same === 'any' || (value !== undefined && same.includes(value));
  if (!atLeast(to, removed)) {
    if (row.refused !== undefined && atLeast(to, row.refused) && !idle && !isFilledIn(value)) context.manual('refused', remark);
    return;
  }
  const change = { ...remark, removed, ...(since === undefined ? {} : { introduced: since }) };
  if (since !== undefined && (idle || row.renamed !== undefined) && runsOlderThan(since, set.release)) return context.manual('needed-by-its-release', remark);
  if (row.renamed !== undefined) {
    if (set.flags.some(({ name }) => name === renamed)) return context.manual('both', remark);
    return context.change('renamed', change, (edit) => renameFlag(edit, flag, renamed));
  }
  // A flag that is all the image gets cannot just go: the image's own arguments would come back.
  if (!idle || isOnlyArgument(flag, manifest.data)) return context.manual('gone', remark);
  context.change('deleted', change, (edit) => removeFlag(edit, row.boolean ? { ...flag, value: value ?? 'true' } : flag, manifest.data));
}

function judgeHiddenMetrics(flag: Flag, { component }: ComponentFlags, context: Context): void {
  const value = valueOf(flag);
  const { to } = context.target;
  const previous = previousVersion(to);
  if (!hiddenMetricsCheckers.has(component) || !value || value === previous || isFilledIn(value)) return;
  context.manual('hidden-metrics', { at: flag.path, values: { component, to, value, previous } });
}

function judgeNewFlag(flag: Flag, { component }: ComponentFlags, context: Context): void {
  const { to } = context.target;
  const row = newFlags.find((known) => known.flag === flag.name && known.components.includes(component));
  if (row && !atLeast(to, row.introduced)) {
    context.manual('not-yet', { at: flag.path, values: { component, to, flag: row.flag, introduced: row.introduced }, impact: 'breaks' });
  }
}

function judgeAuditVersion(flag: Flag, { component }: ComponentFlags, context: Context): void {
  const { to } = context.target;
  const value = valueOf(flag) ?? '';
  const isOld = auditVersions.old.some((version) => version === value);
  if (component !== 'kube-apiserver' || !isOld || !auditVersions.flags.some((name) => name === flag.name) || !atLeast(to, auditVersions.deprecated)) return;
  const remark = { at: flag.path, values: { flag: flag.name, value } };
  if (atLeast(to, auditVersions.removed)) context.manual('audit-version', { ...remark, impact: 'breaks' });
  else context.info('audit-version', { ...remark, impact: 'later' });
}

/** Before they are gone, the flags are told together. */
function judgeDockershim({ component, flags }: ComponentFlags, context: Context): void {
  const { to } = context.target;
  const used = component === 'kubelet' && atLeast(to, '1.21') && !atLeast(to, '1.24') ? flags.filter(({ name }) => dockershimFlags.has(name)) : [];
  const [first] = used;
  if (first) context.info('dockershim', { at: first.path, values: { flags: used.map(({ name }) => `--${name}`).join(', ') }, impact: 'later' });
}

function judgePlugins(flag: Flag, { component }: ComponentFlags, context: Context): void {
  const { to, from } = context.target;
  const { name: plugin, introduced } = externalIpsPlugin;
  const value = valueOf(flag);
  if (component !== 'kube-apiserver' || value === undefined || isFilledIn(value)) return;
  const enabled = value.split(',').includes(plugin);
  const remark = { at: flag.path, values: { to, plugin, introduced } };
  if (enabled && !atLeast(to, introduced)) context.manual('plugin-not-yet', { ...remark, impact: 'breaks' });
  if (!enabled && atLeast(to, introduced) && (from === undefined || !atLeast(from, introduced))) context.info('external-ips', { ...remark, impact: 'none' });
}

function judgeAdmissionPlugins(flag: Flag, { component }: ComponentFlags, context: Context): void {
  if (component !== 'kube-apiserver' || !pluginFlags.includes(flag.name)) return;
  const { to } = context.target;
  for (const { plugin, advice } of removedPluginsIn(valueOf(flag) ?? '', to)) {
    context.manual('admission-plugin', { at: flag.path, values: { to, plugin, flag: flag.name, advice }, impact: 'breaks' });
  }
}

/** Only where all flags are in sight: kubeadm adds its own, a patch has but some, and a word may stand for more. */
function judgeServiceAccounts({ component, container, path, flags }: ComponentFlags, manifest: Manifest, context: Context): void {
  if (component !== 'kube-apiserver' || manifest.kind !== 'Pod' || manifest.partial || !container || !atLeast(context.target.to, '1.20')) return;
  const names = new Set(flags.map(({ name }) => name));
  const missing = serviceAccountFlags.filter((name) => !names.has(name));
  if (!names.has('etcd-servers') || missing.length === 0 || /\$\(|\$\{|\{\{/.test(JSON.stringify([container['command'], container['args']]))) return;
  context.manual('service-account-flags', { at: path, values: { missing: missing.map((name) => `--${name}`).join(', ') } });
}

/** Reports only: quoting and variables of a shell are not understood. */
function judgeScripts(manifest: Manifest, context: Context): void {
  const { to } = context.target;
  for (const { path, text, components: started } of componentScripts(manifest)) {
    const found = flagChanges.filter(
      ({ component, flag, removed }) => started.includes(component) && atLeast(to, removed) && new RegExp(`\\s--${flag.replaceAll('-', '[-_]')}(?![\\w-])`).test(text),
    );
    const flags = [...new Set([...found.map(({ flag }) => `--${flag}`), ...pluginsInScript(text, started, context)])].join(', ');
    if (flags === '') continue;
    context.manual('in-script', { at: path, values: { components: started.join(', '), to, flags } });
  }
}

function pluginsInScript(text: string, started: readonly string[], { target: { to } }: Context): string[] {
  if (!started.includes('kube-apiserver')) return [];
  const flags = text.matchAll(new RegExp(`--(${pluginFlags.join('|')})[= ]([\\w,]+)`, 'g'));
  return [...flags].flatMap(([, flag = '', value = '']) => removedPluginsIn(value, to).map(({ plugin }) => `--${flag}=…${plugin}…`));
}

function isFilledIn(value: string | undefined): boolean {
  return value !== undefined && /[${}<>]/.test(value);
}
