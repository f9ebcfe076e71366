import { atLeast, type Context, type Path } from '../../src/transform.js';
import appArmor from '../app-armor-annotations/transform.js';
import criticalPod from '../critical-pod-priority-class/transform.js';
import { podAnnotations } from '../inert-annotations/transform.js';
import { containerPrefix, podAnnotation } from '../pod-seccomp/transform.js';
import podSeccomp from '../pod-seccomp/transform.js';
import { lastReader, sysctlsAnnotation, unsafeSysctlsAnnotation } from '../_shared/sysctl-annotations.js';
import serviceAnnotations from '../service-annotations/transform.js';
import storageAnnotations from '../storage-annotations/transform.js';
import { namesOn } from './entries.js';

type AnnotationMessage = 'annotation-dead' | 'annotation-dies' | 'annotation-old' | 'annotation-app-armor' | 'ingress-class';

/** What there is to say of an annotation. */
export interface AnnotationRemark {
  readonly message: AnnotationMessage;
  /** What takes its place. */
  readonly field: string;
  /** The first release without it. */
  readonly release: string;
}

/** The annotations that other transforms know on objects, as values hold them for templates to print. */
export function annotationRemark(path: Path, { target: { to } }: Context): AnnotationRemark | undefined {
  const annotation = path.at(-1);
  if (typeof annotation !== 'string' || !annotation.includes('/')) return undefined;
  const dead = (field: string, release: string): AnnotationRemark => ({ message: 'annotation-dead', field, release });
  const old = (field: string): AnnotationRemark => ({ message: 'annotation-old', field, release: '' });
  if (annotation === sysctlsAnnotation || annotation === unsafeSysctlsAnnotation) {
    // On policies the same annotations say what pods may set.
    return namesOn(path).some((name) => /psp|podsecuritypol/.test(name)) ? undefined : dead('spec.securityContext.sysctls', nextRelease(lastReader));
  }
  if (annotation === podAnnotation || annotation.startsWith(containerPrefix)) {
    const { introduced, removed } = podSeccomp.meta;
    if (!atLeast(to, introduced)) return undefined;
    return { message: atLeast(to, removed) ? 'annotation-dead' : 'annotation-dies', field: 'securityContext.seccompProfile', release: removed };
  }
  if (is(annotation, criticalPod.meta.triggers)) return dead('spec.priorityClassName', '1.16');
  const successor = Object.hasOwn(podAnnotations, annotation) ? podAnnotations[annotation] : undefined;
  if (successor) return atLeast(to, successor.since) ? dead(`spec.${successor.field}`, successor.since) : undefined;
  if (is(annotation, serviceAnnotations.meta.triggers)) return old('fields of the spec of a Service');
  if (is(annotation, storageAnnotations.meta.triggers)) return old(annotation.includes('is-default-class') ? 'the annotation storageclass.kubernetes.io/is-default-class' : 'fields of the spec of a claim or volume');
  if (annotation.startsWith(appArmor.meta.triggers[0])) return atLeast(to, appArmor.meta.introduced) ? { message: 'annotation-app-armor', field: 'securityContext.appArmorProfile', release: '' } : undefined;
  if (annotation === 'kubernetes.io/ingress.class' && atLeast(to, '1.18')) return { message: 'ingress-class', field: 'spec.ingressClassName', release: '' };
  return undefined;
}

function is(annotation: string, known: readonly string[]): boolean {
  return known.includes(annotation);
}

function nextRelease(version: string): string {
  const [major = '1', minor = '0'] = version.split('.');
  return `${major}.${Number(minor) + 1}`;
}
