import { transforms } from '../../transforms/index.js';
import type { Finding } from '../../src/model/finding.js';
import type { Bucket, FilePlan, Plan } from '../../src/model/plan.js';
import { reportOf, type Outcomes, type Report } from '../../src/model/report.js';

export const tool = { name: 'k8s-upgrade', version: '1.2.3' };

/** A finding of the status `fixed`, changed where that is given. */
export function finding(changed: Partial<Finding> = {}): Finding {
  return {
    transform: 'pod-disruption-budget-v1',
    messageId: 'moved',
    status: 'fixed',
    safety: 'safe',
    wave: 'either',
    impact: 'later',
    help: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#poddisruptionbudget-v125',
    message: 'PodDisruptionBudget moves from policy/v1beta1 to policy/v1.',
    notes: [],
    line: 1,
    column: 1,
    path: 'apiVersion',
    apiVersion: 'policy/v1beta1',
    kind: 'PodDisruptionBudget',
    namespace: 'shop',
    name: 'checkout',
    ...changed,
  };
}

export function file(path: string, bucket: Bucket, more: Partial<FilePlan> = {}): FilePlan {
  return { path, bucket, objects: bucket === 'changed' || bucket === 'unchanged' ? 1 : 0, findings: [], suppressed: [], staleSuppressions: [], ...more };
}

const held = finding({
  transform: 'network-policy-end-port',
  messageId: 'collapsed',
  status: 'held',
  message: 'Ports 8000 to 8004 become a range.',
  notes: ['The feature gate NetworkPolicyEndPort is off by default in Kubernetes 1.21.'],
  release: '--feature-gates NetworkPolicyEndPort=true',
  gate: 'NetworkPolicyEndPort',
  line: 120,
  column: 9,
  path: 'spec.ingress[0].ports',
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  name: 'web',
});

const manual = finding({
  messageId: 'ambiguous-marker',
  status: 'manual',
  safety: 'report',
  message: 'The selector is the marker expression of an empty selector. Write the selector that is meant.',
  release: '--option pod-disruption-budget-v1.emptySelector=all',
  line: 7,
  column: 3,
});

const refused = finding({
  status: 'refused',
  notes: ['Not changed: the value is shared through a YAML alias or merge key (*version).'],
  refusal: 'alias',
  line: 20,
});

const nobodysBusiness = 'Named `x` | <b>@octocat</b> in #12, GH-3, [a](b) & **c** $d$ ~e~ \u001b[31m\u202e\\';

/** One of everything, with texts that are out to break a format. */
export const samplePlan: Plan = {
  target: { to: '1.21', from: '1.19', featureGates: { B: true, A: false }, networkPlugin: { name: 'calico', version: '3.20' }, allowedUnsafeSysctls: ['net.core.*'], wave: 'either' },
  files: [
    file('apps/budgets.yaml', 'changed', {
      objects: 13,
      findings: [
        ...Array.from({ length: 12 }, (_, index) => finding({ name: `web-${index}`, line: 1 + 10 * index })),
        finding({ messageId: 'moved-empty', message: 'Its empty selector is removed.', notes: ['It has protected nothing so far.'], wave: 'before', line: 128, column: 3 }),
      ],
    }),
    file('apps/dirty.yaml', 'changed', { findings: [finding({ wave: 'after' })] }),
    file('apps/policy.yaml', 'unchanged', { findings: [held, { ...held, name: 'api', line: 180 }], suppressed: [{ finding: manual, reason: 'moved next month', by: 'comment' }] }),
    file('apps/shared.yaml', 'refused', { findings: [refused] }),
    file('apps/addons.yaml', 'changed', {
      findings: [finding({ line: 9, column: 5, name: 'web', embedded: { kind: 'config-map', object: 'ConfigMap shop/addons', path: 'data["pdb.yaml"]' } })],
      unreadEmbedded: [
        { line: 30, column: 13, bucket: 'unreadable', embedded: { kind: 'config-map', object: 'ConfigMap shop/addons', path: 'data["<broken>.yaml"]' }, reason: 'Flow sequence must end with a ]' },
        { line: 40, column: 13, bucket: 'patch', embedded: { kind: 'config-map', object: 'ConfigMap shop/addons', path: 'data.patch' }, reason: 'a strategic-merge patch' },
      ],
    }),
    file('charts/a/templates/a.yaml', 'template', { reason: 'a Helm template' }),
    file('charts/a/templates/b.yaml', 'template', { reason: 'a Helm template' }),
    file('charts/broken.yaml', 'unreadable', { reason: 'Flow sequence must end with a ] (line 4, column 1)' }),
    file('hostile/a (1) | `b` <c>.yaml', 'unchanged', {
      findings: [
        { ...manual, message: nobodysBusiness, notes: [nobodysBusiness], name: nobodysBusiness },
        finding({ status: 'info', messageId: 'seen', message: '1. A number, then a list', name: '`' }),
      ],
    }),
    file('overlays/patch.yaml', 'patch', { reason: 'a Kustomize patch' }),
    file('plain.yaml', 'unchanged'),
    file('secrets.yaml', 'encrypted', { reason: 'SOPS-encrypted: its checksum covers every value' }),
    file('values.yaml', 'not-kubernetes', { staleSuppressions: [{ path: 'values.yaml', line: 2, column: 1, text: '# k8s-upgrade-ignore: x', problem: 'malformed' }] }),
    file('/outside/cluster.yaml', 'unchanged', { findings: [manual] }),
  ],
  staleSuppressions: [{ text: 'id: pod-sysctls, path: legacy/** (not ours)', problem: 'matches nothing' }],
};

export const sample: Report = reportOf(
  samplePlan,
  tool,
  {
    outcomes: new Map([
      ['apps/budgets.yaml', { outcome: 'written' }],
      ['apps/dirty.yaml', { outcome: 'not-written', reason: 'it has uncommitted changes; commit them or use --allow-dirty' }],
    ]),
    transforms: transforms.map(({ meta }) => meta),
    unread: [{ path: 'private', reason: 'not permitted' }],
    symlinksSkipped: 2,
  },
);

/** Nothing was found. */
export const empty: Report = reportOf({ target: { to: '1.21', featureGates: {}, allowedUnsafeSysctls: [] }, files: [], staleSuppressions: [] }, tool);

/** A thousand findings in ten files. */
export const large: Report = reportOf(
  {
    ...samplePlan,
    files: Array.from({ length: 10 }, (_, index) =>
      file(`deploy/${index}.yaml`, 'changed', { objects: 100, findings: Array.from({ length: 100 }, (_, object) => finding({ name: `web-${object}`, line: 1 + 10 * object })) }),
    ),
    staleSuppressions: [],
  },
  tool,
);

/** A report of these files. */
export function reportOfFiles(files: readonly FilePlan[], outcomes: Outcomes = new Map()): Report {
  return reportOf({ target: { to: '1.21', featureGates: {}, allowedUnsafeSysctls: [] }, files, staleSuppressions: [] }, tool, { outcomes, transforms: transforms.map(({ meta }) => meta) });
}
