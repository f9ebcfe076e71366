import type { Plan } from './plan.js';
import type { RolloutStep } from './report.js';

/** The steps of rolling a plan out, in order. */
export function rolloutOf(_plan: Plan): RolloutStep[] {
  return [];
}
