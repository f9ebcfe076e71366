import type { Transform } from '../src/transform.js';
import podDisruptionBudgetV1 from './pod-disruption-budget-v1/transform.js';

/** Every transform, in the order in which they run on an object. */
export const transforms: readonly Transform[] = [podDisruptionBudgetV1];
