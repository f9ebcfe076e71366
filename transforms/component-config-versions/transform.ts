import {
  defineTransform,
  groupOf,
  isList,
  isObject,
  lifecycleOf,
  preferredVersion,
  versionOf,
  type ApiLifecycle,
  type Context,
  type JsonValue,
  type Path,
} from '../../src/transform.js';

/**
 * Configuration files whose versions differ in nothing but their name. Where the body changes too, a
 * transform of its own moves the kind.
 */
const kinds = [
  { group: 'audit.k8s.io', kind: 'Policy' },
  { group: 'apiserver.k8s.io', kind: 'AdmissionConfiguration' },
  { group: 'apiserver.config.k8s.io', kind: 'AdmissionConfiguration' },
  { group: 'apiserver.config.k8s.io', kind: 'WebhookAdmissionConfiguration' },
  { group: 'controllermanager.config.k8s.io', kind: 'LeaderMigrationConfiguration' },
];

export default defineTransform({
  meta: {
    id: 'component-config-versions',
    title: 'Versions of component configuration files',
    description:
      'Components read some of their configuration from files that look like Kubernetes objects and have versions like them. These ' +
      'kinds have the same fields in all their versions, so moving them is a matter of the `apiVersion`: audit policies, admission ' +
      'configurations, also inside one another, and leader migration configurations.',
    kinds,
    triggers: kinds.map(({ group }) => `${group}/v`).filter((trigger, index, all) => all.indexOf(trigger) === index),
    safety: 'safe',
    keps: [2436],
    messages: {
      moved: '{kind} moves from {from} to {to}, which has the same fields.',
      'not-yet': 'Kubernetes {target} does not know {kind} of {from}, which came in {introduced}. Write the version that it knows.',
    },
    references: [
      'https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/#audit-policy',
      'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#authenticate-apiservers',
      'https://kubernetes.io/docs/tasks/administer-cluster/controller-manager-leader-migration/',
      'https://github.com/kubernetes/kubernetes/pull/98858',
      'https://github.com/kubernetes/kubernetes/pull/85138',
    ],
  },
  run({ kind, data }, context) {
    move(data, [], context);
    const { plugins } = data;
    if (kind !== 'AdmissionConfiguration' || !isList(plugins)) return;
    // A plugin's own configuration stands in the file, or in one of its own.
    plugins.forEach((plugin, index) => {
      if (isObject(plugin)) move(plugin['configuration'], ['plugins', index, 'configuration'], context);
    });
  },
});

function move(object: JsonValue | undefined, path: Path, context: Context): void {
  if (!isObject(object)) return;
  const { apiVersion, kind } = object;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return;
  const current = kinds.some((known) => known.group === groupOf(apiVersion) && known.kind === kind)
    ? lifecycleOf(groupOf(apiVersion), versionOf(apiVersion), kind)
    : undefined;
  if (!current) return;
  const { to } = context.target;
  const next = preferredVersion(current.group, current.version, kind, to);
  const at = [...path, 'apiVersion'];
  if (!next) {
    const values = { kind, from: apiVersion, target: to, introduced: current.introduced };
    return context.manual('not-yet', { at, values });
  }
  const written = nameOf(next);
  if (written === apiVersion) return;
  const change = {
    at,
    values: { kind, from: apiVersion, to: written },
    introduced: next.introduced,
    ...(current.removed === undefined ? {} : { removed: current.removed }),
  };
  context.change('moved', change, (edit) => edit.set(at, written));
}

function nameOf({ group, version }: ApiLifecycle): string {
  return `${group}/${version}`;
}
