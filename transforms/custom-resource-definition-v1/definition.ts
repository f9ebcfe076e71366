import { getIn, Hole, isList, isObject, isText, type JsonObject, type JsonValue, type Manifest, type Path } from '../../src/transform.js';

/** What v1beta1 lets stand at the top of the spec as well as in each version. */
export const movedFields = [
  { top: 'validation', perVersion: 'schema' },
  { top: 'subresources', perVersion: 'subresources' },
  { top: 'additionalPrinterColumns', perVersion: 'additionalPrinterColumns' },
] as const;

/** A CustomResourceDefinition of v1beta1 that can be read. */
export interface Definition {
  readonly spec: JsonObject;
  /** As written, or as `spec.version` stands for. */
  readonly versions: readonly JsonObject[];
  readonly prunes: boolean;
}

/** Why a definition is left to a person; `id` is the message. */
export interface DefinitionProblem {
  readonly id: 'fragment' | 'malformed' | 'version-differs' | 'both-levels' | 'api-approval' | 'templated';
  readonly at: Path;
  readonly values?: Readonly<Record<string, string>>;
}

/** Reads a definition as an API server reads v1beta1, defaults included. */
export function readDefinition(manifest: Manifest): Definition | DefinitionProblem {
  const { spec } = manifest.data;
  if (spec instanceof Hole) return templated(['spec'], 'the spec');
  if (manifest.partial || !isObject(spec) || !isText(spec['group']) || !(isObject(spec['names']) || spec['names'] instanceof Hole)) return { id: 'fragment', at: ['kind'] };
  const { versions: written, version, scope, preserveUnknownFields = true } = spec;
  const listed = written ?? [];
  if (listed instanceof Hole) return templated(['spec', 'versions'], 'the versions');
  if (preserveUnknownFields instanceof Hole) return templated(['spec', 'preserveUnknownFields'], 'preserveUnknownFields');
  if (!isList(listed)) return malformed(['spec', 'versions'], 'versions');
  const broken = listed.findIndex((item) => !isVersion(item));
  if (broken >= 0) return malformed(['spec', 'versions', broken], 'versions');
  const versions = listed.filter(isVersion);
  const [first] = versions;
  if (isSet(version) && !isText(version)) return malformed(['spec', 'version'], 'version');
  if (!first && !isSet(version)) return { id: 'fragment', at: ['kind'] };
  if (first && isSet(version) && String(version) !== String(first['name'])) {
    if ([version, first['name']].some((name) => name instanceof Hole)) return templated(['spec', 'version'], 'the name of the version');
    return { id: 'version-differs', at: ['spec', 'version'], values: { version: String(version), first: String(first['name']) } };
  }
  if (isSet(scope) && !(scope instanceof Hole) && scope !== 'Namespaced' && scope !== 'Cluster') return malformed(['spec', 'scope'], 'scope');
  if (typeof (preserveUnknownFields ?? true) !== 'boolean') return malformed(['spec', 'preserveUnknownFields'], 'preserveUnknownFields');
  return (
    levelsProblem(spec, versions) ??
    conversionProblem(spec['conversion']) ??
    approvalProblem(spec['group'], manifest.data['metadata']) ?? {
      spec,
      versions: first ? versions : [{ name: version ?? '', served: true, storage: true }],
      prunes: preserveUnknownFields === false,
    }
  );
}

/** Whether a field is given: the API server takes null and the empty text for no value. */
export function isSet(value: JsonValue | undefined): value is JsonValue {
  return value !== undefined && value !== null && value !== '';
}

function isVersion(item: JsonValue): item is JsonObject {
  return isObject(item) && isText(item['name']) && isSwitch(item['served']) && isSwitch(item['storage']);
}

function isSwitch(value: JsonValue | undefined): boolean {
  return typeof value === 'boolean' || value instanceof Hole;
}

function templated(at: Path, what: string): DefinitionProblem {
  return { id: 'templated', at, values: { what } };
}

