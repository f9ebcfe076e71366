import { defineTransform, isObject, podTemplateKinds, podTemplates } from '../../src/transform.js';

const prefix = 'container.apparmor.security.beta.kubernetes.io/';

export default defineTransform({
  meta: {
    id: 'app-armor-annotations',
    title: 'AppArmor annotations',
    description:
      'The annotation `container.apparmor.security.beta.kubernetes.io/<container>` is the only form up to 1.29. 1.30 brings ' +
      '`securityContext.appArmorProfile` and goes on to read the annotation; at a target that has the field, the annotation is pointed out.',
    kinds: podTemplateKinds,
    triggers: [prefix],
    safety: 'report',
    introduced: '1.30',
    deprecated: '1.30',
    keps: [24],
    messages: {
      'has-field': 'The annotation {annotation} is deprecated since Kubernetes 1.30, which still reads it. securityContext.appArmorProfile takes its place once every cluster runs 1.30 or later.',
    },
    references: [
      'https://kubernetes.io/docs/tutorials/security/apparmor/',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/24-apparmor',
    ],
  },
  run(manifest, context) {
    for (const { path, metadata } of podTemplates(manifest)) {
      const annotations = metadata?.['annotations'];
      if (!isObject(annotations)) continue;
      for (const annotation of Object.keys(annotations).filter((key) => key.startsWith(prefix))) {
        context.info('has-field', { at: [...path, 'metadata', 'annotations', annotation], values: { annotation } });
      }
    }
  },
});
