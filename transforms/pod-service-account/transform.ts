import { defineTransform, deepEqual, Hole, isText, podTemplateKinds, podTemplates } from '../../src/transform.js';
import { isWholePod } from '../_shared/pod-changes.js';
import { templatedMessages } from '../_shared/templated.js';

export default defineTransform({
  meta: {
    id: 'pod-service-account',
    title: 'Alias serviceAccount to serviceAccountName',
    description:
      'A pod’s `serviceAccount` is a deprecated alias of `serviceAccountName`, which counts where both are written. An API server ' +
      'stores both with the same value, so nothing changes for a workload that runs.',
    kinds: podTemplateKinds,
    // Colon or quote: the trigger must not meet every serviceAccountName.
    triggers: ['serviceAccount:'],
    safety: 'safe',
    messages: {
      ...templatedMessages,
      renamed: 'The deprecated alias serviceAccount becomes serviceAccountName.',
      dropped: 'The deprecated alias serviceAccount is deleted; serviceAccountName says the same.',
      overridden: 'The deprecated alias serviceAccount is deleted: it says {alias}, but serviceAccountName counts, and that is {name}.',
      empty: 'The deprecated alias serviceAccount is deleted, because it is empty.',
      'not-text': 'serviceAccount and serviceAccountName have to be text; correct them, then keep serviceAccountName alone.',
      fragment:
        'The deprecated alias serviceAccount stands in what is only part of a pod, where serviceAccountName may be set elsewhere and counts then. Where the whole pod is written, keep serviceAccountName alone.',
    },
    references: ['https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec'],
  },
  run(manifest, context) {
    for (const template of podTemplates(manifest)) {
      const { path, spec } = template;
      if (!spec || !Object.hasOwn(spec, 'serviceAccount')) continue;
      const at = [...path, 'spec', 'serviceAccount'];
      const alias = spec['serviceAccount'] ?? '';
      const name = spec['serviceAccountName'] ?? '';
      if (!isText(alias) || !isText(name)) context.manual('not-text', { at });
      else if (!isWholePod(manifest, template)) context.manual('fragment', { at });
      else if (alias === '') context.change('empty', { at }, (edit) => edit.remove(at));
      else if (name instanceof Hole && !deepEqual(alias, name)) context.manual('templated', { at, values: { what: 'serviceAccountName, beside serviceAccount, which counts where that is empty' } });
      else if (name === '') {
        context.change('renamed', { at }, (edit) => {
          if (Object.hasOwn(spec, 'serviceAccountName')) edit.remove([...path, 'spec', 'serviceAccountName']);
          edit.rename(at, 'serviceAccountName');
        });
      } else context.change(deepEqual(alias, name) ? 'dropped' : 'overridden', { at, values: { alias: String(alias), name: String(name) } }, (edit) => edit.remove(at));
    }
  },
});
