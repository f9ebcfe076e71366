import { distance } from 'fastest-levenshtein';

/**
 * The candidate that a mistyped name most likely stands for: the one at the smallest Levenshtein
 * distance, case ignored, if that is at most 40 % of the name's length (and at least 2 edits are
 * allowed). Undefined where nothing is that near. Ties go to the earlier candidate.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let nearest: string | undefined;
  let least = Math.max(2, Math.floor(name.length * 0.4)) + 1;
  for (const candidate of candidates) {
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits < least) {
      least = edits;
      nearest = candidate;
    }
  }
  return nearest;
}
