import { isList, isObject, isServed, lifecycleOf, preferredVersion, type ApiLifecycle, type JsonObject, type JsonValue, type Path, type Version } from '../../src/transform.js';

/** A rule that names API versions which objects are moving away from. */
export interface OutdatedRule {
  readonly at: Path;
  /** `extensions/v1beta1 ingresses`. */
  readonly old: readonly string[];
  /** `networking.k8s.io/v1`. */
  readonly goals: readonly string[];
}

/** Kinds that have left an API version, by the resource that a rule names them by. */
const kinds: Readonly<Record<string, string>> = {
  certificatesigningrequests: 'CertificateSigningRequest',
  clusterrolebindings: 'ClusterRoleBinding',
  clusterroles: 'ClusterRole',
  cronjobs: 'CronJob',
  csidrivers: 'CSIDriver',
  csinodes: 'CSINode',
  customresourcedefinitions: 'CustomResourceDefinition',
  daemonsets: 'DaemonSet',
  deployments: 'Deployment',
  endpointslices: 'EndpointSlice',
  horizontalpodautoscalers: 'HorizontalPodAutoscaler',
  ingressclasses: 'IngressClass',
  ingresses: 'Ingress',
  leases: 'Lease',
  networkpolicies: 'NetworkPolicy',
  poddisruptionbudgets: 'PodDisruptionBudget',
  podsecuritypolicies: 'PodSecurityPolicy',
  priorityclasses: 'PriorityClass',
  replicasets: 'ReplicaSet',
  rolebindings: 'RoleBinding',
  roles: 'Role',
  runtimeclasses: 'RuntimeClass',
  statefulsets: 'StatefulSet',
  storageclasses: 'StorageClass',
};

/**
 * The rules of a webhook that miss objects which are written in the version that the target prefers.
 * With `matchPolicy: Equivalent` the API server converts for them, as long as it serves the old version.
 */
export function outdatedRules(webhook: JsonObject, isExact: boolean, to: Version): OutdatedRule[] {
  const rules = isList(webhook['rules']) ? webhook['rules'].map((rule) => (isObject(rule) ? rule : {})) : [];
  return rules.flatMap((rule, index): OutdatedRule[] => {
    const missed = namedApis(rule).flatMap(({ row, resource }) => {
      const goal = preferredVersion(row.group, row.version, row.kind, to);
      const matters = goal !== undefined && goal !== row && (isExact || !isServed(row, to));
      return matters && !rules.some((other) => covers(other, goal, resource)) ? [{ row, resource, goal }] : [];
    });
    if (missed.length === 0) return [];
    return [{
      at: ['rules', index],
      old: missed.map(({ row, resource }) => `${row.group}/${row.version} ${resource}`),
      goals: [...new Set(missed.map(({ goal }) => `${goal.group}/${goal.version}`))],
    }];
  });
}

function namedApis(rule: JsonObject): { readonly row: ApiLifecycle; readonly resource: string }[] {
  return texts(rule['apiGroups']).flatMap((group) =>
    texts(rule['apiVersions']).flatMap((version) =>
      texts(rule['resources']).flatMap((named) => {
        const resource = named.split('/')[0] ?? '';
        const row = Object.hasOwn(kinds, resource) ? lifecycleOf(group, version, kinds[resource] ?? '') : undefined;
        return row ? [{ row, resource }] : [];
      }),
    ),
  );
}

function covers(rule: JsonObject, { group, version }: ApiLifecycle, resource: string): boolean {
  const named = texts(rule['resources']).map((each) => each.split('/')[0]);
  return (
    [group, '*'].some((each) => texts(rule['apiGroups']).includes(each)) &&
    [version, '*'].some((each) => texts(rule['apiVersions']).includes(each)) &&
    [resource, '*'].some((each) => named.includes(each))
  );
}

function texts(value: JsonValue | undefined): string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}
