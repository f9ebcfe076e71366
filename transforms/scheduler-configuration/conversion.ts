import { getIn, isList, isObject, type JsonObject, type JsonValue, type Path, type Recorder } from '../../src/transform.js';

/** What keeps a person busy before the file can move: a message, where, and what to fill in. */
export interface Obstacle {
  readonly id: string;
  readonly at: Path;
  readonly values?: Readonly<Record<string, string>>;
}

const common = [
  'apiVersion',
  'kind',
  'leaderElection',
  'clientConnection',
  'healthzBindAddress',
  'metricsBindAddress',
  'enableProfiling',
  'enableContentionProfiling',
  'disablePreemption',
  'percentageOfNodesToScore',
  'bindTimeoutSeconds',
  'podInitialBackoffSeconds',
  'podMaxBackoffSeconds',
];

/** The fields of the alpha versions. Source: k8s.io/kube-scheduler/config/v1alpha1 and v1alpha2. */
const alphaFields: Readonly<Record<string, readonly string[]>> = {
  v1alpha1: [...common, 'schedulerName', 'algorithmSource', 'hardPodAffinitySymmetricWeight', 'plugins', 'pluginConfig'],
  v1alpha2: [...common, 'profiles', 'extenders'],
};

/** Extension points that went or changed their meaning on the way to v1beta1. */
const changedPoints: Readonly<Record<string, readonly string[]>> = {
  v1alpha1: ['postFilter', 'unreserve'],
  v1alpha2: ['unreserve'],
};

/** Fields whose value becomes an argument of a plugin. */
const argumentFields = [
  { field: 'hardPodAffinitySymmetricWeight', plugin: 'InterPodAffinity', argument: 'hardPodAffinityWeight' },
  { field: 'bindTimeoutSeconds', plugin: 'VolumeBinding', argument: 'bindTimeoutSeconds' },
];

/** Fields of v1alpha1 that each profile has for itself since v1alpha2. */
const profileFields = ['schedulerName', 'plugins', 'pluginConfig'];

const lockFields = { lockObjectNamespace: 'resourceNamespace', lockObjectName: 'resourceName' };

/** What of an alpha file has no equal in v1beta1. */
export function alphaObstacles(data: JsonObject, version: string): Obstacle[] {
  const obstacles: Obstacle[] = [];
  for (const field of Object.keys(data)) {
    if (!alphaFields[version]?.includes(field)) obstacles.push({ id: 'unknown-field', at: [field], values: { field, version } });
  }
  const { algorithmSource, disablePreemption } = data;
  const source = isObject(algorithmSource) ? algorithmSource : {};
  if (source['policy'] !== undefined && source['policy'] !== null) obstacles.push({ id: 'policy', at: ['algorithmSource', 'policy'] });
  const provider = source['provider'] ?? '';
  if (provider !== '' && provider !== 'DefaultProvider') {
    obstacles.push({ id: 'provider', at: ['algorithmSource', 'provider'], values: { provider: String(provider) } });
  }
  if (disablePreemption === true) obstacles.push({ id: 'preemption', at: ['disablePreemption'] });
  for (const [old, field] of Object.entries(lockFields)) {
    const [before, after] = [getIn(data, ['leaderElection', old]), getIn(data, ['leaderElection', field])];
    if (before && after && before !== after) obstacles.push({ id: 'lock-conflict', at: ['leaderElection', old], values: { old, field } });
  }
  for (const profile of profilesOf(data, version)) {
    for (const point of changedPoints[version] ?? []) {
      const at = [...profile.path, 'plugins', point];
      if (getIn(data, at) !== undefined) obstacles.push({ id: 'extension-point', at, values: { point } });
    }
    for (const { field, plugin } of argumentFields) {
      if (data[field] === undefined || data[field] === null) continue;
      const index = configsOf(profile.value).findIndex((entry) => isObject(entry) && entry['name'] === plugin);
      if (index >= 0) obstacles.push({ id: 'argument-conflict', at: [...profile.path, 'pluginConfig', index], values: { field, plugin } });
    }
  }
  return obstacles;
}

