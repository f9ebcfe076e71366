import { defineTransform, isList, isObject } from '../../src/transform.js';

export default defineTransform({
  meta: {
    id: 'encryption-configuration',
    title: 'EncryptionConfig v1 to EncryptionConfiguration apiserver.config.k8s.io/v1',
    description:
      'The file that `--encryption-provider-config` names was of kind `EncryptionConfig` and of no group while encryption at rest was ' +
      'an experiment. Kubernetes 1.13 gave it its name; the fields are the same.',
    kinds: [{ group: '', kind: 'EncryptionConfig', versions: ['v1'] }],
    triggers: ['EncryptionConfig'],
    safety: 'safe',
    introduced: '1.13',
    deprecated: '1.13',
    messages: {
      moved: 'EncryptionConfig of v1 becomes EncryptionConfiguration of apiserver.config.k8s.io/v1, which has the same fields.',
      flag: 'Since Kubernetes 1.13 the flag that names the file is --encryption-provider-config.',
      malformed: 'resources is not a list of mappings with resources and providers; correct it first.',
    },
    references: [
      'https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/',
      'https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.13.md',
    ],
  },
  run({ data }, context) {
    const { resources } = data;
    const wellFormed = isList(resources) && resources.every((entry) => isObject(entry) && isList(entry['resources']) && isList(entry['providers']));
    if (!wellFormed) return context.manual('malformed', { at: Object.hasOwn(data, 'resources') ? ['resources'] : ['kind'] });
    context.change('moved', { at: ['kind'], notes: ['flag'] }, (edit) => {
      edit.set(['apiVersion'], 'apiserver.config.k8s.io/v1');
      edit.set(['kind'], 'EncryptionConfiguration');
    });
  },
});
