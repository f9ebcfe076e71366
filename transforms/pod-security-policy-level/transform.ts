import { atLeast, defineTransform, type Context, type Remark, type Version } from '../../src/transform.js';
import { isWholePodSecurityPolicy, podSecurityPolicyKinds, podSecurityPolicyRemoved } from '../_shared/pod-security-policies.js';
import { withoutCounterpart, writtenIntoPods } from './beyond-levels.js';
import { assess, levels, type Assessment } from './level.js';
import { policyOf } from './policy.js';

/** As many fields as the message names; the others follow in a note. */
const named = 3;

/** The first release in which Pod Security admission is there at all, and the first in which it is on. */
const [admissionAlpha, admissionOn]: readonly [Version, Version] = ['1.22', '1.23'];

export default defineTransform({
  meta: {
    id: 'pod-security-policy-level',
    title: 'The Pod Security Standard that a PodSecurityPolicy corresponds to',
    description:
      'Kubernetes 1.25 has no PodSecurityPolicy any more. Pod Security admission takes its place: labels of a namespace choose one of three ' +
      'standards for its pods. Says of each policy which of them it corresponds to, which fields keep it from a stricter one, what of it no ' +
      'standard covers, and what it writes into pods that nothing will write any more.',
    kinds: podSecurityPolicyKinds,
    triggers: ['PodSecurityPolicy'],
    safety: 'report',
    deprecated: '1.21',
    removed: podSecurityPolicyRemoved,
    keps: [5, 2579],
    messages: {
      going: 'Kubernetes {removed} no longer serves PodSecurityPolicy. {correspondence}',
      gone: 'Kubernetes {to} no longer serves PodSecurityPolicy; 1.24 was the last release that did. What it refused is no longer refused unless labels of the namespaces say so. {correspondence}',
      further: 'Also kept from {stricter} by: {further}.',
      openings: 'Pods may make use of what the policy leaves open; {level} refuses a pod that {pods}.',
      'written-into-pods': 'Where a pod does not say otherwise, the policy writes into it: {written}. Pod Security admission writes nothing, so pod templates that rely on it have to say so themselves.',
      'without-counterpart': 'No Pod Security Standard restricts what these fields do: {fields}. Where that has to stay restricted, use a validating admission webhook or a policy engine.',
      'privileged-refuses-nothing': 'The level privileged refuses nothing, while the policy still refuses {refused}.',
      labels: 'On the namespaces of its pods: pod-security.kubernetes.io/enforce: {level} with pod-security.kubernetes.io/enforce-version: v{to}. “kubectl label --dry-run=server --overwrite” tells beforehand which running pods the label would refuse.',
      'label-privileged': 'On the namespaces of its pods, where the cluster enforces another level by default: pod-security.kubernetes.io/enforce: privileged.',
      'admission-later': 'Pod Security admission, which takes its place, is on from 1.23 (in 1.22 alpha, behind the feature gate PodSecurity).',
    },
    references: [
      'https://kubernetes.io/docs/reference/access-authn-authz/psp-to-pod-security-standards/',
      'https://kubernetes.io/docs/tasks/configure-pod-container/migrate-from-psp/',
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-auth/2579-psp-replacement',
    ],
  },
  run(manifest, context) {
    const policy = isWholePodSecurityPolicy(manifest) ? policyOf(manifest.data) : undefined;
    if (policy === undefined) return;
    const { to } = context.target;
    const assessment = assess(policy, atLeast(to, admissionAlpha) ? to : admissionAlpha);
    const { level, obstacles, openings, refused } = assessment;
    const written = writtenIntoPods(policy);
    const fields = withoutCounterpart(policy);
    const further = obstacles.slice(named);
    const notes = {
      further: further.length > 0,
      openings: openings.length > 0,
      // A privileged container gets at the rest by itself.
      'privileged-refuses-nothing': level === 'privileged' && refused.includes('privileged containers'),
      'without-counterpart': fields.length > 0,
      'written-into-pods': written.length > 0,
      labels: isAdmissionOn(context) && level !== 'privileged',
      'label-privileged': isAdmissionOn(context) && level === 'privileged',
      'admission-later': !atLeast(to, admissionOn) && !isAdmissionOn(context),
    };
    const remark: Remark = {
      at: ['apiVersion'],
      values: {
        to,
        removed: podSecurityPolicyRemoved,
        level,
        stricter: stricterThan(assessment),
        correspondence: correspondence(assessment),
        further: further.join(', '),
        pods: openings.map(({ pod }) => pod).join(', or '),
        refused: refused.join(', '),
        fields: fields.join(', '),
        written: written.join(', '),
      },
      notes: Object.entries(notes).flatMap(([note, applies]) => (applies ? [note] : [])),
    };
    if (atLeast(to, podSecurityPolicyRemoved)) context.manual('gone', { ...remark, impact: 'breaks' });
    else context.info('going', { ...remark, impact: 'later' });
  },
});

/** One sentence: the level, what it leaves open, and what keeps it from the stricter one. */
function correspondence(assessment: Assessment): string {
  const { level, obstacles, openings } = assessment;
  const first = obstacles.slice(0, named).join(', ');
  if (level === 'privileged') return `Of the Pod Security Standards only privileged admits all pods that this policy admits; it is kept from baseline by: ${first}.`;
  const apart = openings.length === 0 ? '' : ` but for what it leaves open (${openings.map(({ name }) => name).join(', ')})`;
  const kept = level === 'restricted' ? '' : `; it is kept from ${stricterThan(assessment)} by: ${first}`;
  return `This policy is as strict as the Pod Security Standard ${level}${apart}${kept}.`;
}

function stricterThan({ level }: Assessment): string {
  return levels[levels.indexOf(level) + 1] ?? level;
}

/** As stated, or else by the release. */
function isAdmissionOn({ target: { to, featureGates } }: Context): boolean {
  return atLeast(to, admissionAlpha) && (featureGates['PodSecurity'] ?? atLeast(to, admissionOn));
}
