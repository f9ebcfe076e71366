import { defineTransform, lifecycleOf, type ApiLifecycle, type Context, type Manifest } from '../../src/transform.js';
import { apiVersionOf, pruneNote, versionMove } from '../_shared/version-move.js';
import { moves } from '../_shared/same-fields.js';

export default defineTransform({
  meta: {
    id: 'api-versions',
    title: 'Moves to another API version with the same fields',
    description:
      'For many kinds a newer version brings no change but the name: RBAC, CronJob, PriorityClass, the storage and admission ' +
      'plumbing. Only `apiVersion` is rewritten, to the most stable version that the target serves. Third-party APIs that the ' +
      'configuration lists under `apis` move in the same way.',
    // The last entry lets the configuration's third-party APIs in.
    kinds: [...moves, { group: '*', kind: '*' }],
    triggers: [...new Set(moves.flatMap(({ group, versions }) => versions.map((version) => `${group}/${version}`)))],
    thirdParty: true,
    safety: 'safe',
    keps: [19, 1472],
    messages: {
      moved: '{kind} moves from {from} to {to}; its fields stay the same.',
      'moved-third-party': '{kind} of {from} becomes {newKind} of {to}, as the configuration says; its fields stay as they are.',
      prune: pruneNote,
    },
    references: [
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
      'https://kubernetes.io/docs/reference/using-api/deprecation-policy/',
      'https://github.com/fluxcd/kustomize-controller/issues/510',
    ],
  },
  run(manifest, context) {
    const current = lifecycleOf(manifest.group, manifest.version, manifest.kind, context.apis);
    if (current === undefined) return;
    const thirdParty = isThirdParty(current, context);
    if (!thirdParty && !hasSameFields(manifest)) return;
    const move = versionMove(current, context);
    if (move === undefined) return;
    const { goal, apiVersion, toAnotherGroup, versions } = move;
    const values = { kind: manifest.kind, newKind: goal.kind, from: apiVersionOf(current), to: apiVersion };
    context.change(
      thirdParty ? 'moved-third-party' : 'moved',
      { at: ['apiVersion'], values, notes: toAnotherGroup ? ['prune'] : [], ...versions },
      (edit) => {
        edit.set(['apiVersion'], apiVersion);
        if (goal.kind !== manifest.kind) edit.set(['kind'], goal.kind);
      },
    );
  },
});

function hasSameFields({ group, version, kind }: Manifest): boolean {
  return moves.some((move) => move.kind === kind && move.group === group && move.versions.includes(version));
}

/** The configuration cannot vouch for the fields of an API that Kubernetes itself defines. */
function isThirdParty({ group, version, kind }: ApiLifecycle, { apis }: Context): boolean {
  return apis.length > 0 && lifecycleOf(group, version, kind) === undefined;
}
