import { defineTransform, isObject, isText, lifecycleOf } from '../../src/transform.js';
import { versionMove } from '../_shared/version-move.js';

/** The fields of the v1alpha1 spec and their names at the top level of later versions. */
const fields: Readonly<Record<string, string>> = { runtimeHandler: 'handler', overhead: 'overhead', scheduling: 'scheduling' };

export default defineTransform({
  meta: {
    id: 'runtime-class-v1alpha1',
    title: 'RuntimeClass node.k8s.io/v1alpha1 to v1',
    description:
      'From v1beta1 on a RuntimeClass has no `spec`: `spec.runtimeHandler` is `handler`, `spec.overhead` and `spec.scheduling` ' +
      'stand at the top level. The meaning is the same. The target decides between v1beta1 and v1.',
    kinds: [{ group: 'node.k8s.io', kind: 'RuntimeClass', versions: ['v1alpha1'] }],
    triggers: ['node.k8s.io/v1alpha1'],
    safety: 'safe',
    introduced: '1.14',
    deprecated: '1.20',
    removed: '1.24',
    keps: [585],
    messages: {
      moved: 'RuntimeClass moves from node.k8s.io/v1alpha1 to {to}; what stood under spec moves to the top level, runtimeHandler as handler.',
      'no-handler': 'The RuntimeClass has no spec.runtimeHandler, without which no version accepts it; add it first.',
      'both-forms': 'The RuntimeClass has {field} at the top level, which v1alpha1 does not read; decide between it and what stands under spec first.',
      'unknown-field': 'spec.{field} is no field of a RuntimeClass of v1alpha1; remove it first.',
    },
    references: [
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#runtimeclass-v125',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/585-runtime-class',
    ],
  },
  run(manifest, context) {
    const row = lifecycleOf(manifest.group, manifest.version, manifest.kind);
    const move = row && versionMove(row, context);
    if (move === undefined) return;
    const early = Object.values(fields).find((field) => field in manifest.data);
    if (early !== undefined) return context.manual('both-forms', { at: [early], values: { field: early } });
    const { spec } = manifest.data;
    if (!isObject(spec) || !isText(spec['runtimeHandler'])) {
      if (!manifest.partial) return context.manual('no-handler', { at: isObject(spec) ? ['spec'] : ['kind'] });
    }
    const written = isObject(spec) ? Object.keys(spec) : [];
    const unknown = written.find((field) => !(field in fields));
    if (unknown !== undefined) return context.manual('unknown-field', { at: ['spec', unknown], values: { field: unknown } });
    context.change('moved', { at: ['apiVersion'], values: { to: move.apiVersion }, ...move.versions }, (edit) => {
      edit.set(['apiVersion'], move.apiVersion);
      for (const field of written) edit.move(['spec', field], [fields[field] ?? field], { before: 'spec' });
      if ('spec' in manifest.data) edit.remove(['spec']);
    });
  },
});
