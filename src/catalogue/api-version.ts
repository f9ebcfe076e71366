import type { ApiStage } from '../model/api.js';

/** How stable an API version says it is. */
export type { ApiStage };

interface ApiVersionParts {
  readonly major: number;
  readonly stage: ApiStage;
  /** The number after `alpha` or `beta`; zero for a stable version. */
  readonly minor: number;
}

const stageRanks: Readonly<Record<ApiStage, number>> = { alpha: 0, beta: 1, stable: 2 };

/** `v2beta1` in its parts; undefined for a name that does not follow Kubernetes' pattern. */
export function parseApiVersion(name: string): ApiVersionParts | undefined {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(name);
  if (match === null) return undefined;
  return { major: Number(match[1]), stage: (match[2] as ApiStage | undefined) ?? 'stable', minor: Number(match[3] ?? 0) };
}

/** Negative where `a` is the less stable stage, zero where they are equal, positive otherwise. */
export function compareStages(a: ApiStage, b: ApiStage): number {
  return stageRanks[a] - stageRanks[b];
}

/**
 * Orders version names the way Kubernetes ranks the versions of a resource: stable before beta
 * before alpha, then the higher numbers; names that do not follow the pattern rank lowest, among
 * themselves the alphabetically first one highest. Positive where `a` ranks above `b`.
 *
 * Source: Kubernetes documentation, "Versions in CustomResourceDefinitions", version priority.
 */
export function compareApiVersions(a: string, b: string): number {
  const left = parseApiVersion(a);
  const right = parseApiVersion(b);
  if (left === undefined || right === undefined) {
    if (left !== undefined) return 1;
    if (right !== undefined) return -1;
    return a === b ? 0 : a < b ? 1 : -1;
  }
  return compareStages(left.stage, right.stage) || left.major - right.major || left.minor - right.minor;
}
