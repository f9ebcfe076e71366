import type { RefusalReason } from '../model/finding.js';

/** Thrown inside the text lane where an edit cannot be made safely; the engine makes it a finding. */
export class Refusal extends Error {
  constructor(
    readonly reason: RefusalReason,
    /** What exactly, in a few words; shown behind the reason. */
    readonly detail: string,
  ) {
    super(detail);
    this.name = 'Refusal';
  }
}
