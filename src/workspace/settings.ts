import type { EmbeddingKind } from '../model/embedding.js';
import type { HelmSettings, IgnoreEntry } from '../model/settings.js';
import type { Target } from '../model/target.js';
import type { Configuration, PathSettings, TransformOptions } from './configuration.js';
import { treeMatcher } from './globs.js';

/** What the configuration says about one file, overrides merged in. Plain data. */
export interface ResolvedSettings {
  readonly target: Partial<Target>;
  /** Ids, `all` among them where every transform is accepted. */
  readonly accept: readonly string[];
  /** Absent: every transform. */
  readonly only?: readonly string[];
  readonly skip: readonly string[];
  readonly options: TransformOptions;
  /** The entries whose path matches the file; the very objects of the configuration. */
  readonly ignore: readonly IgnoreEntry[];
  readonly embedded: readonly EmbeddingKind[];
  readonly helm: Partial<HelmSettings>;
}

/**
 * Merges the overrides that match a path into the settings for all paths, in their order. Single
 * values, `only` and `allowedUnsafeSysctls` replace earlier ones; feature gates, options and `helm`
 * are merged by name; `accept`, `skip`, `embedded` and `ignore` are added to.
 *
 * @param path relative to the configuration's directory, with forward slashes
 */
export function resolveSettings(configuration: Configuration, path: string): ResolvedSettings {
  const matching = (configuration.overrides ?? []).filter(({ paths }) => matcherOf(paths, paths)(path));
  const merged = matching.reduce(merge, merge(nothing, configuration));
  return { ...merged, ignore: merged.ignore.filter((entry) => isFor(entry, path)) };
}

const nothing: ResolvedSettings = { target: {}, accept: [], skip: [], options: {}, ignore: [], embedded: [], helm: {} };

function merge(base: ResolvedSettings, settings: PathSettings): ResolvedSettings {
  const only = settings.only ?? base.only;
  return {
    target: mergeTargets(base.target, settings.target ?? {}),
    accept: union(base.accept, settings.accept),
    ...(only === undefined ? {} : { only }),
    skip: union(base.skip, settings.skip),
    options: mergeOptions(base.options, settings.options ?? {}),
    ignore: [...base.ignore, ...(settings.ignore ?? [])],
    embedded: union(base.embedded, settings.embedded),
    helm: { ...base.helm, ...settings.helm },
  };
}

function mergeTargets(base: Partial<Target>, target: Partial<Target>): Partial<Target> {
  const featureGates = { ...base.featureGates, ...target.featureGates };
  return { ...base, ...target, ...(Object.keys(featureGates).length === 0 ? {} : { featureGates }) };
}

function mergeOptions(base: TransformOptions, options: TransformOptions): TransformOptions {
  const merged = Object.entries(options).map(([id, values]) => [id, { ...base[id], ...values }] as const);
  return { ...base, ...Object.fromEntries(merged) };
}

function union<T extends string>(base: readonly T[], added: readonly T[] = []): readonly T[] {
  return [...new Set([...base, ...added])];
}

function isFor(entry: IgnoreEntry, path: string): boolean {
  return entry.path === undefined || matcherOf(entry, [entry.path])(path);
}

const matchers = new WeakMap<object, (path: string) => boolean>();

/** Compiles the globs of an entry of the configuration once, for all the files they are asked about. */
function matcherOf(owner: object, globs: readonly string[]): (path: string) => boolean {
  let matcher = matchers.get(owner);
  if (matcher === undefined) {
    matcher = treeMatcher(globs);
    matchers.set(owner, matcher);
  }
  return matcher;
}
