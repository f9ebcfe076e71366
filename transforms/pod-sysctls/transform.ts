import {
  defineTransform,
  getIn,
  Hole,
  isAllowedUnsafeSysctl,
  isList,
  isObject,
  isSafeSysctl,
  podTemplateKinds,
  podTemplates,
  sysctlNamespace,
  type Context,
  type Hold,
  type JsonObject,
  type Manifest,
  type PodTemplate,
  type Recorder,
  type Remark,
} from '../../src/transform.js';
import { removeAnnotations } from '../_shared/annotations.js';
import { sysctlsAnnotation, sysctlsGateHold, unsafeSysctlsAnnotation } from '../_shared/sysctl-annotations.js';
import { readAnnotation } from './annotation.js';
import { readField, valueOf, type Sysctl } from './field.js';
import { templatedMessages } from '../_shared/templated.js';

const annotationKeys = [sysctlsAnnotation, unsafeSysctlsAnnotation];

/** What a changed pod template means for the pods of a kind. */
const rollout: Readonly<Record<string, string>> = {
  Deployment: 'rolls',
  StatefulSet: 'rolls',
  DaemonSet: 'rolls',
  Pod: 'created-anew',
  Job: 'created-anew',
  ReplicaSet: 'new-pods',
  ReplicationController: 'new-pods',
  CronJob: 'new-pods',
  PodTemplate: 'new-pods',
};

export default defineTransform({
  meta: {
    id: 'pod-sysctls',
    title: 'Sysctl annotations to securityContext.sysctls',
    description:
      'Kubernetes 1.11 replaced the annotations `security.alpha.kubernetes.io/sysctls` and `…/unsafe-sysctls` by the pod’s ' +
      '`securityContext.sysctls` and has ignored them ever since. The rewrite brings the settings back to life, so it says what it ' +
      'activates, asks before it writes a sysctl that a kubelet may refuse, and leaves what Kubernetes never accepted to a person.',
    kinds: podTemplateKinds,
    triggers: annotationKeys,
    safety: 'safe',
    introduced: '1.11',
    deprecated: '1.11',
    keps: [34],
    featureGates: ['Sysctls'],
    messages: {
      ...templatedMessages,
      converted: 'The sysctl annotation becomes spec.securityContext.sysctls of the pod: {sysctls}.',
      empty: 'The sysctl annotation is empty and is deleted.',
      'already-set': 'The sysctl annotation is deleted: spec.securityContext.sysctls of the pod already sets {sysctls}.',
      activates: 'Kubernetes has ignored the annotation since 1.11, so the setting takes effect only now.',
      rolls: 'The {kind} replaces its pods, because its pod template changes.',
      'created-anew': 'Kubernetes does not let an existing {kind} change in this way: delete it and create it again.',
      'new-pods': 'Pods that exist already stay as they are.',
      'stated-allowed': 'Not in the safe set of Kubernetes {oldest}, but allowed on every kubelet as stated: {unsafe}.',
      'may-be-refused':
        'Not in the safe set of Kubernetes {oldest}: {unstated}. A kubelet whose allowedUnsafeSysctls do not cover them refuses the pod (SysctlForbidden).',
      'empty-value': 'The annotation gives no value to {empty}; the field sets it to the empty text.',
      'not-text': 'The annotation {annotation} is not text; put its value in quotes.',
      'not-a-pair':
        'The annotation {annotation} cannot be converted: it holds “{entry}”, which is not of the form name=value. Kubernetes up to 1.10 refused the pod, later releases ignore the annotation. Correct or delete it.',
      'invalid-name':
        'The annotation {annotation} cannot be converted: “{entry}” is not the name of a sysctl (blanks around it count). Kubernetes up to 1.10 refused the pod, later releases ignore the annotation. Correct or delete it.',
      'two-values': 'The annotation {annotation} gives two values to {entry}. Leave the one that is meant.',
      'in-both':
        'Both sysctl annotations set {entry}. Kubernetes up to 1.10 refused the pod, later releases ignore the annotations. Delete it from one of them.',
      fragment:
        'The sysctl annotation stands in what is only part of a pod. It has had no effect since Kubernetes 1.11; where the whole pod is written, set spec.securityContext.sysctls, and delete the annotation.',
      windows: 'The sysctl annotation cannot be converted: spec.os.name is windows, and Kubernetes accepts no sysctls for such a pod. Delete the annotation.',
      'malformed-field':
        'spec.securityContext.sysctls of the pod is not a list of names, each once, with values that are text; correct it, then convert the annotation.',
      conflict:
        'The sysctl annotation says {name}={value}, spec.securityContext.sysctls of the pod {name}={written}. The field counts, and the annotation has had no effect since Kubernetes 1.11: delete it, or correct the field.',
      'not-namespaced':
        'The sysctl annotation cannot be converted: {names} cannot be set for a pod but only for a whole node, and every kubelet would refuse the pod. Set it on the nodes, and delete it from the annotation.',
      'host-namespace':
        'The sysctl annotation cannot be converted: the pod has {host}: true, so every kubelet would refuse to set {names} for it. Delete the one or the other.',
      misplaced:
        'The annotation {annotation} stands on the {kind} itself, where it has never had an effect; it was meant for the pod template. Delete it.',
    },
    references: [
      'https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/34-sysctl',
      'https://github.com/kubernetes/kubernetes/pull/63717',
    ],
  },
  run(manifest, context) {
    for (const template of podTemplates(manifest)) {
      convert(template, manifest, context);
      // What holds the template has metadata of its own, in a CronJob twice.
      for (const depth of template.path.keys()) {
        const at = [...template.path.slice(0, depth), 'metadata', 'annotations'];
        for (const annotation of keysIn(getIn(manifest.data, at))) {
          context.info('misplaced', { at: [...at, annotation], values: { annotation, kind: depth === 0 ? manifest.kind : 'Job' } });
        }
      }
    }
  },
});

