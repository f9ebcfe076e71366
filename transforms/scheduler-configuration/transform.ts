import { atLeast, compareVersions, defineTransform, isList, lifecycleOf, preferredVersion, type Context, type Manifest } from '../../src/transform.js';
import { alphaObstacles, convertAlpha, namesPlugins, pluginsNamed, type Obstacle } from './conversion.js';

const group = 'kubescheduler.config.k8s.io';
/** Oldest first. */
const versions = ['v1alpha1', 'v1alpha2', 'v1beta1', 'v1beta2', 'v1beta3', 'v1'];
const insecureAddresses = ['healthzBindAddress', 'metricsBindAddress'];

/** Plugins that a version no longer has, and what does their work. */
const goneInV1beta2: Readonly<Record<string, string>> = {
  NodeLabel: 'NodeAffinity',
  ServiceAffinity: 'InterPodAffinity',
  NodePreferAvoidPods: 'taints on nodes',
  NodeResourcesLeastAllocated: 'NodeResourcesFit with a scoringStrategy of type LeastAllocated',
  NodeResourcesMostAllocated: 'NodeResourcesFit with a scoringStrategy of type MostAllocated',
  RequestedToCapacityRatio: 'NodeResourcesFit with a scoringStrategy of type RequestedToCapacityRatio',
};
const goneInV1: Readonly<Record<string, string>> = { SelectorSpread: 'PodTopologySpread' };

export default defineTransform({
  meta: {
    id: 'scheduler-configuration',
    title: 'KubeSchedulerConfiguration to the version that the target reads',
    description:
      'kube-scheduler reads its configuration in few versions at a time: 1.21 knows `v1beta1` only. The rewrite moves the fields of ' +
      '`v1alpha1` into a profile, turns the ones that became arguments of plugins into those, and stops where a version has no equal, ' +
      'such as a scheduling policy.',
    kinds: [
      { group, kind: 'KubeSchedulerConfiguration' },
      { group: '', kind: 'Policy', versions: ['v1'] },
      { group, kind: 'Policy', versions: ['v1'] },
    ],
    triggers: ['KubeSchedulerConfiguration', 'predicates', 'priorities'],
    safety: 'safe',
    introduced: '1.19',
    keps: [785],
    messages: {
      moved: 'KubeSchedulerConfiguration moves from {from} to {to}.',
      reshaped: 'KubeSchedulerConfiguration moves from {from} to {to}; what belongs to a profile or to a plugin now stands there.',
      'check-plugins':
        'Names and arguments of built-in plugins changed between releases, and from v1beta1 on their arguments are read strictly. Compare them with the documentation of the target.',
      'new-weights':
        'From v1beta3 on the default weights of InterPodAffinity and NodeAffinity are 2 instead of 1, that of TaintToleration is 3 instead of 1. To keep the old ones, enable these plugins at score with weight 1.',
      'avoid-pods': 'From v1beta2 on NodePreferAvoidPods is off by default: the annotation scheduler.alpha.kubernetes.io/preferAvoidPods has no effect.',
      'insecure-addresses': 'Deleted: {addresses}. From Kubernetes 1.23 on nothing is served there. Probes and scrapers use the secure port 10259.',
      policy: 'A scheduling policy has no equal in {to}: say the same with plugins in profiles, then move the file.',
      provider: 'The algorithm provider {provider} has no equal in {to}: say the same with plugins in profiles, then move the file.',
      preemption:
        'disablePreemption: true has no equal field in {to}. Disabling the plugin DefaultPreemption at postFilter in each profile comes closest; decide, then move the file.',
      'extension-point': 'The extension point {point} went or means something else in {to}. Put its plugins where they belong, then move the file.',
      'lock-conflict': 'leaderElection has two values for one thing, {old} and {field}; kube-scheduler refuses that. Leave {field}.',
      'argument-conflict': '{field} becomes an argument of the plugin {plugin}, which has arguments here already. Put it among them, then move the file.',
      'gone-plugin': 'The plugin {name} is not in {to} any more; {successor} does its work. Say it that way, then move the file.',
      'unknown-field': 'KubeSchedulerConfiguration of {version} has no field {field}. Correct it, then move the file.',
      'not-yet': 'kube-scheduler {target} does not know KubeSchedulerConfiguration of {from}, which came in {introduced}.',
      'policy-file': 'kube-scheduler {target} reads no scheduling policies any more (since 1.23). Say the same with plugins in profiles of a KubeSchedulerConfiguration.',
    },
    references: [
      'https://kubernetes.io/docs/reference/scheduling/config/#scheduler-configuration-migrations',
      'https://kubernetes.io/docs/reference/scheduling/policies/',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-scheduling/785-scheduler-component-config-api',
      'https://github.com/kubernetes/kube-scheduler/tree/master/config',
    ],
  },
  run(manifest, context) {
    if (manifest.kind === 'Policy') judgePolicy(manifest, context);
    else move(manifest, context);
  },
});

