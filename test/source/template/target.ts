import { isServed } from '../../../src/catalogue/api-lifecycle.js';
import { apiLifecycles } from '../../../src/catalogue/api-lifecycle-data.js';
import { groupOf, versionOf } from '../../../src/model/manifest.js';
import type { Version } from '../../../src/model/version.js';
import type { TemplateTarget } from '../../../src/source/template/conditions.js';

/** A cluster of a version that serves what Kubernetes serves by default; what else it serves is not known. */
export function templateTarget(version: Version): TemplateTarget {
  return {
    version,
    apis: (groupVersion, kind) => {
      const rows = apiLifecycles.filter((row) => row.group === groupOf(groupVersion) && row.configFile !== true);
      if (rows.length === 0) return undefined;
      const served = rows.filter((row) => row.version === versionOf(groupVersion) && (kind === undefined || row.kind === kind) && isServed(row, version));
      if (served.some((row) => row.servedByDefault)) return true;
      return served.length > 0 ? undefined : false;
    },
  };
}
