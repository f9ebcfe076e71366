import { atLeast, defineTransform, isList, type Context, type JsonObject } from '../../src/transform.js';
import { kustomizationKinds } from '../_shared/kustomizations.js';

export default defineTransform({
  meta: {
    id: 'kustomization-patches',
    title: 'Kustomization patches of older generations',
    description:
      'A `patches` that lists file names is the form of Kustomize 1; Kustomize takes it for `patchesStrategicMerge`. From Kustomize 5 on ' +
      '(kubectl 1.27) `patchesStrategicMerge` and `patchesJson6902` are deprecated in their turn, and `patches` takes both. That changes ' +
      'when a patch is applied – JSON patches come before prefixes, labels and namespaces then – so it needs --accept.',
    kinds: kustomizationKinds,
    triggers: ['patches:', 'patchesStrategicMerge:', 'patchesJson6902:'],
    safety: 'safe',
    introduced: '1.16',
    messages: {
      renamed: 'patches lists file names, which is the old form of patchesStrategicMerge; Kustomize may take that from it.',
      unified: '{fields} deprecated; the entries become patches.',
      order: 'Kustomize applies patches before prefixes, labels and namespaces, and in the order of the list. Compare what is built before and after.',
      inline: 'patchesStrategicMerge is deprecated, and holds a patch itself. Put it into patches, as “- patch: |-” with the text below.',
      mixed: 'patches lists file names beside entries of the new form, or patchesStrategicMerge stands beside it, which Kustomize refuses. Write each as “- path: FILE”.',
    },
    references: [
      'https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/',
      'https://github.com/kubernetes-sigs/kustomize/blob/api/v0.8.1/api/types/fix.go',
      'https://github.com/kubernetes-sigs/kustomize/releases/tag/kustomize%2Fv5.0.0',
    ],
  },
  run({ data }, context) {
    const { patches } = data;
    const names = isList(patches) ? patches.filter((patch) => typeof patch === 'string') : [];
    if (isList(patches) && names.length > 0) {
      if (names.length < patches.length || 'patchesStrategicMerge' in data) return context.manual('mixed', { at: ['patches'] });
      return context.change('renamed', { at: ['patches'] }, (edit) => edit.rename(['patches'], 'patchesStrategicMerge'));
    }
    if (atLeast(context.target.to, '1.27')) unify(data, context);
  },
});

function unify(data: JsonObject, context: Context): void {
  const { patches = [], patchesStrategicMerge: merges = [], patchesJson6902: operations = [] } = data;
  if (!isList(patches) || !isList(merges) || !isList(operations) || merges.length + operations.length === 0) return;
  const [field = ''] = ['patchesStrategicMerge', 'patchesJson6902'].filter((each) => each in data);
  const inline = merges.findIndex((merge) => typeof merge !== 'string' || isText(merge));
  if (inline >= 0) return context.manual('inline', { at: ['patchesStrategicMerge', inline] });
  const fields = ['patchesStrategicMerge', 'patchesJson6902'].filter((each) => each in data);
  const change = { at: [field], values: { fields: `${fields.join(' and ')} ${fields.length === 1 ? 'is' : 'are'}` }, notes: ['order'], safety: 'review', introduced: '1.27' } as const;
  context.change('unified', change, (edit) => {
    let count = patches.length;
    if ('patches' in data) merges.forEach((path, index) => edit.insert(['patches'], index, { path }));
    else edit.rename([field], 'patches');
    if ('patches' in data) count += merges.length;
    else if (field === 'patchesStrategicMerge') {
      merges.forEach((path, index) => edit.set(['patches', index], { path }));
      count = merges.length;
    }
    for (const each of 'patches' in data ? fields : fields.slice(1)) {
      if (each === 'patchesJson6902') operations.forEach((entry, index) => edit.insert(['patches'], count + index, entry));
      edit.remove([each]);
    }
  });
}

/** Whether an item of patchesStrategicMerge is the patch itself rather than a file. */
function isText(merge: string): boolean {
  return merge.includes('\n') || merge.trimStart().startsWith('{');
}
