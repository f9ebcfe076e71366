import { isServed, lifecycleOf } from '../../catalogue/api-lifecycle.js';
import type { ApiLifecycle } from '../../model/api.js';
import type { Hole, JsonValue } from '../../model/json.js';
import { groupOf, versionOf } from '../../model/manifest.js';
import { getIn } from '../../model/path.js';
import type { Version } from '../../model/version.js';

/**
 * The API version that a template prints with the chart's own values, where that is there to stay:
 * `rbac.authorization.k8s.io/{{ .Values.rbac.apiVersion }}` with `v1` in `values.yaml`. Undefined
 * where they do not tell, and where the version is going: the template and the values have to move together.
 */
export function defaultVersion({ text }: Hole, kind: string, values: JsonValue | undefined, to: Version, apis: readonly ApiLifecycle[]): string | undefined {
  const [, start = '', path] = /^["']?([\w./-]*)\{\{-?\s*(?:required\s+"[^"]*"\s+)?\$?\.Values\.([\w.]+)\s*-?\}\}["']?$/.exec(text) ?? [];
  const value = path === undefined ? undefined : getIn(values, path.split('.'));
  if (typeof value !== 'string' || value === '') return undefined;
  const version = start + value;
  const row = lifecycleOf(groupOf(version), versionOf(version), kind, apis);
  return row && isServed(row, to) && row.removed === undefined ? version : undefined;
}