function keysIn(annotations: unknown): string[] {
  return isObject(annotations) ? annotationKeys.filter((key) => Object.hasOwn(annotations, key)) : [];
}

function convert({ path, metadata, spec }: PodTemplate, manifest: Manifest, context: Context): void {
  const annotations = metadata?.['annotations'];
  const [first, ...others] = keysIn(annotations);
  if (!isObject(annotations) || first === undefined) return;
  const keys = [first, ...others];
  const at = [...path, 'metadata', 'annotations', first];
  // A patch has no containers, or says so; what it would join with is not known.
  if (manifest.partial || !spec || !isList(spec['containers'])) return context.manual('fragment', { at });

  const wanted: Sysctl[] = [];
  for (const annotation of keys) {
    const remark = { at: [...path, 'metadata', 'annotations', annotation] };
    const text = annotations[annotation];
    if (text instanceof Hole) return context.manual('templated', { ...remark, values: { what: `the annotation ${annotation}` } });
    if (typeof text !== 'string') return context.manual('not-text', { ...remark, values: { annotation } });
    const reading = readAnnotation(text);
    if ('problem' in reading) return context.manual(reading.problem, { ...remark, values: { annotation, entry: reading.entry } });
    const twice = reading.sysctls.find(({ name }) => valueOf(name, wanted) !== undefined);
    if (twice) return context.manual('in-both', { ...remark, values: { entry: twice.name } });
    wanted.push(...reading.sysctls);
  }

  const field = readField(spec);
  if (!field) return context.manual('malformed-field', { at });
  for (const { name, value } of wanted) {
    const written = valueOf(name, field);
    if (written !== undefined && written !== value) return context.manual('conflict', { at, values: { name, value, written } });
  }
  const missing = wanted.filter(({ name }) => valueOf(name, field) === undefined);
  const problem = problemOf(missing, spec);
  if (problem) return context.manual(problem.id, { at, values: problem.values });

  const sysctls = [...path, 'spec', 'securityContext', 'sysctls'];
  const remove = (edit: Recorder): void =>
    removeAnnotations(edit, manifest.data, [...path, 'metadata'], keys, wanted.length > 0 ? sysctls : undefined);
  const rolls = rollout[manifest.kind] ?? 'new-pods';
  const values = { kind: manifest.kind, sysctls: wanted.map(({ name, value }) => `${name}=${value}`).join(', ') };
  if (missing.length === 0) {
    // The annotations of a Pod may change while it runs, its spec may not.
    const notes = manifest.kind === 'Pod' ? [] : [rolls];
    return context.change(wanted.length === 0 ? 'empty' : 'already-set', { at, values, notes }, remove);
  }

  const consent = consentFor(missing, context);
  const empty = missing.filter(({ value }) => value === '');
  const notes = ['activates', rolls, ...consent.notes, ...(empty.length > 0 ? ['empty-value'] : [])];
  const hold = sysctlsGateHold(context) ?? consent.hold;
  const change = { at, values: { ...values, ...consent.values, empty: namesOf(empty) }, notes, safety: consent.safety, ...(hold ? { hold } : {}) };
  context.change('converted', change, (edit) => {
    const written = getIn(spec, ['securityContext', 'sysctls']);
    if (isList(written) && written.length > 0) missing.forEach((sysctl, index) => edit.insert(sysctls, written.length + index, { ...sysctl }));
    else if (isObject(spec['securityContext'])) edit.set(sysctls, missing.map((sysctl) => ({ ...sysctl })));
    else edit.set(sysctls.slice(0, -1), { sysctls: missing.map((sysctl) => ({ ...sysctl })) }, { before: firstContainers(spec) });
    remove(edit);
  });
}