function malformed(at: Path, field: string): DefinitionProblem {
  return { id: 'malformed', at, values: { field } };
}

function levelsProblem(spec: JsonObject, versions: readonly JsonObject[]): DefinitionProblem | undefined {
  const levels = [{ holder: spec, path: ['spec'] as Path }, ...versions.map((holder, index) => ({ holder, path: ['spec', 'versions', index] as Path }))];
  for (const { top, perVersion } of movedFields) {
    for (const [index, { holder, path }] of levels.entries()) {
      const field = index === 0 ? top : perVersion;
      const value = holder[field];
      if (!isSet(value)) continue;
      const at = [...path, field];
      const inner = field === 'validation' || field === 'schema' ? getIn(value, ['openAPIV3Schema']) : undefined;
      if (value instanceof Hole || inner instanceof Hole) return templated(at, field);
      const problem = top === 'additionalPrinterColumns' ? columnsProblem(value, at) : isObject(value) ? undefined : malformed(at, field);
      if (problem) return problem;
      if (top === 'validation' && isSet((value as JsonObject)['openAPIV3Schema']) && !isObject((value as JsonObject)['openAPIV3Schema'])) {
        return malformed([...at, 'openAPIV3Schema'], 'openAPIV3Schema');
      }
    }
    if (isGiven(spec[top]) && versions.some((version) => isGiven(version[perVersion]))) {
      return { id: 'both-levels', at: ['spec', top], values: { top, perVersion } };
    }
  }
  return undefined;
}

/** As {@link isSet}; nor does an empty list say anything. */
export function isGiven(value: JsonValue | undefined): boolean {
  return isSet(value) && !(isList(value) && value.length === 0);
}

function columnsProblem(columns: JsonValue, at: Path): DefinitionProblem | undefined {
  if (!isList(columns)) return malformed(at, 'additionalPrinterColumns');
  const index = columns.findIndex((column) => !isObject(column) || !isText(column['JSONPath']) || column['jsonPath'] !== undefined);
  return index < 0 ? undefined : malformed([...at, index], 'additionalPrinterColumns');
}

export function conversionProblem(conversion: JsonValue | undefined): DefinitionProblem | undefined {
  if (!isSet(conversion)) return undefined;
  const at = ['spec', 'conversion'];
  if (conversion instanceof Hole || (isObject(conversion) && conversion['strategy'] instanceof Hole)) return templated(at, 'the conversion');
  if (!isObject(conversion)) return malformed(at, 'conversion');
  const { strategy, webhookClientConfig, conversionReviewVersions, webhook } = conversion;
  const isSound =
    strategy === 'Webhook'
      ? (isObject(webhookClientConfig) || webhookClientConfig instanceof Hole) && webhook === undefined && (!isSet(conversionReviewVersions) || isList(conversionReviewVersions))
      : strategy === 'None' && !isSet(webhookClientConfig) && !isGiven(conversionReviewVersions) && webhook === undefined;
  return isSound ? undefined : malformed(at, 'conversion');
}

/**
 * Groups of the Kubernetes project ask for a word on who approved the API: the address of the pull
 * request, or `unapproved` with a reason.
 *
 * Source: `GetAPIApprovalState` of k8s.io/apiextensions-apiserver; kubernetes/enhancements#1111.
 */
function approvalProblem(group: JsonValue | undefined, metadata: JsonValue | undefined): DefinitionProblem | undefined {
  if (typeof group !== 'string' || !/(?:^|\.)(?:k8s|kubernetes)\.io$/.test(group)) return undefined;
  const annotations = isObject(metadata) ? metadata['annotations'] : undefined;
  const approval = isObject(annotations) ? annotations['api-approved.kubernetes.io'] : undefined;
  if (approval instanceof Hole) return undefined;
  if (typeof approval === 'string' && (approval.startsWith('unapproved') || /^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(approval))) return undefined;
  return { id: 'api-approval', at: ['spec', 'group'], values: { group } };
}
