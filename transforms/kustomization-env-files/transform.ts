import { defineTransform, isList } from '../../src/transform.js';
import { kustomizationKinds, mappingsOf } from '../_shared/kustomizations.js';

export default defineTransform({
  meta: {
    id: 'kustomization-env-files',
    title: 'Generators of ConfigMaps and Secrets: env to envs',
    description:
      'A generator takes several env files under `envs` since Kustomize 2.1, and reads `env` as the last of them. kubectl has had such a ' +
      'Kustomize since 1.21. The generated objects, and the hashes in their names, stay the same.',
    kinds: kustomizationKinds,
    triggers: ['env:'],
    safety: 'safe',
    introduced: '1.21',
    deprecated: '1.21',
    messages: {
      moved: 'env is deprecated; the file moves to envs.',
      'not-a-list': 'envs is not a list; correct it first.',
    },
    references: ['https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/configmapgenerator/', 'https://github.com/kubernetes-sigs/kustomize/releases/tag/v2.1.0'],
  },
  run({ data }, context) {
    for (const field of ['configMapGenerator', 'secretGenerator']) {
      for (const { index, item } of mappingsOf(data[field])) {
        const { env, envs } = item;
        if (typeof env !== 'string' || env === '') continue;
        const at = [field, index];
        if (envs !== undefined && !isList(envs)) {
          context.manual('not-a-list', { at: [...at, 'envs'] });
          continue;
        }
        context.change('moved', { at: [...at, 'env'] }, (edit) => {
          if (envs === undefined) {
            edit.rename([...at, 'env'], 'envs');
            edit.set([...at, 'envs'], [env]);
          } else {
            edit.insert([...at, 'envs'], envs.length, env);
            edit.remove([...at, 'env'], [...at, 'envs', envs.length]);
          }
        });
      }
    }
  },
});
