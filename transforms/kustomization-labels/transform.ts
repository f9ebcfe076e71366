import { defineTransform, isList, isObject } from '../../src/transform.js';
import { kustomizationKinds } from '../_shared/kustomizations.js';

export default defineTransform({
  meta: {
    id: 'kustomization-labels',
    title: 'Kustomization commonLabels to labels with selectors',
    description:
      '`commonLabels` is deprecated since Kustomize 5.3, which kubectl has from 1.31 on. `labels` with `includeSelectors: true` writes the same labels into ' +
      'the same places, selectors and templates included. Leaving selectors out would be safer for new applications, and would break ' +
      'existing ones, whose selectors cannot change.',
    kinds: kustomizationKinds,
    triggers: ['commonLabels:'],
    safety: 'safe',
    introduced: '1.31',
    deprecated: '1.31',
    messages: {
      moved: 'commonLabels is deprecated; labels with includeSelectors: true writes the same labels into the same places.',
      'not-a': '{field} is not a {type}; correct it first.',
    },
    references: ['https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/commonlabels/', 'https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/labels/'],
  },
  run({ data }, context) {
    const { commonLabels, labels } = data;
    if (commonLabels === undefined || commonLabels === null) return;
    if (!isObject(commonLabels)) return context.manual('not-a', { at: ['commonLabels'], values: { field: 'commonLabels', type: 'mapping' } });
    if (labels !== undefined && !isList(labels)) return context.manual('not-a', { at: ['labels'], values: { field: 'labels', type: 'list' } });
    const entry = { includeSelectors: true };
    context.change('moved', { at: ['commonLabels'] }, (edit) => {
      if (labels === undefined) edit.set(['labels'], [entry], { before: 'commonLabels' });
      else edit.insert(['labels'], 0, entry);
      edit.move(['commonLabels'], ['labels', 0, 'pairs']);
    });
  },
});
