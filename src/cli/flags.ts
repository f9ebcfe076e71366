import { resolve } from 'node:path';
import { parseFeatureGates } from '../catalogue/feature-gates.js';
import { nearestName } from '../catalogue/nearest-name.js';
import { nearestNetworkPlugin, parseNetworkPlugin } from '../catalogue/network-plugins.js';
import { targetVersions } from '../catalogue/releases.js';
import { waves, type Wave } from '../model/finding.js';
import { KnownError } from '../model/known-error.js';
import type { HelmSettings } from '../model/settings.js';
import type { NetworkPlugin, Target } from '../model/target.js';
import type { OptionDefinition, OptionValue, Transform } from '../model/transform.js';
import { parseVersion, type Version } from '../model/version.js';
import { isReportFormat, reportFormats, type ReportFormat } from '../reporters/index.js';
import type { migrateFlags } from './flag-definitions.js';

/** Flag values as they are parsed from the command line; see {@link CommandArguments.values}. */
export type FlagValues = Readonly<Record<string, unknown>>;

type ValueFlag = { [K in keyof typeof migrateFlags]: (typeof migrateFlags)[K]['type'] extends 'string' ? K : never }[keyof typeof migrateFlags];

/** What is to become of a report. */
export interface ReportRequest {
  readonly format: ReportFormat;
  /** Absent: standard output. */
  readonly file?: { readonly absolute: string; /** As the user wrote it. */ readonly shown: string };
}

/** Whether a flag without a value is given. */
export function isSet(values: FlagValues, name: string): boolean {
  return values[name] === true;
}

/**
 * Every value of a flag, in order.
 *
 * @throws {KnownError} for an empty one, which comes from a missing value or an unset variable
 */
export function valuesOf(values: FlagValues, name: ValueFlag): readonly string[] {
  const given = values[name];
  if (given === undefined) return [];
  const list = (Array.isArray(given) ? given : [given]).map(String);
  if (list.some((value) => value.trim() === '')) {
    throw new KnownError(`--${name} needs a value.`, { hint: 'See k8s-upgrade migrate --help for what it takes.' });
  }
  return list;
}

/**
 * The value of a flag that can be given once.
 *
 * @throws {KnownError} for an empty or a second one
 */
export function valueOf(values: FlagValues, name: ValueFlag): string | undefined {
  const [value, second] = valuesOf(values, name);
  if (second !== undefined && second !== value) {
    throw new KnownError(`--${name} is given twice, as ${JSON.stringify(value)} and ${JSON.stringify(second)}.`, { hint: 'Give it once.' });
  }
  return value;
}

