/**
 * Version constraints as Helm's `semverCompare` reads them: github.com/Masterminds/semver v3. They
 * differ from npm's: a pre-release matches only a constraint that names one itself, and such a
 * constraint (`>=1.19-0`) takes the pre-releases of every version.
 */

interface Semver {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly prerelease: string;
}

interface Comparison {
  readonly operator: string;
  readonly version: Semver;
  /** Parts that are left out or written `x`. */
  readonly anyMajor: boolean;
  readonly anyMinor: boolean;
  readonly anyPatch: boolean;
}

const suffix = String.raw`(?:-([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?(?:\+[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*)?`;
const constraintVersion = String.raw`v?([0-9xX*|]+)(?:\.([0-9xX*|]+))?(?:\.([0-9xX*|]+))?${suffix}`;
const operators = String.raw`!=|>=|=>|<=|=<|~>|=|>|<|~|\^|`;
const versionPattern = new RegExp(String.raw`^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?${suffix}$`);
const comparisonPattern = new RegExp(String.raw`[\s,]*(${operators})\s*${constraintVersion}`, 'y');
const rangePattern = new RegExp(String.raw`\s*(${constraintVersion})\s+-\s+(${constraintVersion})\s*`, 'g');

/** Longer ones are not written by people. */
const maximumLength = 256;

/** Whether a version satisfies a constraint; undefined where one of them cannot be read. */
export function satisfies(version: string, constraint: string): boolean | undefined {
  if (constraint.length > maximumLength || version.length > maximumLength) return undefined;
  const read = parseSemver(version);
  const alternatives = constraint
    .replace(rangePattern, (_, from: string, _1, _2, _3, _4, to: string) => `>= ${from}, <= ${to} `)
    .split('||')
    .map(parseComparisons);
  if (!read || alternatives.includes(undefined)) return undefined;
  return alternatives.some((comparisons) => comparisons?.every((comparison) => check(read, comparison)));
}

function parseSemver(text: string): Semver | undefined {
  const match = versionPattern.exec(text);
  if (!match) return undefined;
  return { major: Number(match[1]), minor: Number(match[2] ?? 0), patch: Number(match[3] ?? 0), prerelease: match[4] ?? '' };
}

function parseComparisons(text: string): Comparison[] | undefined {
  const comparisons: Comparison[] = [];
  const end = text.trimEnd().length;
  comparisonPattern.lastIndex = 0;
  while (comparisonPattern.lastIndex < end) {
    const from = comparisonPattern.lastIndex;
    const match = comparisonPattern.exec(text);
    // Comparisons are parted by white space or one comma.
    const parting = /^[\s,]*/.exec(text.slice(from))?.[0] ?? '';
    if (!match || (from === 0 ? parting.includes(',') : !/^(?:\s+|\s*,\s*)$/.test(parting))) return undefined;
    const comparison = toComparison(match);
    if (!comparison) return undefined;
    comparisons.push(comparison);
  }
  return comparisons.length > 0 ? comparisons : undefined;
}

function toComparison([, operator = '', major = '', minor, patch, prerelease = '']: RegExpExecArray): Comparison | undefined {
  const any = (part: string | undefined): boolean => part === undefined || /^[xX*]$/.test(part);
  const numbers = any(major) ? [] : any(minor) ? [major] : any(patch) ? [major, minor] : [major, minor, patch];
  if (!numbers.every((part) => /^\d+$/.test(part ?? ''))) return undefined;
  return {
    operator,
    version: { major: Number(numbers[0] ?? 0), minor: Number(numbers[1] ?? 0), patch: Number(numbers[2] ?? 0), prerelease },
    anyMajor: numbers.length === 0,
    anyMinor: numbers.length === 1,
    anyPatch: numbers.length === 2,
  };
}

function check(version: Semver, comparison: Comparison): boolean {
  const { operator, version: bound, anyMajor, anyMinor, anyPatch } = comparison;
  const inexact = anyMajor || anyMinor || anyPatch;
  const onlyReleases = version.prerelease !== '' && bound.prerelease === '';
  const order = compare(version, bound);
  if (operator === '!=') return differs(version, comparison, onlyReleases);
  if (onlyReleases) return false;
  switch (operator) {
    case '>':
      if (!inexact || version.major !== bound.major) return inexact ? version.major > bound.major : order > 0;
      if (anyMinor) return false;
      return anyPatch ? version.minor > bound.minor : order > 0;
    case '<':
      return order < 0;
    case '>=':
    case '=>':
      return order >= 0;
    case '<=':
    case '=<':
      if (!inexact) return order <= 0;
      return version.major < bound.major || (version.major === bound.major && (anyMinor || version.minor <= bound.minor));
    case '^':
      return order >= 0 && isCompatible(version, comparison);
    case '':
    case '=':
      return inexact ? isAbout(version, comparison) : order === 0;
    default:
      return isAbout(version, comparison);
  }
}

function differs(version: Semver, { version: bound, anyMajor, anyMinor, anyPatch }: Comparison, onlyReleases: boolean): boolean {
  if (!anyMajor && !anyMinor && !anyPatch) return compare(version, bound) !== 0;
  if (onlyReleases) return false;
  if (bound.major !== version.major) return true;
  if (anyMinor) return false;
  if (bound.minor !== version.minor) return true;
  if (anyPatch) return comparePrereleases(version.prerelease, bound.prerelease) !== 0;
  return bound.patch !== version.patch || compare(version, bound) !== 0;
}

/** `~1.2.3`: the same minor version. */
function isAbout(version: Semver, { version: bound, anyMinor, anyPatch }: Comparison): boolean {
  if (compare(version, bound) < 0) return false;
  if (bound.major === 0 && bound.minor === 0 && bound.patch === 0 && !anyMinor && !anyPatch) return true;
  return version.major === bound.major && (anyMinor || version.minor === bound.minor);
}

/** `^1.2.3`: the same leftmost part that is not zero. */
function isCompatible(version: Semver, { version: bound, anyMinor, anyPatch }: Comparison): boolean {
  if (bound.major > 0 || anyMinor) return version.major === bound.major;
  if (version.major > 0) return false;
  if (bound.minor > 0 || anyPatch) return version.minor === bound.minor;
  return version.minor === 0 && version.patch === bound.patch;
}

function compare(a: Semver, b: Semver): number {
  const parts = a.major - b.major || a.minor - b.minor || a.patch - b.patch;
  if (parts !== 0 || a.prerelease === b.prerelease) return parts;
  if (a.prerelease === '') return 1;
  return b.prerelease === '' ? -1 : comparePrereleases(a.prerelease, b.prerelease);
}

function comparePrereleases(a: string, b: string): number {
  const left = a.split('.');
  const right = b.split('.');
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = compareIdentifiers(left[index] ?? '', right[index] ?? '');
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Absent before numbers before words. */
function compareIdentifiers(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? -1 : 1;
  const numeric = [a, b].map((part) => /^\d+$/.test(part));
  if (numeric[0] && numeric[1]) return Number(a) - Number(b);
  if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
  return a < b ? -1 : 1;
}
