import type { Preparation } from '../real/chart.js';
import type { Square } from '../real/square.js';

/** Counts what became of squares. */
export class Figures {
  private readonly counts = new Map<string, number>();
  private readonly reasons = new Map<string, number>();
  private readonly leftBy = new Map<string, number>();
  private readonly absent = new Map<string, number>();
  private readonly renderedSources = new Set<string>();
  private readonly sources = new Set<string>();

  constructor(private readonly title: string) {}

  /** Whether something is wrong with the tool. */
  get failed(): boolean {
    return ['differing', 'broken', 'mistakes'].some((name) => this.count(name) > 0);
  }

  prepared({ linked, absent, versioned, sketched }: Preparation): void {
    if (linked.length > 0) this.increase('with linked dependencies');
    if (versioned.length > 0) this.increase('given an apiVersion');
    if (sketched.length > 0) this.increase('given values, having none');
    if (absent.length > 0) this.increase('without a dependency');
    for (const name of absent) this.absent.set(name, (this.absent.get(name) ?? 0) + 1);
  }

  add(name: string, squares: readonly Square[], mistakes: readonly string[]): void {
    this.increase('mistakes', mistakes.length);
    for (const square of squares) {
      // A chart is one source with several sets of values, a kustomization one of its own.
      const source = this.title === 'charts' ? name : `${name}/${square.name}`;
      this.sources.add(source);
      this.increase('squares');
      if (square.outcome === 'not rendered') {
        this.increase('not rendered');
        this.reasons.set(square.reason, (this.reasons.get(square.reason) ?? 0) + 1);
        continue;
      }
      this.renderedSources.add(source);
      if (square.outcome === 'broken') {
        this.increase(square.left ? 'broken, left to a person' : 'broken');
        continue;
      }
      this.increase('rendered');
      for (const { agreement, left, leftBy, leftAsRendered, outdated, checksums, unstable } of square.objects) {
        this.increase('objects');
        if (outdated) this.increase('outdated');
        if (agreement === 'equal') this.increase('equal');
        if (agreement === 'equal' && outdated) this.increase('equal and migrated');
        const outcome = left ? 'left to a person' : leftAsRendered ? 'left to a person as rendered' : 'differing';
        if (leftBy !== undefined) this.leftBy.set(leftBy, (this.leftBy.get(leftBy) ?? 0) + 1);
        if (outcome === 'differing' && agreement !== 'equal') this.increase('differing');
        if (agreement !== 'equal') this.increase(`${outcome}, ${agreement}`);
        this.increase('checksums', checksums);
        this.increase('unstable', unstable);
      }
    }
  }

  /** The figures, for people. */
  summary(): string {
    const lines = [
      `\n${this.title}: ${this.sources.size}, of which ${this.renderedSources.size} render with some values`,
      `  squares: ${this.count('squares')}: ${this.count('rendered')} compared, ${this.count('not rendered')} do not render, ${this.count('broken')} no longer render, ${this.count('broken, left to a person')} no longer render and are left to a person`,
      ...[...this.reasons].sort(([a], [b]) => (a < b ? -1 : 1)).map(([reason, count]) => `    does not render: ${count}: ${reason}`),
      `  objects: ${this.count('objects')}, ${this.count('outdated')} of them outdated`,
      `    equal: ${this.count('equal')}, ${this.count('equal and migrated')} of them migrated`,
      ...this.listed('left to a person'),
      ...[...this.leftBy].sort(([, a], [, b]) => b - a).map(([reason, count]) => `      ${count}: ${reason}`),
      `    differing: ${this.count('differing')}`,
      ...this.listed('differing, '),
      `    left out of the comparison: ${this.count('checksums')} checksums of templates, ${this.count('unstable')} values that are never the same`,
      `  mistakes (bytes outside of edits, changes on a second run): ${this.count('mistakes')}`,
    ];
    for (const name of ['with linked dependencies', 'given an apiVersion', 'given values, having none', 'without a dependency']) if (this.count(name) > 0) lines.push(`  ${name}: ${this.count(name)}`);
    for (const [name, count] of [...this.absent].sort(([a], [b]) => (a < b ? -1 : 1))) lines.push(`    not in the repository: ${name} (${count})`);
    return lines.join('\n');
  }

  private listed(prefix: string): string[] {
    return [...this.counts].filter(([name]) => name.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `    ${name}: ${count}`);
  }

  private count(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  private increase(name: string, by = 1): void {
    this.counts.set(name, this.count(name) + by);
  }
}
