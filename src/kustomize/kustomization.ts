import { isList, isObject, type JsonObject, type JsonValue } from '../model/json.js';
import type { Path } from '../model/path.js';
import { deepLabelsOf, type DeepLabels } from './labels.js';
import type { Selector } from './selector.js';

/** Names under which Kustomize looks for its file, in its order. */
export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** Where a kustomization says that a patch is to be applied. */
export interface PatchEntry {
  /** Where the entry stands in the kustomization. */
  readonly at: Path;
  readonly target?: Selector;
  /** A file, relative to the kustomization, or the text itself with its place in the kustomization. */
  readonly source: { readonly file: string } | { readonly inline: string; readonly at: Path };
}

/** What a kustomization is made of, in all generations of the format. */
export interface Kustomization {
  readonly component: boolean;
  /** Files, directories and addresses, as written; `bases` among them. */
  readonly resources: readonly string[];
  readonly components: readonly string[];
  /** In the order in which Kustomize applies them. */
  readonly patches: readonly PatchEntry[];
  /** Files, as written, that name fields or objects: configurations of transformers, and replacements. */
  readonly configurations: readonly string[];
  readonly replacements: readonly string[];
  /** Whether it names objects itself, outside of patches. */
  readonly refers: boolean;
  readonly namePrefix: string;
  readonly nameSuffix: string;
  readonly namespace?: string;
  /** Those that the objects themselves get. */
  readonly labels: JsonObject;
  /** Those of them that their selectors and templates get. */
  readonly deepLabels: DeepLabels;
  /** The field that they are written in. */
  readonly labelsAt: 'commonLabels' | 'labels';
  readonly annotations: JsonObject;
}

/** Reads a kustomization's data; undefined where it is no mapping. */
export function readKustomization(data: JsonValue | undefined): Kustomization | undefined {
  if (!isObject(data)) return undefined;
  return {
    component: data['kind'] === 'Component',
    resources: [...strings(data['resources']), ...strings(data['bases'])],
    components: strings(data['components']),
    patches: [
      ...entries(data, 'patchesStrategicMerge', mergeEntry),
      ...entries(data, 'patches', (value, at) => mergeEntry(value, at, 'file') ?? targetedEntry(value, at)),
      ...entries(data, 'patchesJson6902', targetedEntry),
    ],
    configurations: strings(data['configurations']),
    replacements: isList(data['replacements']) ? strings(data['replacements'].map((item) => (isObject(item) ? (item['path'] ?? null) : null))) : [],
    refers: ['vars', 'replacements', 'configurations'].some((field) => isList(data[field]) && data[field].length > 0),
    namePrefix: text(data['namePrefix'] ?? data['nameprefix']),
    nameSuffix: text(data['nameSuffix'] ?? data['namesuffix']),
    ...(typeof data['namespace'] === 'string' && data['namespace'] !== '' ? { namespace: data['namespace'] } : {}),
    labels: labelsOf(data),
    deepLabels: deepLabelsOf(data),
    labelsAt: isObject(data['commonLabels']) ? 'commonLabels' : 'labels',
    annotations: isObject(data['commonAnnotations']) ? data['commonAnnotations'] : {},
  };
}

function entries(data: JsonObject, field: string, read: (value: JsonValue, at: Path) => PatchEntry | undefined): PatchEntry[] {
  const list = data[field];
  return isList(list) ? list.flatMap((value, index) => read(value, [field, index]) ?? []) : [];
}

/** An item of `patchesStrategicMerge`: a file, or the patch itself. In `patches`, up to version 2, it is a file. */
function mergeEntry(value: JsonValue, at: Path, only?: 'file'): PatchEntry | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const isText = only === undefined && (value.includes('\n') || /^\s*\{/.test(value));
  return { at, source: isText ? { inline: value, at } : { file: value } };
}

/** An item of `patches` or `patchesJson6902`. */
function targetedEntry(value: JsonValue, at: Path): PatchEntry | undefined {
  if (!isObject(value)) return undefined;
  const target = isObject(value['target']) ? { target: value['target'] } : {};
  const { path, patch } = value;
  if (typeof patch === 'string' && patch.trim() !== '') return { at, ...target, source: { inline: patch, at: [...at, 'patch'] } };
  return typeof path === 'string' && path !== '' ? { at, ...target, source: { file: path } } : undefined;
}

/** The labels that the objects themselves get; those of `labels` with or without the selectors. */
function labelsOf(data: JsonObject): JsonObject {
  const lists = isList(data['labels']) ? data['labels'].flatMap((item) => (isObject(item) && isObject(item['pairs']) ? [item['pairs']] : [])) : [];
  return Object.assign({}, isObject(data['commonLabels']) ? data['commonLabels'] : {}, ...lists) as JsonObject;
}

function strings(value: JsonValue | undefined): string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string' && item !== '').map(String) : [];
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Whether Kustomize fetches a resource rather than reading it: an address, or what Git and go-getter take for one. */
export function isRemote(resource: string): boolean {
  return /^[a-z][a-z0-9+.-]*::|^[a-z][a-z0-9+.-]*:\/\/|^(?:github|gitlab|bitbucket)\.(?:com|org)[/:]|^[\w.-]+@[\w.-]+:|[?&]ref=|\.git(?:\/\/|\?|$)/i.test(resource);
}
