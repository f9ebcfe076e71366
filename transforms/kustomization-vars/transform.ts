import { defineTransform, isList } from '../../src/transform.js';
import { kustomizationKinds } from '../_shared/kustomizations.js';

export default defineTransform({
  meta: {
    id: 'kustomization-vars',
    title: 'Kustomization vars',
    description:
      '`vars` is deprecated since Kustomize 5.0 (kubectl 1.27) in favour of `replacements`. A var is written as $(NAME) wherever the ' +
      'configuration lets it be, a replacement names each field: only who knows the places can write it.',
    kinds: kustomizationKinds,
    triggers: ['vars:'],
    safety: 'report',
    introduced: '1.27',
    deprecated: '1.27',
    messages: { deprecated: 'vars is deprecated; replacements takes its place. Name the fields in which $({names}) is written as its targets.' },
    references: ['https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/vars/', 'https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/replacements/'],
  },
  run({ data }, context) {
    const { vars } = data;
    if (!isList(vars) || vars.length === 0) return;
    const names = vars.map((item) => (typeof item === 'object' && item !== null && 'name' in item ? String(item.name) : '?'));
    context.manual('deprecated', { at: ['vars'], values: { names: names.join('), $(') } });
  },
});