/** The items of a flag that takes several, separated by commas or each with a flag of its own. */
export function itemsOf(values: FlagValues, name: ValueFlag): readonly string[] {
  return valuesOf(values, name)
    .flatMap((value) => value.split(','))
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/**
 * The cluster as the flags state it.
 *
 * @throws {KnownError} for what cannot be read; whether gates and versions exist is not checked here
 */
export function targetOf(values: FlagValues): Partial<Target> {
  const to = versionOf(values, 'to');
  const from = versionOf(values, 'from');
  const gates = valuesOf(values, 'feature-gates');
  const networkPlugin = networkPluginOf(values);
  const sysctls = itemsOf(values, 'allowed-unsafe-sysctls');
  const wave = waveOf(values);
  return {
    ...(to === undefined ? {} : { to }),
    ...(from === undefined ? {} : { from }),
    ...(gates.length === 0 ? {} : { featureGates: featureGatesOf(gates) }),
    ...(networkPlugin === undefined ? {} : { networkPlugin }),
    ...(sysctls.length === 0 ? {} : { allowedUnsafeSysctls: sysctls }),
    ...(wave === undefined ? {} : { wave }),
  };
}

/** What is asked for about Helm charts; a flag that is not given leaves it to the configuration. */
export function helmOf(values: FlagValues): Partial<HelmSettings> {
  return {
    ...(isSet(values, 'helm-compat') ? { compat: true } : {}),
    ...(isSet(values, 'helm-bump-version') ? { bumpVersion: true } : {}),
  };
}

/** What is odd about the flags, but not wrong; sentences. */
export function oddities({ networkPlugin }: Partial<Target>): readonly string[] {
  const nearest = networkPlugin && nearestNetworkPlugin(networkPlugin.name);
  if (networkPlugin === undefined || nearest === undefined) return [];
  return [`Nothing is known about the network plugin ${JSON.stringify(networkPlugin.name)}; did you mean ${nearest}?`];
}

/**
 * Options of transforms, by id and name. Numbers and truth values are made of texts where the option
 * is defined so; whether transform, option and value exist is not checked here.
 *
 * @throws {KnownError} for what is not of the form `ID.NAME=VALUE`
 */
export function optionsOf(values: FlagValues, transforms: readonly Transform[]): Readonly<Record<string, Readonly<Record<string, OptionValue>>>> {
  const options = new Map<string, Map<string, OptionValue>>();
  for (const text of valuesOf(values, 'option')) {
    const [, id, name, value] = /^([^.=]+)\.([^=]+)=(.*)$/s.exec(text) ?? [];
    if (id === undefined || name === undefined || value === undefined) {
      throw new KnownError(`--option ${JSON.stringify(text)} cannot be read.`, {
        hint: 'Write ID.NAME=VALUE; "k8s-upgrade explain ID" shows the options of a transform.',
      });
    }
    const definition = transforms.find(({ meta }) => meta.id === id)?.meta.options?.[name];
    options.set(id, (options.get(id) ?? new Map<string, OptionValue>()).set(name, typedValue(value, definition)));
  }
  return Object.fromEntries([...options].map(([id, named]) => [id, Object.fromEntries(named)]));
}

/**
 * The reports that are asked for.
 *
 * @param directory what files are relative to
 * @throws {KnownError} for an unknown format, with the nearest known one
 */
export function reportsOf(values: FlagValues, directory: string): readonly ReportRequest[] {
  return valuesOf(values, 'report').map((text) => {
    const equals = text.indexOf('=');
    const format = equals < 0 ? text : text.slice(0, equals);
    const file = equals < 0 ? undefined : text.slice(equals + 1);
    if (file === '') throw new KnownError(`--report ${text} names no file.`, { hint: `Write --report ${text}FILE, or --report ${format} to print the report.` });
    return reportRequest(format, file, directory, '--report');
  });
}

/**
 * @param where what names the format, for errors
 * @throws {KnownError} for an unknown format, with the nearest known one
 */
export function reportRequest(format: string, file: string | undefined, directory: string, where: string): ReportRequest {
  if (!isReportFormat(format)) {
    const nearest = nearestName(format, reportFormats);
    throw new KnownError(`${where}: there is no report format ${JSON.stringify(format)}.`, {
      hint: nearest === undefined ? `Formats are ${reportFormats.join(', ')}.` : `Did you mean ${nearest}?`,
    });
  }
  return file === undefined ? { format } : { format, file: { absolute: resolve(directory, file), shown: file } };
}

function versionOf(values: FlagValues, name: 'to' | 'from'): Version | undefined {
  const text = valueOf(values, name);
  if (text === undefined) return undefined;
  const version = parseVersion(text);
  if (version !== undefined) return version;
  const nearest = nearestName(text, targetVersions());
  throw new KnownError(`--${name} ${JSON.stringify(text)} is no Kubernetes version.`, {
    hint: nearest === undefined ? 'Write a minor version such as 1.21.' : `Did you mean ${nearest}?`,
  });
}

function featureGatesOf(values: readonly string[]): Readonly<Record<string, boolean>> {
  const gates = parseFeatureGates(values.join(','));
  if (typeof gates === 'string') throw new KnownError(`--feature-gates: ${gates}`, { hint: 'Write NAME=true,NAME=false,… as for the API server.' });
  return gates;
}

function networkPluginOf(values: FlagValues): NetworkPlugin | undefined {
  const text = valueOf(values, 'network-plugin');
  const plugin = text === undefined ? undefined : parseNetworkPlugin(text);
  if (typeof plugin === 'string') throw new KnownError(`--network-plugin: ${plugin}`, { hint: 'Write NAME or NAME@VERSION.' });
  return plugin;
}

function waveOf(values: FlagValues): Wave | undefined {
  const text = valueOf(values, 'wave');
  if (text === undefined) return undefined;
  const wave = waves.find((known) => known === text);
  if (wave !== undefined) return wave;
  const nearest = nearestName(text, waves);
  throw new KnownError(`--wave cannot be ${JSON.stringify(text)}.`, {
    hint: nearest === undefined ? `It is one of ${waves.join(', ')}.` : `Did you mean ${nearest}?`,
  });
}

/** What is not of the option's type stays a text, which the check of the options refuses. */
function typedValue(text: string, definition: OptionDefinition | undefined): OptionValue {
  if (definition?.type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (definition?.type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
