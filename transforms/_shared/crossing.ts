import { atLeast, type Target, type Version } from '../../src/transform.js';

/** Whether clusters may go from before a release to it or beyond: where the oldest is not stated, it may be old. */
export function crosses(release: Version, { from, to }: Pick<Target, 'from' | 'to'>): boolean {
  return atLeast(to, release) && (from === undefined || !atLeast(from, release));
}
