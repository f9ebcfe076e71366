/** A Kubernetes minor version such as `1.21`. */
export type Version = `${number}.${number}`;

/**
 * Reads `1.21`, `v1.21` or `1.21.3` as the minor version it names; undefined for anything else.
 */
export function parseVersion(text: string): Version | undefined {
  const match = /^v?(\d{1,3})\.(\d{1,4})(?:\.\d+)?$/.exec(text.trim());
  return match ? (`${Number(match[1])}.${Number(match[2])}` as Version) : undefined;
}

/** Negative where `a` is older than `b`, zero where they are equal, positive where it is newer. */
export function compareVersions(a: Version, b: Version): number {
  if (a === b) return 0;
  const [aMajor, aMinor] = numbersOf(a);
  const [bMajor, bMinor] = numbersOf(b);
  return aMajor - bMajor || aMinor - bMinor;
}

const known = new Map<Version, readonly [number, number]>();

function numbersOf(version: Version): readonly [number, number] {
  let numbers = known.get(version);
  if (!numbers) {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    known.set(version, (numbers = [major, minor]));
  }
  return numbers;
}

/** True where `version` is `bound` or newer. */
export function atLeast(version: Version, bound: Version): boolean {
  return compareVersions(version, bound) >= 0;
}

/** The minor version before this one: `1.20` for `1.21`. */
export function previousVersion(version: Version): Version {
  const [major = 1, minor = 0] = version.split('.').map(Number);
  return `${major}.${Math.max(0, minor - 1)}`;
}
