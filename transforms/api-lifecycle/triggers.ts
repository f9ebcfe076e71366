import { apiLifecycles, compareVersions, oldestTarget, type ApiLifecycle } from '../../src/transform.js';

/**
 * The strings without which nothing can be said about an object: every `group/version` that is going
 * or gone, off by default, or that some target does not serve yet; `group/v` where that is all of a
 * group. The fewer there are, the sooner a document is known to hold none.
 */
export const triggers: readonly string[] = [
  ...triggersOfGroups(),
  // The core group has no string of its own; its one kind that went is the scheduler's policy file.
  'kind: Policy',
];

function triggersOfGroups(): string[] {
  const rows = apiLifecycles.filter((row) => row.group !== '' && !row.virtual);
  const remarkable = new Set(rows.filter(isRemarkable).map(apiVersion));
  const unremarkable = new Set(rows.filter((row) => !remarkable.has(apiVersion(row))).map(({ group }) => group));
  const texts = rows.filter((row) => remarkable.has(apiVersion(row))).map((row) => (unremarkable.has(row.group) ? apiVersion(row) : `${row.group}/v`));
  return [...new Set(texts)];
}

function isRemarkable({ removed, servedByDefault, introduced, configFile }: ApiLifecycle): boolean {
  if (removed !== undefined || !servedByDefault) return true;
  return !configFile && compareVersions(introduced, oldestTarget()) > 0;
}

function apiVersion({ group, version }: ApiLifecycle): string {
  return `${group}/${version}`;
}
