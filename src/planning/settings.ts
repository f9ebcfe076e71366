import chartVersion from '../../transforms/helm-chart-version/transform.js';
import { checkFeatureGates } from '../catalogue/feature-gates.js';
import { nearestName } from '../catalogue/nearest-name.js';
import { checkSysctlPattern } from '../catalogue/sysctls.js';
import { targetVersions } from '../catalogue/releases.js';
import type { ApiLifecycle } from '../model/api.js';
import { embeddingKinds, type EmbeddingKind } from '../model/embedding.js';
import { KnownError } from '../model/known-error.js';
import type { FileSettings, HelmSettings } from '../model/settings.js';
import type { Target } from '../model/target.js';
import type { OptionDefinition, OptionValue, Transform, TransformMeta } from '../model/transform.js';
import { compareVersions } from '../model/version.js';
import type { PathSettings, TransformOptions } from '../workspace/configuration.js';
import type { ResolvedSettings } from '../workspace/settings.js';

/** What the user states on the command line or in a call, for all files. */
export interface StatedSettings {
  /** Overrides the configuration, gate by gate. */
  readonly target?: Partial<Target>;
  /** Ids, or `all`; added to the configuration's. */
  readonly accept?: readonly string[];
  /** Replaces the configuration's. */
  readonly only?: readonly string[];
  /** Added to the configuration's. */
  readonly skip?: readonly string[];
  readonly options?: TransformOptions;
  /** Kinds of embedding in which manifests are looked for; added to the configuration's. */
  readonly embedded?: readonly EmbeddingKind[];
  /** Overrides the configuration's, one by one. */
  readonly helm?: Partial<HelmSettings>;
}

/** The target where nothing is stated. */
export const defaultTarget: Target = { to: '1.21', featureGates: {}, allowedUnsafeSysctls: [] };

/** Merges what is stated over what the configuration says about a file. */
export function fileSettings(transforms: readonly Transform[], configured: ResolvedSettings, stated: StatedSettings, apis: readonly ApiLifecycle[]): FileSettings {
  const target = mergeTargets(configured.target, stated.target ?? {});
  const only = stated.only?.length ? stated.only : configured.only;
  const skip = new Set([...configured.skip, ...(stated.skip ?? [])]);
  const helm = { compat: false, bumpVersion: false, ...configured.helm, ...stated.helm };
  const asked = ({ id }: TransformMeta): boolean => id !== chartVersion.meta.id || helm.bumpVersion;
  const chosen = transforms.filter(({ meta }) => asked(meta) && (only === undefined || meta.accompanies || only.includes(meta.id)) && !skip.has(meta.id));
  const options = { ...configured.options };
  for (const [id, values] of Object.entries(stated.options ?? {})) options[id] = { ...options[id], ...values };
  return {
    target,
    transforms: chosen,
    idle: new Set(transforms.filter((transform) => !chosen.includes(transform)).map(({ meta }) => meta.id)),
    accept: new Set([...configured.accept, ...(stated.accept ?? [])]),
    options,
    apis,
    ignore: configured.ignore,
    embedded: new Set([...configured.embedded, ...(stated.embedded ?? [])]),
    helm,
  };
}

function mergeTargets(configured: Partial<Target>, stated: Partial<Target>): Target {
  return {
    ...defaultTarget,
    ...configured,
    ...stated,
    featureGates: { ...configured.featureGates, ...stated.featureGates },
  };
}

/**
 * Checks everything that names a transform or an option.
 *
 * @param file The configuration's file; undefined where flags are checked.
 * @throws {KnownError} that names the nearest known name
 */
