import { deepEqual } from '../model/json.js';
import type { BuiltObject, PatchDocument } from './overlays.js';
import type { Reference } from './references.js';

/** Why an object has to stay as it is. */
export interface Hindrance {
  readonly object: BuiltObject;
  /** The patch or reference that cannot follow it. */
  readonly culprit: PatchDocument | Reference;
  /** Absent where the object stays by itself. */
  readonly because?: string;
}

export function isReference(culprit: PatchDocument | Reference): culprit is Reference {
  return 'selector' in culprit;
}

export function isChanged({ before, after }: BuiltObject): boolean {
  return !deepEqual(before, after);
}

/** Of objects that something keeps from changing: those that change, or else all, which then are not to change under a patch. */
export function keptBack(objects: readonly BuiltObject[], culprit: PatchDocument | Reference, because: string): Hindrance[] {
  const changed = objects.filter(isChanged);
  return (changed.length > 0 ? changed : objects).map((object) => ({ object, culprit, because }));
}
