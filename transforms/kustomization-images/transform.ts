import { defineTransform } from '../../src/transform.js';
import { kustomizationKinds } from '../_shared/kustomizations.js';

export default defineTransform({
  meta: {
    id: 'kustomization-images',
    title: 'Kustomization imageTags to images',
    description: 'The field was renamed in Kustomize 1.0.11; Kustomize replaces the old name in the text before it reads a kustomization.',
    kinds: kustomizationKinds,
    triggers: ['imageTags:'],
    safety: 'safe',
    introduced: '1.16',
    deprecated: '1.16',
    messages: {
      renamed: 'imageTags is called images.',
      both: 'Both imageTags and images are written, which Kustomize takes for the same field twice. Put the entries into images.',
    },
    references: [
      'https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/',
      'https://github.com/kubernetes-sigs/kustomize/blob/api/v0.8.1/api/types/fix.go',
    ],
  },
  run({ data }, context) {
    if (!('imageTags' in data)) return;
    if ('images' in data) return context.manual('both', { at: ['imageTags'] });
    context.change('renamed', { at: ['imageTags'] }, (edit) => edit.rename(['imageTags'], 'images'));
  },
});
