import { atLeast, defineTransform, isList, isObject, isServed, lifecycleOf, type Context, type JsonObject, type Path } from '../../src/transform.js';

const group = 'client.authentication.k8s.io';
const kind = 'ExecCredential';

export default defineTransform({
  meta: {
    id: 'kubeconfig-exec',
    title: 'Credential plugins of a kubeconfig',
    description:
      'Clients of Kubernetes 1.24 refuse a kubeconfig whose `exec` plugin speaks `client.authentication.k8s.io/v1alpha1`. The rewrite ' +
      'writes `v1beta1`, which has the same fields. A plugin has to answer in the version that is asked for, and old plugins know ' +
      '`v1alpha1` only; where the old version still works, the rewrite asks first.',
    kinds: [{ group: '', kind: 'Config', versions: ['v1'] }],
    triggers: [group],
    safety: 'safe',
    introduced: '1.11',
    keps: [541],
    options: {
      version: {
        type: 'choice',
        values: ['v1beta1', 'v1'],
        default: 'v1beta1',
        description: 'The version to write: `v1beta1`, or from 1.22 on `v1`, which takes `v1beta1` along and writes out `interactiveMode`.',
      },
    },
    messages: {
      moved: 'The credential plugin {command} of user {user} speaks {group}/{version} instead of {old}.',
      'plugin-must-answer': 'The plugin has to answer in {version}: update it first if it is older than that. Old plugins answer in {old} only, and then no client can log in.',
      'interactive-mode': 'interactiveMode: IfAvailable is what {old} does; {version} wants it written.',
      'not-yet': 'Clients of Kubernetes {to} do not know {group}/{version} of user {user}, which came in {introduced}. Ask the plugin for {known}.',
      'no-interactive-mode': 'Clients refuse {group}/v1 without interactiveMode. Write what the plugin {command} of user {user} needs: IfAvailable, Never or Always.',
      unknown: '{group} has no version “{version}” (user {user}). Correct it.',
    },
    references: [
      'https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-auth/541-external-credential-providers',
      'https://github.com/kubernetes/client-go/blob/master/tools/clientcmd/api/v1/types.go',
    ],
  },
  run({ data }, context) {
    const { users } = data;
    if (!isList(users)) return;
    users.forEach((entry, index) => {
      const user = isObject(entry) ? entry['user'] : undefined;
      const exec = isObject(user) ? user['exec'] : undefined;
      if (isObject(entry) && isObject(exec)) judge(exec, String(entry['name'] ?? ''), ['users', index, 'user', 'exec'], context);
    });
  },
});

function judge(exec: JsonObject, user: string, path: Path, context: Context): void {
  const { apiVersion } = exec;
  if (typeof apiVersion !== 'string' || !apiVersion.startsWith(`${group}/`)) return;
  const old = apiVersion.slice(group.length + 1);
  const { target } = context;
  const at = [...path, 'apiVersion'];
  const version = context.options['version'] === 'v1' && atLeast(target.to, '1.22') ? 'v1' : 'v1beta1';
  const values = { group, user, command: String(exec['command'] ?? ''), old, version, to: target.to };

  const row = lifecycleOf(group, old, kind);
  if (!row) return context.manual('unknown', { at, values: { ...values, version: old } });
  if (!atLeast(target.to, row.introduced)) {
    return context.manual('not-yet', { at, values: { ...values, version: old, introduced: row.introduced, known: version } });
  }
  if (old === 'v1') {
    if (!hasMode(exec)) context.manual('no-interactive-mode', { at, values });
    return;
  }
  const next = lifecycleOf(group, version, kind);
  if (!next || old === version) return;
  const change = {
    at,
    values,
    notes: ['plugin-must-answer', ...(version === 'v1' && !hasMode(exec) ? ['interactive-mode'] : [])],
    // Nothing is lost where clients refuse the old version anyway.
    safety: isServed(row, target.to) ? 'review' : 'safe',
    introduced: next.introduced,
    ...(row.removed === undefined ? {} : { removed: row.removed }),
  } as const;
  context.change('moved', change, (edit) => {
    edit.set(at, `${group}/${version}`);
    if (version === 'v1' && !hasMode(exec)) edit.set([...path, 'interactiveMode'], 'IfAvailable', { after: lastOf(exec) });
  });
}

/** An empty text counts as absent. */
function hasMode(exec: JsonObject): boolean {
  return typeof exec['interactiveMode'] === 'string' && exec['interactiveMode'] !== '';
}

/** Behind the plain keys; lists such as `args` and `env` stay together. */
function lastOf(exec: JsonObject): string {
  return ['provideClusterInfo', 'installHint', 'command', 'apiVersion'].find((key) => Object.hasOwn(exec, key)) ?? 'apiVersion';
}
