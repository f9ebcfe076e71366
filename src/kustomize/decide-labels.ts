import { isObject, type JsonObject, type JsonValue } from '../model/json.js';
import { formatPath } from '../model/path.js';
import { isChanged, type Hindrance } from './hindrance.js';
import { differenceOfSelectors } from './labels.js';
import type { BuiltObject, KustomizationFile } from './overlays.js';

/**
 * Objects that would select others in their new form, because Kustomize writes labels into selectors that one form
 * has and the other has not, or that it knows in one group and not in the other.
 */
export function decideLabels(
  built: readonly { readonly objects: readonly BuiltObject[] }[],
  planner: { migrate(object: BuiltObject, data: JsonObject): { readonly data: JsonObject } },
): Hindrance[] {
  return built.flatMap(({ objects }) =>
    objects.flatMap((object): Hindrance[] => {
      const { labelledBy, before, after } = object;
      // What leaves the selectors as they are leaves those with labels as they are.
      if (!labelledBy || !isChanged(object) || !differenceOfSelectors(before, after)) return [];
      const difference = differenceOfSelectors(planner.migrate(object, before).data, after);
      if (!difference) return [];
      const { at, selectors } = difference;
      const because = `${formatPath(at)} would be ${shown(selectors[1])} instead of ${shown(selectors[0])}`;
      return [{ object, culprit: placeOf(labelledBy), because }];
    }),
  );
}

function placeOf({ file, start, labelsAt }: KustomizationFile): { readonly file: string; readonly start: number; readonly at: readonly string[] } {
  return { file, start, at: [labelsAt] };
}

function shown(selector: JsonValue | undefined): string {
  if (selector === undefined || selector === null) return 'none';
  const labels = isObject(selector) && Object.keys(selector).length === 1 && isObject(selector['matchLabels']) ? selector['matchLabels'] : undefined;
  return labels ? Object.entries(labels).map(([key, value]) => `${key}=${String(value)}`).join(',') || 'empty' : JSON.stringify(selector);
}
