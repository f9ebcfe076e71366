import { atLeast, defineTransform, isList } from '../../src/transform.js';
import { kustomizationKinds } from '../_shared/kustomizations.js';

/** What go-getter fetches by; Kustomize itself clones with Git, and gets single files over HTTP. */
const getter = /^(git|hg|s3|gcs|https?|file)::/;
const archive = /\.(?:zip|tar|tgz|tbz2|txz|tar\.(?:gz|bz2|xz))(?:\?|\/\/|$)/;

export default defineTransform({
  meta: {
    id: 'kustomization-sources',
    title: 'Addresses that Kustomize no longer fetches',
    description:
      'kubectl 1.21 has Kustomize 4.0.5 instead of 2.0.3. It no longer fetches with go-getter: buckets, Mercurial repositories, archives ' +
      'and addresses with the prefix of a getter fail the build. What Git can clone stays, as https://HOST/REPOSITORY//DIRECTORY?ref=VERSION.',
    kinds: kustomizationKinds,
    triggers: ['git::', 'hg::', 's3::', 'gcs::', 'http::', 'https::', 'file::', '.zip', '.tar', '.tgz', '.tbz2', '.txz'],
    safety: 'report',
    removed: '1.21',
    messages: {
      prefix: 'kubectl 1.21 no longer fetches “{prefix}” addresses. Leave the prefix out where Git can clone what follows: https://HOST/REPOSITORY//DIRECTORY?ref=VERSION.',
      other: 'kubectl 1.21 no longer fetches from {what}. Put the files into a Git repository or beside the kustomization, and refer to them there.',
    },
    references: ['https://github.com/kubernetes-sigs/kustomize/releases/tag/kustomize%2Fv4.0.0', 'https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.21.md'],
  },
  run({ data }, context) {
    const { to, from } = context.target;
    if (!atLeast(to, '1.21') || (from !== undefined && atLeast(from, '1.21'))) return;
    for (const field of ['resources', 'bases', 'components']) {
      const list = data[field];
      if (!isList(list)) continue;
      for (const [index, source] of list.entries()) {
        if (typeof source !== 'string') continue;
        const prefix = getter.exec(source)?.[0];
        const at = [field, index];
        if (prefix === 'git::') context.manual('prefix', { at, values: { prefix } });
        else if (prefix !== undefined) context.manual('other', { at, values: { what: `“${prefix}” addresses` } });
        else if (/^https?:\/\//.test(source) && archive.test(source)) context.manual('other', { at, values: { what: 'archives' } });
      }
    }
  },
});