/** A policy of the scheduler, and no other kind of that name. */
function judgePolicy({ data }: Manifest, context: Context): void {
  const { to } = context.target;
  if (atLeast(to, '1.23') && (isList(data['predicates']) || isList(data['priorities']))) context.manual('policy-file', { at: ['kind'], values: { target: to } });
}

function move({ version, kind, data }: Manifest, context: Context): void {
  const { to, from = to } = context.target;
  const current = lifecycleOf(group, version, kind);
  if (!current) return;
  const next = preferredVersion(group, version, kind, to);
  const at = ['apiVersion'];
  if (!next) return context.manual('not-yet', { at, values: { target: to, from: version, introduced: current.introduced } });
  if (next.version === version) return;

  const isAlpha = version.startsWith('v1alpha');
  const crosses = (bound: string): boolean => versions.indexOf(version) < versions.indexOf(bound) && versions.indexOf(next.version) >= versions.indexOf(bound);
  const gone = { ...(crosses('v1beta2') ? goneInV1beta2 : {}), ...(crosses('v1') ? goneInV1 : {}) };
  const obstacles: Obstacle[] = [
    ...(isAlpha ? alphaObstacles(data, version) : []),
    ...pluginsNamed(data, version, new Set(Object.keys(gone))).map((plugin) => ({
      id: 'gone-plugin',
      at: plugin.at,
      values: { name: plugin.name, successor: gone[plugin.name] ?? '' },
    })),
  ];
  if (obstacles.length > 0) {
    for (const obstacle of obstacles) context.manual(obstacle.id, { at: obstacle.at, values: { ...obstacle.values, to: next.version } });
    return;
  }

  const addresses = atLeast(to, '1.23') && crosses('v1beta2') ? insecureAddresses.filter((field) => Object.hasOwn(data, field)) : [];
  const checkPlugins = isAlpha && namesPlugins(data, version);
  const introduced = addresses.length > 0 && compareVersions(next.introduced, '1.23') < 0 ? '1.23' : next.introduced;
  const notes = [
    ...(checkPlugins ? ['check-plugins'] : []),
    ...(crosses('v1beta2') ? ['avoid-pods'] : []),
    ...(crosses('v1beta3') ? ['new-weights'] : []),
    ...(addresses.length > 0 ? ['insecure-addresses'] : []),
  ];
  const change = {
    at,
    values: { from: version, to: next.version, addresses: addresses.join(', '), oldest: from },
    notes,
    // Pods may be placed elsewhere, or the scheduler may not start.
    safety: checkPlugins || crosses('v1beta3') ? 'review' : 'safe',
    introduced,
    ...(current.removed === undefined ? {} : { removed: current.removed }),
  } as const;
  context.change(isAlpha ? 'reshaped' : 'moved', change, (edit) => {
    edit.set(['apiVersion'], `${group}/${next.version}`);
    if (isAlpha) convertAlpha(edit, data, version);
    for (const field of addresses) edit.remove([field]);
  });
}
