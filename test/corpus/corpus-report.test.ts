import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'ava';
import { plan, reportOf } from '../../src/index.js';
import { objectChanges } from '../../src/planning/object-changes.js';
import { reporters } from '../../src/reporters/index.js';
import { matchesGolden } from '../golden.js';
import { root } from '../root.js';

/** A repository that teams run their clusters from: manifests, Go templates, policies, webhooks. */
const repository = resolve(root, '../shared/corpus/zalando-incubator__kubernetes-on-aws');

const extensions = { text: 'txt', json: 'json', markdown: 'md', sarif: 'sarif', github: 'github.txt', junit: 'xml', html: 'html' } as const;

const testOrSkip = existsSync(repository) ? test : test.skip;

testOrSkip('the report on a real repository, in every format', async (t) => {
  const { plan: migration, transforms, problems: unread, symlinksSkipped } = await plan({ paths: ['.'], cwd: repository, target: { from: '1.20', to: '1.21' } });
  const report = reportOf(migration, { name: 'k8s-upgrade', version: '0.0.0' }, { transforms, unread, symlinksSkipped });
  for (const [format, reporter] of Object.entries(reporters)) {
    const width = format === 'text' ? { width: 100 } : {};
    const changes = format === 'html' ? { changes: objectChanges(migration) } : {};
    matchesGolden(t, `corpus/report.${extensions[format as keyof typeof extensions]}`, reporter(report, { ...width, ...changes }));
  }
});