/** Why a kubelet would refuse the pod whatever it allows, if it would. */
function problemOf(missing: readonly Sysctl[], spec: JsonObject): { readonly id: string; readonly values: NonNullable<Remark['values']> } | undefined {
  if (missing.length > 0 && getIn(spec, ['os', 'name']) === 'windows') return { id: 'windows', values: {} };
  const global = missing.filter(({ name }) => sysctlNamespace(name) === undefined);
  if (global.length > 0) return { id: 'not-namespaced', values: { names: namesOf(global) } };
  for (const [host, namespace] of [['hostNetwork', 'net'], ['hostIPC', 'ipc']] as const) {
    const shared = missing.filter(({ name }) => sysctlNamespace(name) === namespace);
    if (spec[host] === true && shared.length > 0) return { id: 'host-namespace', values: { host, names: namesOf(shared) } };
  }
  return undefined;
}

/**
 * A sysctl outside the safe set wants a statement that kubelets allow it, or consent. The safe set
 * only ever grew, so what the oldest cluster counts as safe is safe on all.
 */
function consentFor(missing: readonly Sysctl[], { target, accepted }: Context) {
  const oldest = target.from ?? target.to;
  const unsafe = missing.filter(({ name }) => !isSafeSysctl(name, oldest));
  const values = { oldest, unsafe: namesOf(unsafe) };
  if (unsafe.length === 0) return { safety: 'safe', notes: [], values } as const;
  const unstated = unsafe.filter(({ name }) => !isAllowedUnsafeSysctl(name, target.allowedUnsafeSysctls)).map(({ name }) => name);
  if (unstated.length === 0) return { safety: 'safe', notes: ['stated-allowed'], values } as const;
  const hold: Hold = {
    because: 'Proposed only: state that every kubelet allows them, or accept the change by name (--accept pod-sysctls).',
    release: `--allowed-unsafe-sysctls ${unstated.join(',')}`,
  };
  return { safety: 'review', notes: ['may-be-refused'], values: { ...values, unstated: unstated.join(', ') }, hold: accepted ? undefined : hold } as const;
}

function namesOf(sysctls: readonly Sysctl[]): string {
  return sysctls.map(({ name }) => name).join(', ');
}

function firstContainers(spec: JsonObject): string {
  return Object.keys(spec).find((key) => key === 'initContainers' || key === 'containers') ?? 'containers';
}
