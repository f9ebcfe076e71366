import type { EmbeddingKind } from '../model/embedding.js';
import { isList, isObject, type JsonObject, type JsonValue } from '../model/json.js';
import type { Path } from '../model/path.js';

/** Where objects of some kinds hold manifests. */
export interface EmbeddingRule {
  readonly by: Exclude<EmbeddingKind, 'markdown'>;
  readonly groups: readonly string[];
  readonly kinds: readonly string[];
  /** Keys from the object's root; `[]` stands for every item of a list, `*` for every key of a map. */
  readonly path: readonly string[];
  /** `text`: the value is a text that holds manifests; `object`: it is a manifest. */
  readonly holds: 'object' | 'text';
  /** What the holder fills in before the API server sees the manifest, in strings of the object. */
  readonly fills?: RegExp;
  /** The manifest may be a part of an object. */
  readonly partial?: true;
  /** Why nothing but its version may change, said of what is around the manifest. */
  readonly limit?: (around: JsonObject, object: JsonObject) => string | undefined;
}

const ocm = 'open-cluster-management.io';

const patchedOnly = ({ action }: JsonObject): string | undefined => (action === 'patch' ? 'it is a patch of an object' : undefined);
const unchangeable = (_: JsonObject, { immutable }: JsonObject): string | undefined =>
  immutable === true ? 'the ConfigMap is immutable: a changed one needs a new name' : undefined;
const forbidden = ({ complianceType }: JsonObject): string | undefined =>
  String(complianceType).toLowerCase() === 'mustnothave' ? 'mustnothave says what no object may look like' : undefined;

/**
 * What is known to hold whole manifests. Fields whose own neighbours point into the manifest by path
 * (a Crossplane Composition's patches, parameters of an Argo Events trigger) are not in it: moving a
 * key would break them.
 */