/** Writes the body of an alpha file as v1beta1 has it. There must be no obstacles. */
export function convertAlpha(edit: Recorder, data: JsonObject, version: string): void {
  for (const field of ['algorithmSource', 'disablePreemption']) {
    if (Object.hasOwn(data, field)) edit.remove([field]);
  }
  for (const [old, field] of Object.entries(lockFields)) {
    const leaderElection = data['leaderElection'];
    if (!isObject(leaderElection) || !Object.hasOwn(leaderElection, old)) continue;
    if (Object.hasOwn(leaderElection, field)) edit.remove(['leaderElection', leaderElection[field] ? old : field]);
    if (!leaderElection[field]) edit.rename(['leaderElection', old], field);
  }

  const stated = argumentFields.filter(({ field }) => data[field] !== undefined && data[field] !== null);
  const additions = stated.map(({ field, plugin, argument }) => ({ name: plugin, args: { [argument]: data[field] ?? null } }));
  const add = (path: Path, configs: readonly JsonValue[]): void => {
    if (configs.length > 0) additions.forEach((addition, offset) => edit.insert(path, configs.length + offset, addition));
    else if (additions.length > 0) edit.set(path, additions);
  };
  const profiles = profilesOf(data, version);
  if (version === 'v1alpha2' && profiles.length > 0) {
    for (const { path, value } of profiles) add([...path, 'pluginConfig'], configsOf(value));
  } else {
    const moved = profileFields.filter((field) => Object.hasOwn(data, field));
    if (moved.length > 0 || additions.length > 0) edit.set(['profiles'], [{}]);
    const configs = configsOf(data);
    if (configs.length > 0) add(['pluginConfig'], configs);
    for (const field of moved) edit.move([field], ['profiles', 0, field]);
    if (configs.length === 0) add(['profiles', 0, 'pluginConfig'], configs);
  }
  for (const { field } of argumentFields) {
    if (Object.hasOwn(data, field)) edit.remove([field]);
  }
}

/** Whether a file says anything about plugins, whose names and arguments changed between releases. */
export function namesPlugins(data: JsonObject, version: string): boolean {
  return profilesOf(data, version).some(({ value }) => value['plugins'] !== undefined || value['pluginConfig'] !== undefined);
}

/** Where plugins of certain names are enabled, disabled or given arguments. */
export function pluginsNamed(data: JsonObject, version: string, names: ReadonlySet<string>): { readonly name: string; readonly at: Path }[] {
  const found: { name: string; at: Path }[] = [];
  const look = (list: JsonValue | undefined, path: Path): void => {
    if (!isList(list)) return;
    list.forEach((entry, index) => {
      const name = isObject(entry) ? entry['name'] : undefined;
      if (typeof name === 'string' && names.has(name)) found.push({ name, at: [...path, index] });
    });
  };
  for (const { path, value } of profilesOf(data, version)) {
    const { plugins } = value;
    for (const point of isObject(plugins) ? Object.keys(plugins) : []) {
      for (const list of ['enabled', 'disabled']) look(getIn(plugins, [point, list]), [...path, 'plugins', point, list]);
    }
    look(value['pluginConfig'], [...path, 'pluginConfig']);
  }
  return found;
}

/** v1alpha1 is a profile itself. */
function profilesOf(data: JsonObject, version: string): { readonly path: Path; readonly value: JsonObject }[] {
  if (version === 'v1alpha1') return [{ path: [], value: data }];
  const { profiles } = data;
  if (!isList(profiles)) return [];
  return profiles.flatMap((value, index) => (isObject(value) ? [{ path: ['profiles', index], value }] : []));
}

function configsOf(profile: JsonObject): readonly JsonValue[] {
  return isList(profile['pluginConfig']) ? profile['pluginConfig'] : [];
}
