import { asWritten, defineTransform, Hole, isObject, isOpen, preferredVersion, type Change } from '../../src/transform.js';
import { pruneNote } from '../_shared/version-move.js';
import { nothing, whatToFill } from './fill.js';

/** Fields of the old versions that only Kubernetes itself writes, or that are empty. */
const deadFields = ['templateGeneration', 'rollbackTo'];

export default defineTransform({
  meta: {
    id: 'workloads-apps-v1',
    title: 'Deployment, DaemonSet, ReplicaSet and StatefulSet to apps/v1',
    description:
      'apps/v1 takes nothing from the pod template: the selector has to be written. It also has other defaults than `extensions/v1beta1` ' +
      'and `apps/v1beta1`. The rewrite writes what the object has had so far, so that neither its pods nor the way they are replaced change.',
    kinds: [
      { group: 'extensions', kind: 'Deployment', versions: ['v1beta1'] },
      { group: 'extensions', kind: 'DaemonSet', versions: ['v1beta1'] },
      { group: 'extensions', kind: 'ReplicaSet', versions: ['v1beta1'] },
      { group: 'apps', kind: 'Deployment', versions: ['v1beta1', 'v1beta2'] },
      { group: 'apps', kind: 'StatefulSet', versions: ['v1beta1', 'v1beta2'] },
      { group: 'apps', kind: 'DaemonSet', versions: ['v1beta2'] },
      { group: 'apps', kind: 'ReplicaSet', versions: ['v1beta2'] },
    ],
    triggers: ['extensions/v1beta1', 'apps/v1beta1', 'apps/v1beta2'],
    safety: 'safe',
    introduced: '1.9',
    deprecated: '1.8',
    removed: '1.16',
    options: {
      defaults: {
        type: 'choice',
        values: ['keep', 'new'],
        default: 'keep',
        description:
          'Values that the old version fills in differently: `keep` writes them out, `new` leaves them to apps/v1 (needs --accept where ' +
          'pods would be replaced that have been left alone so far).',
      },
      infiniteDefaults: {
        type: 'choice',
        values: ['new', 'keep'],
        default: 'new',
        description:
          'revisionHistoryLimit and progressDeadlineSeconds of a Deployment in extensions/v1beta1, which mean "no limit" where they are ' +
          'absent: `new` leaves them to apps/v1 (10 and 600), `keep` writes 2147483647.',
      },
      objectLabels: {
        type: 'choice',
        values: ['keep', 'omit'],
        default: 'keep',
        description: 'Labels of the workload itself, which the old versions copy from the template where it has none: `keep` writes them, `omit` does not.',
      },
    },
    messages: {
      moved: '{kind} moves from {from} to apps/v1.',
      selector:
        'The selector, which {from} takes from the labels of the template, is written out. In apps/v1 it can never change: it has to be that of the live object, so compare the two if the labels of the template have changed since.',
      labels: 'The labels of the {kind}, which {from} takes from the template, are written out, because something may select it by them.',
      'labels-omitted': 'The {kind} has no labels of its own; {from} gives it those of the template, apps/v1 none.',
      kept: 'Written out, because apps/v1 fills in something else: {kept}.',
      dropped: 'Left to the defaults of apps/v1, no longer as in {from}: {dropped}.',
      'no-limit':
        'Not written out: {unlimited}. A live object keeps its values when the manifest is applied, one that is created anew gets those of apps/v1. To write them out, run with --option workloads-apps-v1.infiniteDefaults=keep.',
      'rolling-update-ignored':
        'updateStrategy has a rollingUpdate but no type, which {from} takes for OnDelete: pods are replaced only when somebody deletes them. If RollingUpdate is meant, write that.',
      removed: '{removed} is removed: it does not exist in apps/v1, and does not belong into a manifest.',
      prune: pruneNote,
      'not-a': '{what} is not a {type}; correct it first.',
      'no-selector': 'There is no selector, which apps/v1beta2 and apps/v1 require; write the one that the live object has.',
      'no-labels': 'There is neither a selector nor a label of the template to make one from; write both.',
      'empty-selector': 'The selector is empty, which no version accepts; write the labels that the pods have.',
      mismatch: 'The selector does not match the labels of the template, which no version accepts; correct one of them.',
      strategy: '{field} is not one that {from} accepts (its type, or a rollingUpdate beside another type); correct it first.',
      templated: 'The template fills in {what}, which decides what {from} fills in that apps/v1 does not. Write what is meant into the template, and move it to apps/v1 with it.',
      'printed-labels':
        'The template prints labels of the pods from values, and {from} takes the selector from them all. In apps/v1 it is written, and can never change: write a selector of labels that stay the same, and have its labels win over those of the values. It has to be that of the live object, or the object is created anew.',
      'unsteady-label':
        'The label {label} of the pods ({text}) is another one with the next release of the chart, and {from} takes the selector from all labels. In apps/v1 the selector can never change: write one of the labels that stay the same. A live object has to be created anew for it.',
      rollback:
        'spec.rollbackTo orders a rollback each time the object is applied, and does not exist in apps/v1. Roll back with kubectl rollout undo, delete the field, and run again.',
    },
    references: [
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#deployment-v116',
      'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector',
    ],
  },
  run(manifest, context) {
    const { data, group, version, kind, apiVersion: from, partial } = manifest;
    const goal = preferredVersion(group, version, kind, context.target.to);
    if (goal?.group !== 'apps' || goal.version !== 'v1') return;
    const { spec } = asWritten(data);
    const values = { kind, from };
    if (spec instanceof Hole || (isOpen(asWritten(data)) && spec === undefined)) return context.manual('templated', { at: ['kind'], values: { ...values, what: 'the spec' }, once: true });
    if (!isObject(spec) && !(partial && spec === undefined)) {
      return context.manual('not-a', { at: ['spec'], values: { what: 'The spec', type: 'mapping' } });
    }
    const body = isObject(spec) ? spec : {};
    if ((body['rollbackTo'] ?? null) !== null) return context.manual('rollback', { at: ['spec', 'rollbackTo'] });
    const removed = deadFields.filter((field) => field in body && (group === 'extensions' || field === 'rollbackTo'));
    const fill = partial ? nothing : whatToFill(manifest, body, context);
    if ('problem' in fill) return context.manual(fill.problem, { at: fill.at, values: { ...values, ...fill.values }, once: true, ...(fill.malformed ? { malformed: true } : {}) });

    const change: Change = {
      at: ['apiVersion'],
      values: { ...values, ...fill.values, removed: removed.map((field) => `spec.${field}`).join(' and ') },
      notes: [...fill.notes, ...(removed.length > 0 ? ['removed'] : []), ...(group === 'apps' ? [] : ['prune'])],
      safety: fill.review ? 'review' : 'safe',
    };
    context.change('moved', change, (edit) => {
      edit.set(['apiVersion'], 'apps/v1');
      fill.record(edit);
      for (const field of removed) edit.remove(['spec', field]);
    });
  },
});
