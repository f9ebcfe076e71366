import { defineTransform } from '../../src/transform.js';

export default defineTransform({
  meta: {
    id: 'TRANSFORM_ID',
    title: 'Old form to new form',
    description: 'What the old form means, what the new one means, and why the one can stand for the other.',
    kinds: [{ group: 'example.k8s.io', kind: 'Example', versions: ['v1beta1'] }],
    // A document that holds none of these is not even parsed.
    triggers: ['example.k8s.io/v1beta1'],
    safety: 'safe',
    introduced: '1.21',
    messages: {
      moved: 'Example {name} moves from v1beta1 to v1.',
    },
    references: ['https://kubernetes.io/docs/reference/using-api/deprecation-guide/'],
  },
  run(manifest, context) {
    context.change('moved', { at: ['apiVersion'], values: { name: manifest.name ?? '' } }, (edit) => {
      edit.set(['apiVersion'], 'example.k8s.io/v1');
    });
  },
});
