import { deepEqual } from '../model/json.js';
import type { Path } from '../model/path.js';
import type { BuiltObject, PatchDocument } from './overlays.js';
import type { Reference } from './references.js';

/** A place in a kustomization that gives objects labels. */
export interface LabelPlace {
  readonly file: string;
  /** Where the document starts in the file. */
  readonly start: number;
  readonly at: Path;
}

/** What cannot follow an object. */
export type Culprit = PatchDocument | Reference | LabelPlace;

/** Why an object has to stay as it is. */
export interface Hindrance {
  readonly object: BuiltObject;
  readonly culprit: Culprit;
  /** Absent where the object stays by itself. */
  readonly because?: string;
}

/** Whether it stands outside of patches. */
export function isPlace(culprit: Culprit): culprit is Reference | LabelPlace {
  return 'at' in culprit;
}

export function isLabelPlace(culprit: Culprit): culprit is LabelPlace {
  return isPlace(culprit) && !('selector' in culprit);
}

export function isChanged({ before, after }: BuiltObject): boolean {
  return !deepEqual(before, after);
}

/** Of objects that something keeps from changing: those that change, or else all, which then are not to change under a patch. */
export function keptBack(objects: readonly BuiltObject[], culprit: Culprit, because: string): Hindrance[] {
  const changed = objects.filter(isChanged);
  return (changed.length > 0 ? changed : objects).map((object) => ({ object, culprit, because }));
}
