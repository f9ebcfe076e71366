import { defineTransform } from '../../src/transform.js';

export default defineTransform({
  meta: {
    id: 'kustomize-patch',
    title: 'Kustomize patches move with the objects that they are applied to',
    description:
      'A patch finds its objects by version and speaks of fields of that version, so it has to change in the same commit as its base, ' +
      'or not at all. Every kustomization is built twice, as it is and as it is to be; a patch or target changes where that makes of ' +
      'each object what migrating the built object makes. Where no change does, the object stays as it is, and both sides say why. ' +
      'With `--skip kustomize-patch`, objects whose patches would have to change stay.',
    kinds: [{ group: 'kustomize.config.k8s.io', kind: 'Kustomization' }, { group: 'kustomize.config.k8s.io', kind: 'Component' }],
    triggers: ['patch', 'path'],
    safety: 'safe',
    accompanies: true,
    messages: {
      'target-moved': 'The target follows {object} of {file}, which becomes {version}.',
      'operation-moved': 'The patch follows {object} of {file}, which becomes {version}: {from} becomes {to}.',
      'value-moved': 'The value follows {object} of {file}, which becomes {version}.',
      'operation-dropped': 'The patch follows {object} of {file}, which becomes {version}: {from} has nothing left to do and is taken out.',
      'patch-moved': 'The patch follows {object} of {file}, which becomes {version}.',
      'reference-moved': 'What is said here of {object} of {file} follows it to {version}.',
      'unknown-schema':
        'Kustomize before 4.3, which kubectl has up to 1.22, does not know {kind} of {version}: it puts lists of this patch ({lists}) in the place of those of {object}, where it merged them item by item for {from}. Build with kubectl 1.23 or Kustomize 4.3, or write the patch as a JSON patch.',
      'cannot-follow': '{object} of {file} stays as it is, because what is said of it here cannot follow: {reason}. Change both by hand.',
      'labels-select': '{object} of {file} stays as it is, because Kustomize writes the labels that are given here into its selectors, and its new form would select something else: {reason}. Write by hand what it is to select.',
      'cannot-move': '{object} of {file} stays as it is, because this patch of it cannot move along: {reason}. Change both by hand.',
      outdated: '{object} of {file} is outdated as this patch leaves it, and changing the patch alone does not mend that: {reason}. Change it by hand.',
      'base-stays': 'The patch names {from}, as {object} of {file} does; it stays for as long as that does.',
      'base-remote': 'The patch names {from}, but what it is applied to is not in these files: the kustomization takes {base}. Change the patch when you take a version of that with the new form.',
      'base-missing': 'The patch names {from}, but what it is applied to was not found: the kustomization takes {base}, which is not there. Change the patch together with that.',
      'no-object': 'The patch names {from}, but nothing that the kustomization takes from files is what it is applied to. Change the patch together with what generates the object, or delete it.',
    },
    references: [
      'https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/',
      'https://datatracker.ietf.org/doc/html/rfc6902',
      'https://github.com/kubernetes-sigs/kustomize/issues/3420',
      'https://github.com/kubernetes-sigs/kustomize/issues/4062',
    ],
  },
  run() {
    // Planning speaks for it: it takes all files of a repository to tell.
  },
});
