import { asWritten, defineTransform, Hole, isList, isObject, lifecycleOf, type JsonObject, type JsonValue, type Recorder } from '../../src/transform.js';
import { versionMove } from '../_shared/version-move.js';
import { isTemplated, templatedMessages } from '../_shared/templated.js';

const group = 'rbac.authorization.k8s.io';

export default defineTransform({
  meta: {
    id: 'rbac-v1alpha1',
    title: 'RBAC bindings of v1alpha1: subjects name a group instead of a version',
    description:
      'A subject of a v1alpha1 binding carries `apiVersion`, one of v1 `apiGroup`. The user `*` of v1alpha1 stands for every ' +
      'authenticated user and nothing else; in v1 it is a user of that name, so it becomes the group `system:authenticated`.',
    kinds: [
      { group, kind: 'RoleBinding', versions: ['v1alpha1'] },
      { group, kind: 'ClusterRoleBinding', versions: ['v1alpha1'] },
    ],
    triggers: [`${group}/v1alpha1`],
    safety: 'safe',
    introduced: '1.8',
    deprecated: '1.17',
    removed: '1.23',
    messages: {
      ...templatedMessages,
      moved: '{kind} moves from rbac.authorization.k8s.io/v1alpha1 to {to}.',
      'moved-subjects': '{kind} moves from rbac.authorization.k8s.io/v1alpha1 to {to}; its subjects name an API group instead of a version.',
      everyone: 'The user * of v1alpha1 is written as the group system:authenticated, which it stood for.',
      'malformed-subjects': 'The subjects are not a list of mappings; correct them first.',
      'unknown-kind': 'A subject has to be a User, a Group or a ServiceAccount; later versions refuse {kind}.',
      'other-group':
        'The subject has the API group {apiGroup}, which v1alpha1 ignores and later versions refuse for a {kind}; remove it or correct the kind first.',
    },
    references: [
      'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects',
      'https://github.com/kubernetes/kubernetes/blob/v1.21.0/pkg/apis/rbac/v1alpha1/conversion.go',
    ],
  },
  run(manifest, context) {
    const row = lifecycleOf(manifest.group, manifest.version, manifest.kind);
    const move = row && versionMove(row, context);
    if (move === undefined) return;
    const subjects = asWritten(manifest.data)['subjects'] ?? [];
    const templated = isTemplated(subjects) || (isList(subjects) && subjects.some((subject) => isTemplated(subject) || (isObject(subject) && ['kind', 'name'].some((key) => subject[key] instanceof Hole && (key === 'kind' || subject['kind'] === 'User')))));
    if (templated) return context.manual('templated', { at: ['subjects'], values: { what: 'subjects' } });
    if (!isList(subjects) || !subjects.every(isObject)) return context.manual('malformed-subjects', { at: ['subjects'] });
    const notes = new Set<string>();
    for (const [index, subject] of subjects.entries()) {
      const at = ['subjects', index] as const;
      const wanted = groups.get(subject['kind']);
      if (wanted === undefined) return context.manual('unknown-kind', { at, values: { kind: String(subject['kind']) } });
      const { apiGroup } = subject;
      if (apiGroup !== undefined && apiGroup !== null && apiGroup !== wanted) {
        return context.manual('other-group', { at: [...at, 'apiGroup'], values: { apiGroup: String(apiGroup), kind: String(subject['kind']) } });
      }
      if (isEveryone(subject)) notes.add('everyone');
    }
    const change = { at: ['apiVersion'], values: { kind: manifest.kind, to: move.apiVersion }, notes: [...notes], ...move.versions };
    context.change(subjects.some((subject) => 'apiVersion' in subject) ? 'moved-subjects' : 'moved', change, (edit) => {
      edit.set(['apiVersion'], move.apiVersion);
      for (const [index, subject] of subjects.entries()) moveSubject(edit, index, subject);
    });
  },
});

/** The group of each kind of subject, whatever version a v1alpha1 binding names for it. */
const groups = new Map<JsonValue | undefined, string>([
  ['ServiceAccount', ''],
  ['User', group],
  ['Group', group],
]);

function isEveryone(subject: JsonObject): boolean {
  return subject['kind'] === 'User' && subject['name'] === '*';
}

function moveSubject(edit: Recorder, index: number, subject: JsonObject): void {
  const at = ['subjects', index] as const;
  const wanted = groups.get(subject['kind']) ?? '';
  if ('apiVersion' in subject) {
    // A service account is of the core group, which is what an absent group means.
    if (wanted === '' || 'apiGroup' in subject) edit.remove([...at, 'apiVersion']);
    else {
      edit.rename([...at, 'apiVersion'], 'apiGroup');
      edit.set([...at, 'apiGroup'], wanted);
    }
  }
  if (isEveryone(subject)) {
    edit.set([...at, 'kind'], 'Group');
    edit.set([...at, 'name'], 'system:authenticated');
  }
}
