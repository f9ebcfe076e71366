import {
  asWritten,
  atLeast,
  defineTransform,
  deepEqual,
  getIn,
  Hole,
  isObject,
  podTemplateKinds,
  podTemplates,
  type Context,
  type JsonValue,
  type Manifest,
  type Path,
  type Place,
  type PodTemplate,
} from '../../src/transform.js';
import { beforeContainers, containersOf, isWholePod, misplacedAnnotations, rolloutMessages, rolloutNote } from '../_shared/pod-changes.js';
import { removeAnnotations } from '../_shared/annotations.js';
import { describe, readField, readProfile, type SeccompProfile } from './profile.js';
import { isTemplated, templatedMessages } from '../_shared/templated.js';

export const podAnnotation = 'seccomp.security.alpha.kubernetes.io/pod';
export const containerPrefix = 'container.seccomp.security.alpha.kubernetes.io/';
const policyPrefix = 'seccomp.security.alpha.kubernetes.io/';

export default defineTransform({
  meta: {
    id: 'pod-seccomp',
    title: 'Seccomp annotations to securityContext.seccompProfile',
    description:
      'The annotations `seccomp.security.alpha.kubernetes.io/pod` and `container.seccomp.security.alpha.kubernetes.io/<container>` became ' +
      'the field `seccompProfile` in 1.19. An API server of 1.19 to 1.26 fills in the field from the annotation; from 1.27 on the ' +
      'annotation is ignored, and a pod that relies on it runs unconfined.',
    kinds: [...podTemplateKinds, { group: 'policy', kind: 'PodSecurityPolicy' }, { group: 'extensions', kind: 'PodSecurityPolicy' }],
    triggers: [policyPrefix],
    safety: 'safe',
    introduced: '1.19',
    deprecated: '1.19',
    removed: '1.27',
    keps: [135],
    messages: {
      ...templatedMessages,
      converted: 'The seccomp annotation becomes securityContext.seccompProfile: {profiles}.',
      'already-set': 'The seccomp annotation is deleted, because securityContext.seccompProfile says the same: {profiles}.',
      kept: 'The annotation stays as well, for Kubernetes before 1.19, which does not know the field.',
      activates: 'Kubernetes ignores the annotation from 1.27 on. On a cluster that already runs it, the profile takes effect only now.',
      ...rolloutMessages,
      'not-text': 'The annotation {annotation} is not text; put its value in quotes.',
      'not-a-profile':
        'The annotation {annotation} cannot be converted: “{value}” is none of runtime/default, docker/default, unconfined, and localhost/ followed by a relative path without “..”. Correct or delete it.',
      'unknown-container':
        'The annotation {annotation} names none of the containers that are written here. Correct the name, or delete the annotation; for a container that is injected later, the injector has to set securityContext.seccompProfile.',
      'malformed-field': 'Beside the annotation {annotation}, securityContext.seccompProfile is not a profile with a type; correct it, then convert the annotation.',
      conflict:
        'The annotation {annotation} says {profile}, securityContext.seccompProfile says {written}. Kubernetes 1.19 to 1.26 refuses to create such a pod, later releases go by the field. Leave the one that is meant.',
      windows: 'The seccomp annotation cannot be converted: spec.os.name is windows, and Kubernetes accepts no seccompProfile for such a pod. Delete the annotation.',
      fragment:
        'The seccomp annotation stands in what is only part of a pod. Where the whole pod is written, set securityContext.seccompProfile, and delete the annotation.',
      misplaced: 'The annotation {annotation} stands on the {kind} itself, where it has no effect; it was meant for the pod template. Delete it.',
      policy: 'PodSecurityPolicy says what seccomp profiles it allows in annotations only; there is no field to move {annotation} to.',
    },
    references: [
      'https://kubernetes.io/docs/tutorials/security/seccomp/',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/135-seccomp',
    ],
  },
  run(manifest, context) {
    if (manifest.kind === 'PodSecurityPolicy') {
      const at = ['metadata', 'annotations'];
      const annotations = getIn(manifest.data, at);
      const annotation = isObject(annotations) ? Object.keys(annotations).find((key) => key.startsWith(policyPrefix)) : undefined;
      if (annotation !== undefined) context.info('policy', { at: [...at, annotation], values: { annotation } });
    }
    for (const template of podTemplates(manifest)) {
      convert(template, manifest, context);
      for (const { at, ...values } of misplacedAnnotations(manifest, template, isSeccomp)) context.info('misplaced', { at, values });
    }
  },
});

function isSeccomp(annotation: string): boolean {
  return annotation === podAnnotation || annotation.startsWith(containerPrefix);
}

