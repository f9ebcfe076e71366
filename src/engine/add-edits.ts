import { createHash } from 'node:crypto';
import { applyEdits, orderEdits } from '../edit/apply.js';
import { Refusal } from '../edit/refusal.js';
import type { Edit, FilePlan, Patch } from '../model/plan.js';
import { decode } from '../source/decode.js';

/**
 * Adds edits to the plan of a file; `bytes` are the file's. Undefined where the edits meet others, or
 * the file is not the one that was planned.
 */
export function addEdits(file: FilePlan, bytes: Uint8Array, edits: readonly Edit[]): FilePlan | undefined {
  const unchanged = unchangedPatch(bytes);
  const before = file.patch ?? unchanged;
  if (!before || before.sha256 !== unchanged?.sha256) return undefined;
  try {
    const all = orderEdits([...before.edits, ...edits]);
    return { ...file, bucket: 'changed', patch: { ...before, edits: all, after: applyEdits(before.before, all) } };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function unchangedPatch(bytes: Uint8Array): Patch | undefined {
  const decoded = decode(bytes);
  if (!decoded.ok) return undefined;
  return { encoding: decoded.encoding, sha256: createHash('sha256').update(bytes).digest('hex'), before: decoded.text, edits: [], after: decoded.text };
}