export function checkSettings(settings: PathSettings, transforms: readonly Transform[], file?: string): void {
  const ids = transforms.map(({ meta }) => meta.id);
  const place = (key: string, flag: string): string => (file === undefined ? flag : `${file}: ${key}`);
  const check = (id: string, where: string): void => {
    if (!ids.includes(id)) throw unknownName('transform', id, ids, where, '"k8s-upgrade list" shows all transforms.');
  };
  for (const key of ['accept', 'only', 'skip'] as const) {
    for (const id of settings[key] ?? []) if (key !== 'accept' || id !== 'all') check(id, place(key, `--${key}`));
  }
  for (const kind of settings.embedded ?? []) {
    if (!embeddingKinds.includes(kind)) throw unknownName('kind of embedding', kind, embeddingKinds, place('embedded', '--embedded'), `It is one of ${embeddingKinds.join(', ')}.`);
  }
  for (const { id } of settings.ignore ?? []) if (id !== undefined) check(id, place('ignore', 'ignore'));
  for (const [id, values] of Object.entries(settings.options ?? {})) {
    const where = place('options', '--option');
    check(id, where);
    const definitions = transforms.find(({ meta }) => meta.id === id)?.meta.options ?? {};
    for (const [name, value] of Object.entries(values)) checkOption(id, name, value, definitions, where);
  }
}

function checkOption(id: string, name: string, value: OptionValue, definitions: Readonly<Record<string, OptionDefinition>>, where: string): void {
  const definition = definitions[name];
  if (!definition) {
    const known = Object.keys(definitions).map((option) => `${id}.${option}`);
    throw unknownName('option', `${id}.${name}`, known, where, `"k8s-upgrade explain ${id}" shows its options.`);
  }
  const wanted = describeMismatch(definition, value);
  if (wanted) throw new KnownError(`${where}: ${id}.${name} cannot be ${JSON.stringify(value)}.`, { hint: `It takes ${wanted}.` });
}

function describeMismatch(definition: OptionDefinition, value: OptionValue): string | undefined {
  switch (definition.type) {
    case 'choice':
      return typeof value === 'string' && definition.values.includes(value) ? undefined : `one of ${definition.values.join(', ')}`;
    case 'integer':
      return Number.isInteger(value) && Number(value) >= definition.minimum ? undefined : `a whole number of at least ${definition.minimum}`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false';
  }
}

/**
 * Checks that a merged target can be: known versions in order, gates the target would start with.
 *
 * @throws {KnownError}
 */
export function checkTarget(target: Target): void {
  const known = targetVersions();
  if (!known.includes(target.to)) {
    throw new KnownError(`Kubernetes ${target.to} is not a target this version knows.`, {
      hint: `Targets are ${known[0] ?? ''} to ${known.at(-1) ?? ''}${nearestHint(target.to, known)}`,
    });
  }
  if (target.from !== undefined && compareVersions(target.from, target.to) > 0) {
    throw new KnownError(`--from ${target.from} is newer than the target ${target.to}.`, { hint: 'Name the oldest cluster with --from and the newest with --to.' });
  }
  const [problem] = checkFeatureGates(target.featureGates, target.to).filter(({ certain, suggestion }) => certain || suggestion !== undefined);
  if (problem) {
    const hint = problem.suggestion === undefined ? 'Remove the gate, or change the target.' : `Did you mean ${problem.suggestion}?`;
    throw new KnownError(problem.message.replace(/; did you mean .*\?$/, '.'), { hint });
  }
  for (const pattern of target.allowedUnsafeSysctls) {
    const complaint = checkSysctlPattern(pattern, target.to);
    if (complaint) throw new KnownError(complaint, { hint: 'Write names or prefix* patterns, as in the kubelet\u2019s allowedUnsafeSysctls.' });
  }
}

function unknownName(what: string, name: string, known: readonly string[], where: string, otherwise: string): KnownError {
  const nearest = nearestName(name, known);
  return new KnownError(`${where}: there is no ${what} ${JSON.stringify(name)}.`, { hint: nearest ? `Did you mean ${nearest}?` : otherwise });
}

function nearestHint(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest ? `; did you mean ${nearest}?` : '.';
}
