import { planFile } from '../../../src/engine/plan-file.js';
import type { ObjectChange } from '../../../src/model/object-change.js';
import { reportOf, type Report } from '../../../src/model/report.js';
import { objectChanges } from '../../../src/planning/object-changes.js';
import { html } from '../../../src/reporters/html/page.js';
import { transforms } from '../../../transforms/index.js';
import { file, finding, sample, tool } from '../sample-report.js';
import { testSettings } from '../../settings.js';

const settings = testSettings();

const shop = `# The checkout must stay up.
apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata:
  name: checkout
  namespace: shop
  labels:
    app: checkout
    team: payments
    tier: critical
  annotations:
    owner: payments
spec:
  minAvailable: 1
  selector:
    matchLabels: {app: checkout}
---
apiVersion: extensions/v1beta1
kind: Ingress
metadata:
  name: web
  namespace: shop
spec:
  rules:
  - host: shop.example.com
    http:
      paths:
      - path: /
        backend:
          serviceName: web
          servicePort: 80
---
apiVersion: batch/v1beta1
kind: CronJob
metadata:
  name: backup
  namespace: shop
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          serviceAccount: backup
          restartPolicy: Never
          containers:
          - name: backup
            image: example.com/backup:1
            env:
            - name: DB_PASSWORD
              value: hunter2
            args: [--verbose]
`;

/** A report of three objects that change, with the sample's texts that are out to break a format beside it. */
export function realReport(): { readonly report: Report; readonly changes: readonly ObjectChange[] } {
  const planned = planFile({ path: 'shop/web.yaml', bytes: Buffer.from(shop), role: 'manifest' }, settings).file;
  const base = reportOf({ target: settings.target, files: [planned], staleSuppressions: [] }, tool, { transforms: transforms.map(({ meta }) => meta) });
  const files = [...base.files, ...sample.files];
  const findings = { ...sample.totals.findings, fixed: sample.totals.findings.fixed + base.totals.findings.fixed };
  const buckets = { ...sample.totals.buckets, changed: sample.totals.buckets.changed + 1 };
  const rules = [...base.rules, ...sample.rules.filter(({ id }) => base.rules.every((rule) => rule.id !== id))];
  return {
    report: {
      ...sample,
      target: { ...sample.target },
      files,
      rules,
      totals: { ...sample.totals, files: sample.totals.files + 1, objects: sample.totals.objects + 3, findings, buckets },
      rollout: [
        { when: 'before', title: 'Apply what 1.20 already understands', details: ['The new forms are served by both versions.'], commands: ['kubectl apply -f shop/'], places: [{ path: 'shop/web.yaml', line: 2, object: 'PodDisruptionBudget shop/checkout' }] },
        { when: 'upgrade', title: 'Upgrade the cluster to 1.21', details: [], commands: [], places: [] },
        { when: 'after', title: 'Apply the rest', details: ['Only 1.21 serves them.'], commands: [], places: [{ path: '<b>x</b>', line: 1, object: 'CronJob </script>' }] },
      ],
    },
    changes: objectChanges({ files: [planned] }),
  };
}

export function realPage(): string {
  const { report, changes } = realReport();
  return html(report, { changes });
}

/** A report of many findings, each with the change of its object. */
export function largePage(number: number): string {
  const budget = (index: number, version: string): string => `apiVersion: policy/${version}\nkind: PodDisruptionBudget\nmetadata:\n  name: web-${index}\n  namespace: shop\nspec:\n  minAvailable: 1\n  selector:\n    matchLabels:\n      app: web-${index}\n`;
  const perFile = 20;
  const statuses = ['fixed', 'fixed', 'fixed', 'manual', 'held', 'info'] as const;
  const files = Array.from({ length: Math.ceil(number / perFile) }, (_, index) => {
    const findings = Array.from({ length: Math.min(perFile, number - index * perFile) }, (__, at) => {
      const status = statuses[(index + at) % statuses.length] ?? 'fixed';
      return finding({ status, impact: status === 'manual' ? 'breaks' : 'later', name: `web-${index * perFile + at}`, line: 1 + 11 * at, notes: ['The selector keeps its meaning.'] });
    });
    return file(`deploy/team-${index % 20}/service-${index}.yaml`, 'changed', { objects: perFile, findings });
  });
  const changes = files.flatMap(({ path, findings }) =>
    findings.map(({ name = '', line }): ObjectChange => {
      const index = Number(name.slice('web-'.length));
      const version = (api: string): ObjectChange['before'] => ({ line, text: budget(index, api), data: { apiVersion: `policy/${api}`, kind: 'PodDisruptionBudget', metadata: { name, namespace: 'shop' }, spec: { minAvailable: 1, selector: { matchLabels: { app: name } } } } });
      return { path, apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', namespace: 'shop', name, before: version('v1beta1'), after: version('v1') };
    }),
  );
  const report = reportOf({ target: settings.target, files, staleSuppressions: [] }, tool, { transforms: transforms.map(({ meta }) => meta) });
  return html(report, { changes });
}
