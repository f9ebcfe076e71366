import { apiLifecycles } from '../../src/catalogue/api-lifecycle-data.js';
import { isServed } from '../../src/catalogue/api-lifecycle.js';
import type { Version } from '../../src/model/version.js';

/** Groups whose requests an API server answers as resources of their own; other reviews are only sent or are subresources. */
const answeredGroups = ['authentication.k8s.io', 'authorization.k8s.io'];

/**
 * What a cluster of a release serves when nothing is switched on or off, as `--api-versions` of
 * `helm template` takes it: `policy/v1` and `policy/v1/PodDisruptionBudget`, sorted.
 *
 * Helm adds these to the group versions of the client library it was built with, and can be told of
 * none to leave out: without a cluster `.Capabilities.APIVersions.Has "extensions/v1beta1"` is always true.
 */
export function servedApiVersions(release: Version): string[] {
  const served = apiLifecycles.filter(
    (row) => !row.configFile && row.servedByDefault && isServed(row, release) && (!row.virtual || answeredGroups.includes(row.group)),
  );
  const names = served.flatMap(({ group, version, kind }) => {
    const groupVersion = group === '' ? version : `${group}/${version}`;
    return [groupVersion, `${groupVersion}/${kind}`];
  });
  return [...new Set(names)].sort();
}