const table: readonly EmbeddingRule[] = [
  { by: 'config-map', groups: [''], kinds: ['ConfigMap'], path: ['data', '*'], holds: 'text', limit: unchangeable },
  // Open Cluster Management: open-cluster-management-io/api, work/v1 and work/v1alpha1.
  { by: 'custom-resource', groups: [`work.${ocm}`], kinds: ['ManifestWork'], path: ['spec', 'workload', 'manifests', '[]'], holds: 'object' },
  { by: 'custom-resource', groups: [`work.${ocm}`], kinds: ['ManifestWorkReplicaSet'], path: ['spec', 'manifestWorkTemplate', 'workload', 'manifests', '[]'], holds: 'object' },
  // Its policies: governance-policy-propagator, config-policy-controller; {{ }} are templates of the hub or the cluster.
  { by: 'custom-resource', groups: [`policy.${ocm}`], kinds: ['Policy'], path: ['spec', 'policy-templates', '[]', 'objectDefinition'], holds: 'object', fills: /\{\{/ },
  {
    by: 'custom-resource',
    groups: [`policy.${ocm}`],
    kinds: ['ConfigurationPolicy'],
    path: ['spec', 'object-templates', '[]', 'objectDefinition'],
    holds: 'object',
    fills: /\{\{/,
    partial: true,
    limit: forbidden,
  },
  // Karmada: karmada-io/karmada, work/v1alpha1.
  { by: 'custom-resource', groups: ['work.karmada.io'], kinds: ['Work'], path: ['spec', 'workload', 'manifests', '[]'], holds: 'object' },
  // Hive: openshift/hive, hive/v1 SyncSetCommonSpec.
  { by: 'custom-resource', groups: ['hive.openshift.io'], kinds: ['SyncSet', 'SelectorSyncSet'], path: ['spec', 'resources', '[]'], holds: 'object' },
  // OpenShift: a parameter written ${{NAME}} becomes a value of any type, ${NAME} stays a string.
  { by: 'custom-resource', groups: ['template.openshift.io', ''], kinds: ['Template'], path: ['objects', '[]'], holds: 'object', fills: /\$\{\{/ },
  // Crossplane: crossplane-contrib/provider-kubernetes, Object.
  {
    by: 'custom-resource',
    groups: ['kubernetes.crossplane.io', 'kubernetes.m.crossplane.io'],
    kinds: ['Object'],
    path: ['spec', 'forProvider', 'manifest'],
    holds: 'object',
  },
  // KubeVela: the component type k8s-objects.
  { by: 'custom-resource', groups: ['core.oam.dev'], kinds: ['Application'], path: ['spec', 'components', '[]', 'properties', 'objects', '[]'], holds: 'object' },
  // kro: CEL expressions in ${ } become values of any type.
  { by: 'custom-resource', groups: ['kro.run'], kinds: ['ResourceGraphDefinition'], path: ['spec', 'resources', '[]', 'template'], holds: 'object', fills: /\$\{/ },
  // Argo Workflows: ResourceTemplate.manifest.
  {
    by: 'custom-resource',
    groups: ['argoproj.io'],
    kinds: ['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate'],
    path: ['spec', 'templates', '[]', 'resource', 'manifest'],
    holds: 'text',
    limit: patchedOnly,
  },
  {
    by: 'custom-resource',
    groups: ['argoproj.io'],
    kinds: ['CronWorkflow'],
    path: ['spec', 'workflowSpec', 'templates', '[]', 'resource', 'manifest'],
    holds: 'text',
    limit: patchedOnly,
  },
  // Rancher Fleet: Bundle; a resource that is encoded is no manifest as it stands.
  { by: 'custom-resource', groups: ['fleet.cattle.io'], kinds: ['Bundle'], path: ['spec', 'resources', '[]', 'content'], holds: 'text' },
  // Cluster API: files that cloud-init puts on a node, static pods among them.
  { by: 'custom-resource', groups: ['bootstrap.cluster.x-k8s.io'], kinds: ['KubeadmConfig'], path: ['spec', 'files', '[]', 'content'], holds: 'text' },
  { by: 'custom-resource', groups: ['bootstrap.cluster.x-k8s.io'], kinds: ['KubeadmConfigTemplate'], path: ['spec', 'template', 'spec', 'files', '[]', 'content'], holds: 'text' },
  {
    by: 'custom-resource',
    groups: ['controlplane.cluster.x-k8s.io'],
    kinds: ['KubeadmControlPlane'],
    path: ['spec', 'kubeadmConfigSpec', 'files', '[]', 'content'],
    holds: 'text',
  },
];

/** The rules for an object, of the kinds of embedding that are wanted. */
export function embeddingRules(group: string, kind: string, wanted: ReadonlySet<EmbeddingKind>): readonly EmbeddingRule[] {
  return table.filter((rule) => wanted.has(rule.by) && rule.kinds.includes(kind) && rule.groups.includes(group));
}

/** Whether a text names a kind that may hold manifests in one of the wanted ways. */
export function mayEmbed(text: string, wanted: ReadonlySet<EmbeddingKind>): boolean {
  return table.some(({ by, kinds }) => wanted.has(by) && kinds.some((kind) => text.includes(kind)));
}

/** A place that a rule leads to. */
export interface EmbeddedValue {
  readonly path: Path;
  readonly value: JsonValue;
  /** The map that the value stands in. */
  readonly around: JsonObject;
}

/** The values that a rule's path leads to, in the order of the data. */
export function embeddedValues(data: JsonObject, rule: EmbeddingRule): EmbeddedValue[] {
  const found: EmbeddedValue[] = [];
  const visit = (value: JsonValue | undefined, depth: number, path: Path, around: JsonObject): void => {
    const key = rule.path[depth];
    if (key === undefined) {
      if (value !== undefined) found.push({ path, value, around });
    } else if (key === '[]') {
      if (isList(value)) value.forEach((item, index) => visit(item, depth + 1, [...path, index], around));
    } else if (isObject(value)) {
      const keys = key === '*' ? Object.keys(value) : Object.hasOwn(value, key) ? [key] : [];
      for (const each of keys) visit(value[each], depth + 1, [...path, each], value);
    }
  };
  visit(data, 0, [], data);
  return found;
}

/** Whether a string anywhere in a value matches. */
export function someString(value: JsonValue | undefined, pattern: RegExp): boolean {
  if (typeof value === 'string') return pattern.test(value);
  if (isList(value)) return value.some((item) => someString(item, pattern));
  return isObject(value) && Object.values(value).some((item) => someString(item, pattern));
}
