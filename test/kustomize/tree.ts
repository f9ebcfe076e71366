import type { ExecutionContext } from 'ava';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plan, type Finding, type StatedSettings } from '../../src/index.js';
import { temporaryTree } from '../workspace/temporary-tree.js';

/** What becomes of a tree of files. */
export interface PlannedTree {
  /** The texts of the files that change, by path. */
  readonly after: Readonly<Record<string, string>>;
  /** `path:line transform/message status`, in the order of the report, fixes of other rules left out. */
  readonly said: readonly string[];
  readonly findings: readonly (Finding & { readonly file: string })[];
}

/** Plans a tree of files, and once more what comes of it, which must not change again. */
export async function planTree(t: ExecutionContext, files: Readonly<Record<string, string>>, settings: StatedSettings & { readonly paths?: readonly string[] } = {}): Promise<PlannedTree> {
  const first = await planOnce(t, files, settings);
  const second = await planOnce(t, { ...files, ...first.after }, settings);
  t.deepEqual(second.after, {}, 'a second run changes something');
  return first;
}

async function planOnce(t: ExecutionContext, files: Readonly<Record<string, string>>, { paths = ['.'], ...settings }: StatedSettings & { readonly paths?: readonly string[] }): Promise<PlannedTree> {
  const cwd = temporaryTree(t, files);
  const { plan: planned } = await plan({ paths, cwd, ...settings });
  const after: Record<string, string> = {};
  for (const { path, patch } of planned.files) {
    if (!patch) continue;
    t.is(patch.before, readFileSync(join(cwd, path), 'utf8'));
    after[path] = patch.after;
  }
  const findings = planned.files.flatMap(({ path, findings: own }) => own.map((finding) => ({ ...finding, file: path })));
  const said = findings
    .filter(({ transform, status }) => transform === 'kustomize-patch' || status !== 'fixed')
    .map(({ file, line, transform, messageId, status }) => `${file}:${line} ${transform}/${messageId} ${status}`);
  return { after, said, findings };
}

export const ingress = `apiVersion: networking.k8s.io/v1beta1
kind: Ingress
metadata:
  name: shop
  labels: {tier: front}
spec:
  rules:
  - host: shop.example.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend: {serviceName: shop, servicePort: 80}
`;

export const newIngress = ingress
  .replace('v1beta1', 'v1')
  .replace('{serviceName: shop, servicePort: 80}', '{service: {name: shop, port: {number: 80}}}');

export const budget = `apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata: {name: shop}
spec:
  minAvailable: 1
  selector: {matchLabels: {app: shop}}
`;

/** A base with an Ingress and a PodDisruptionBudget. */
export const base = { 'base/kustomization.yaml': 'resources: [ingress.yaml, budget.yaml]\n', 'base/ingress.yaml': ingress, 'base/budget.yaml': budget };
