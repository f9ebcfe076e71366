import { atLeast, defineTransform, getIn, Hole, isObject } from '../../src/transform.js';
import { removeAnnotations } from '../_shared/annotations.js';
import { sysctlsAnnotation, sysctlsGateHold } from '../_shared/sysctl-annotations.js';
import { readAnnotation } from './annotation.js';
import { templatedMessages } from '../_shared/templated.js';

const at = ['metadata', 'annotations', sysctlsAnnotation];
const fields = ['allowedUnsafeSysctls', 'forbiddenSysctls'] as const;

export default defineTransform({
  meta: {
    id: 'pod-security-policy-sysctls',
    title: 'PodSecurityPolicy sysctl annotation to allowedUnsafeSysctls and forbiddenSysctls',
    description:
      'Kubernetes 1.11 replaced the annotation `security.alpha.kubernetes.io/sysctls` of a PodSecurityPolicy by two fields and has ' +
      'ignored it ever since. The rewrite says in the fields what the annotation said; that can loosen the policy as it is in force, ' +
      'or tighten it, so it is made only when accepted by name.',
    kinds: [
      { group: 'policy', kind: 'PodSecurityPolicy', versions: ['v1beta1'] },
      { group: 'extensions', kind: 'PodSecurityPolicy', versions: ['v1beta1'] },
    ],
    triggers: [sysctlsAnnotation],
    safety: 'review',
    introduced: '1.11',
    deprecated: '1.11',
    keps: [34],
    featureGates: ['Sysctls'],
    messages: {
      ...templatedMessages,
      converted: 'The sysctl annotation “{text}” of the PodSecurityPolicy becomes fields of its spec: {rules}.',
      'same-as-default':
        'The sysctl annotation “{text}” of the PodSecurityPolicy is deleted: it allows just the safe set of Kubernetes {version}, as a policy without fields for sysctls does.',
      ignored: 'Kubernetes has ignored the annotation since 1.11, allowing the safe sysctls and no others.',
      loosens: 'Pods may then set unsafe sysctls that the policy refuses today.',
      tightens: 'Pods that set one of the forbidden sysctls are then refused; today the policy admits them.',
      'not-text': 'The sysctl annotation of the PodSecurityPolicy is not text; put its value in quotes.',
      'no-spec': 'The sysctl annotation stands in what is only part of a PodSecurityPolicy; convert it where the whole policy is written.',
      'not-a-pattern':
        'The sysctl annotation of the PodSecurityPolicy cannot be converted: “{entry}” is neither the name of a sysctl nor the beginning of one followed by * (blanks around it count). Correct the annotation or delete it.',
      'mixed-pattern':
        'The sysctl annotation of the PodSecurityPolicy cannot be converted: {entry} covers safe sysctls, which need no permission, as well as unsafe ones. List the unsafe ones in spec.allowedUnsafeSysctls and delete the annotation.',
      'fields-set':
        'The PodSecurityPolicy has the sysctl annotation “{text}” and spec.{field}. The field counts, and the annotation has had no effect since Kubernetes 1.11; delete it.',
    },
    references: [
      'https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/',
      'https://v1-24.docs.kubernetes.io/docs/concepts/security/pod-security-policy/#sysctl',
      'https://github.com/kubernetes/kubernetes/pull/63717',
    ],
  },
  run(manifest, context) {
    const annotations = getIn(manifest.data, ['metadata', 'annotations']);
    if (!isObject(annotations) || !Object.hasOwn(annotations, sysctlsAnnotation)) return;
    const { from, to } = context.target;
    // From 1.25 on there is no PodSecurityPolicy left to convert.
    if (atLeast(to, '1.25')) return;
    const text = annotations[sysctlsAnnotation];
    if (text instanceof Hole) return context.manual('templated', { at, values: { what: 'the annotation' } });
    if (typeof text !== 'string') return context.manual('not-text', { at });
    const { spec } = manifest.data;
    if (manifest.partial || !isObject(spec)) return context.manual('no-spec', { at });
    const set = fields.find((field) => spec[field] !== undefined);
    if (set) return context.manual('fields-set', { at, values: { text, field: set } });

    const reading = readAnnotation(text, from ?? to, to);
    if ('problem' in reading) return context.manual(reading.problem, { at, values: { entry: reading.entry } });
    const { rules } = reading;
    const written = fields.filter((field) => rules[field].length > 0);
    const first = written[0];
    if (first === undefined) {
      return context.change('same-as-default', { at, values: { text, version: to }, safety: 'safe' }, (edit) =>
        removeAnnotations(edit, manifest.data, ['metadata'], [sysctlsAnnotation]),
      );
    }
    const values = { text, rules: written.map((field) => `${field}: [${rules[field].join(', ')}]`).join(', ') };
    const effects = { allowedUnsafeSysctls: 'loosens', forbiddenSysctls: 'tightens' };
    const hold = sysctlsGateHold(context);
    context.change('converted', { at, values, notes: ['ignored', ...written.map((field) => effects[field])], ...(hold ? { hold } : {}) }, (edit) => {
      for (const field of written) edit.set(['spec', field], [...rules[field]]);
      removeAnnotations(edit, manifest.data, ['metadata'], [sysctlsAnnotation], ['spec', first]);
    });
  },
});
