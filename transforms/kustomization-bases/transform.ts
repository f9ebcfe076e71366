import { defineTransform, isList } from '../../src/transform.js';
import { kustomizationKinds } from '../_shared/kustomizations.js';

export default defineTransform({
  meta: {
    id: 'kustomization-bases',
    title: 'Kustomization bases to resources',
    description:
      'Kustomize takes directories under `resources` since 2.1 and reads `bases` as if it stood at the end of them. kubectl has had such ' +
      'a Kustomize since 1.21; before that it was 2.0.3, which takes files only there. What is built stays the same, in the same order.',
    kinds: kustomizationKinds,
    triggers: ['bases:'],
    safety: 'safe',
    introduced: '1.21',
    deprecated: '1.21',
    messages: {
      moved: 'bases is deprecated; its entries move to the end of resources.',
      'not-a-list': '{field} is not a list; correct it first.',
    },
    references: [
      'https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/bases/',
      'https://github.com/kubernetes-sigs/kustomize/releases/tag/v2.1.0',
    ],
  },
  run({ data }, context) {
    const { bases, resources = null } = data;
    if (bases === undefined || bases === null) return;
    if (!isList(bases)) return context.manual('not-a-list', { at: ['bases'], values: { field: 'bases' } });
    if (resources !== null && !isList(resources)) return context.manual('not-a-list', { at: ['resources'], values: { field: 'resources' } });
    context.change('moved', { at: ['bases'] }, (edit) => {
      if (!('resources' in data)) return edit.rename(['bases'], 'resources');
      if (resources === null || resources.length === 0) {
        edit.remove(['resources']);
        return edit.rename(['bases'], 'resources');
      }
      bases.forEach((base, index) => edit.insert(['resources'], resources.length + index, base));
      // What stands above the first key is about the file.
      if (Object.keys(data)[0] === 'bases') edit.remove(['bases']);
      else edit.remove(['bases'], ['resources', resources.length]);
    });
  },
});