/** An annotation with the security context that it speaks of. */
interface Wanted {
  readonly annotation: string;
  readonly at: Path;
  readonly profile: SeccompProfile;
  /** Of whom: `pod`, `container app`. */
  readonly owner: string;
  readonly securityContext: Path;
  readonly place: Place;
  /** Whether the security context already says so. */
  readonly written: boolean;
}

function convert(template: PodTemplate, manifest: Manifest, context: Context): void {
  const { path, metadata, spec } = template;
  const annotations = metadata?.['annotations'];
  const keys = isObject(annotations) ? Object.keys(annotations).filter(isSeccomp) : [];
  const [first] = keys;
  if (!isObject(annotations) || first === undefined) return;
  const all = [...path, 'metadata', 'annotations'];
  if (!spec || !isWholePod(manifest, template)) return context.manual('fragment', { at: [...all, first] });
  if (getIn(spec, ['os', 'name']) === 'windows') return context.manual('windows', { at: [...all, first] });

  const wanted: Wanted[] = [];
  for (const annotation of keys) {
    const at = [...all, annotation];
    const reading = read(annotation, annotations[annotation], template);
    if ('problem' in reading) context.manual(reading.problem, { at, values: { annotation, ...reading.values } });
    else wanted.push({ ...reading, annotation, at });
  }
  const missing = wanted.filter(({ written }) => !written);
  // What a cluster before 1.19 reads must stay, whatever the field says.
  const keep = context.target.from !== undefined && !atLeast(context.target.from, '1.19');
  const changing = keep ? missing : wanted;
  const [leading] = changing;
  if (!leading) return;

  const values = { kind: manifest.kind, profiles: changing.map(({ owner, profile }) => `${owner} ${describe(profile)}`).join(', ') };
  const from = context.target.from ?? '1.27';
  const activates = missing.length > 0 && atLeast(context.target.to, '1.27') && atLeast(from, '1.27');
  // The annotations of a Pod may change while it runs, its spec may not.
  const rollout = missing.length === 0 && manifest.kind === 'Pod' ? [] : [rolloutNote(manifest.kind)];
  const notes = [...(keep ? ['kept'] : []), ...(activates ? ['activates'] : []), ...rollout];
  context.change(missing.length === 0 ? 'already-set' : 'converted', { at: leading.at, values, notes }, (edit) => {
    for (const { securityContext, profile, place } of missing) {
      if (isObject(getIn(manifest.data, securityContext))) edit.set([...securityContext, 'seccompProfile'], { ...profile });
      else edit.set(securityContext, { seccompProfile: { ...profile } }, place);
    }
    if (keep) return;
    const metadataPath = [...path, 'metadata'];
    const field = ({ securityContext }: Wanted): Path => [...securityContext, 'seccompProfile'];
    if (wanted.length === Object.keys(annotations).length) {
      removeAnnotations(edit, manifest.data, metadataPath, wanted.map(({ annotation }) => annotation), field(leading));
    } else {
      for (const each of wanted) removeAnnotations(edit, manifest.data, metadataPath, [each.annotation], field(each));
    }
  });
}

type Reading = Omit<Wanted, 'annotation' | 'at'> | { readonly problem: string; readonly values?: Readonly<Record<string, string>> };

/** What an annotation wants, or the id of the message that tells why a person has to look at it. */
function read(annotation: string, value: JsonValue | undefined, template: PodTemplate): Reading {
  const { path, spec = {} } = template;
  if (value instanceof Hole) return { problem: 'templated', values: { what: `the annotation ${annotation}` } };
  if (typeof value !== 'string') return { problem: 'not-text' };
  const profile = readProfile(value);
  if (!profile) return { problem: 'not-a-profile', values: { value } };

  const name = annotation === podAnnotation ? undefined : annotation.slice(containerPrefix.length);
  const container = containersOf(template).find((each) => name !== undefined && each.container['name'] === name);
  if (name !== undefined && !container && hasUnknownContainers(template)) return { problem: 'templated', values: { what: 'the containers' } };
  if (name !== undefined && !container) return { problem: 'unknown-container' };
  const field = readField((container?.container ?? spec)['securityContext']);
  if (field === 'malformed') return { problem: 'malformed-field' };
  if (field && !deepEqual({ ...field }, { ...profile })) return { problem: 'conflict', values: { profile: describe(profile), written: describe(field) } };
  return {
    profile,
    owner: name === undefined ? 'pod' : `container ${name}`,
    securityContext: [...(container?.path ?? [...path, 'spec']), 'securityContext'],
    place: container ? { before: 'volumeMounts' } : beforeContainers(spec),
    written: field !== undefined,
  };
}

/** Whether a template prints containers, or fills in the name of one. */
function hasUnknownContainers(template: PodTemplate): boolean {
  const lists = ['initContainers', 'containers'].map((key) => asWritten(template.spec)?.[key]);
  return lists.some(isTemplated) || containersOf(template).some(({ container }) => container['name'] instanceof Hole);
}
