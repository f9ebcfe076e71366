import { compareVersions, type Version } from '../model/version.js';

/**
 * The newest Kubernetes release that the catalogue was checked against. Rows that name a later one
 * are plans of the Kubernetes project, not facts.
 */
const newest: Version = '1.36';

/** The oldest release that can be a target: before it the old workload APIs were still served. */
const oldest: Version = '1.16';

/** The newest version that can be a target. */
export function newestKnownVersion(): Version {
  return newest;
}

/** The oldest version that can be a target. */
export function oldestTarget(): Version {
  return oldest;
}

/** Every version that can be a target, from the oldest to the newest. */
export function targetVersions(): readonly Version[] {
  const [major = 1, first = 0] = oldest.split('.').map(Number);
  const versions: Version[] = [];
  for (let minor = first; ; minor += 1) {
    const version: Version = `${major}.${minor}`;
    if (compareVersions(version, newest) > 0) return versions;
    versions.push(version);
  }
}
