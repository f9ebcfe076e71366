import { basename, join } from 'node:path';
import picomatch from 'picomatch';
import { readFile } from './read.js';

interface Rule {
  readonly negated: boolean;
  readonly directoriesOnly: boolean;
  matches(path: string): boolean;
}

/**
 * Tells which files of a chart Helm leaves out of its package: what the chart's `.helmignore` says. Its rules look
 * like those of Git and are others: a rule after `!` leaves out all that it does not match.
 *
 * Source: helm.sh/helm/v3/pkg/ignore
 *
 * @param chart the chart's directory, absolute
 * @returns a question about a path relative to it, with forward slashes
 */
export function helmIgnore(chart: string): (path: string) => boolean {
  const read = readFile(join(chart, '.helmignore'));
  const lines = read.ok ? new TextDecoder().decode(read.bytes).split('\n').map((line) => line.trim()) : [];
  const rules = lines.filter((line) => line !== '' && !line.startsWith('#')).map(ruleOf);
  // Helm loads no chart whose rules it does not understand.
  if (rules.some((rule) => rule === undefined)) return () => false;
  const ignores = (path: string, isDirectory: boolean): boolean => {
    for (const rule of rules as readonly Rule[]) {
      if (rule.negated) {
        if ((rule.directoriesOnly && !isDirectory) || !rule.matches(path)) return true;
      } else if ((!rule.directoriesOnly || isDirectory) && rule.matches(path)) return true;
    }
    return false;
  };
  return (path) => {
    for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) if (ignores(path.slice(0, slash), true)) return true;
    return ignores(path, false);
  };
}

function ruleOf(line: string): Rule | undefined {
  if (line.includes('**')) return undefined;
  const negated = line.startsWith('!');
  const written = negated ? line.slice(1) : line;
  const directoriesOnly = written.endsWith('/');
  const pattern = directoriesOnly ? written.slice(0, -1) : written;
  const inRoot = pattern.includes('/');
  try {
    const matches = picomatch(pattern.replace(/^\//, ''), { dot: true, nobrace: true, noextglob: true, nonegate: true });
    return { negated, directoriesOnly, matches: (path) => matches(inRoot ? path : basename(path)) };
  } catch {
    return undefined;
  }
}
