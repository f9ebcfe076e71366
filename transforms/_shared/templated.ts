import { Hole, isOpen, type JsonValue } from '../../src/transform.js';

/** For a transform's `messages`: what decides on the new form is known only once the template has run. `{what}` names it. */
export const templatedMessages = {
  templated: 'The template fills in {what}, which decides what takes its place. Change the template by hand, for all values that it may be given.',
} as const;

/** Whether a template fills in a value, or may print what would stand in it. */
export function isTemplated(value: JsonValue | undefined): boolean {
  return value instanceof Hole || isOpen(value);
}
