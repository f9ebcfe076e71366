import { diffArrays } from 'diff';
import type { DiffPart } from './data.js';

/** More changed lines than this are shown as one stretch taking the place of another. */
const maximumChanges = 1500;

/**
 * The lines of two texts, put side by side. A line that is only indented anew stands beside what it
 * was, so that a mapping that moves inwards can be read.
 */
export function lineDiff(before: string, after: string): DiffPart[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const trim = (line: string): string => line.trimStart();
  const changes = diffArrays(old.map(trim), now.map(trim), { maxEditLength: maximumChanges });
  if (changes === undefined) return [[-1, old], [1, now]];
  const parts = new Parts();
  let [left, right] = [0, 0];
  for (const { added, removed, value } of changes) {
    for (let line = 0; line < value.length; line++) {
      if (removed) parts.remove(old[left++] ?? '');
      else if (added) parts.add(now[right++] ?? '');
      else parts.keep(old[left++] ?? '', now[right++] ?? '');
    }
  }
  return parts.done();
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

/** Collects lines into stretches; what is removed comes before what is added in its place. */
class Parts {
  private readonly parts: DiffPart[] = [];
  private kept: string[] = [];
  private removed: string[] = [];
  private added: string[] = [];

  remove(line: string): void {
    this.flushKept();
    this.removed.push(line);
  }

  add(line: string): void {
    this.flushKept();
    this.added.push(line);
  }

  keep(before: string, after: string): void {
    if (before === after) {
      this.flushChanged();
      this.kept.push(before);
      return;
    }
    // Lines before it that have no counterpart must not push the two apart.
    if (this.removed.length !== this.added.length) this.flushChanged();
    this.remove(before);
    this.add(after);
  }

  done(): DiffPart[] {
    this.flushKept();
    this.flushChanged();
    return this.parts;
  }

  private flushKept(): void {
    if (this.kept.length > 0) this.parts.push([0, this.kept]);
    this.kept = [];
  }

  private flushChanged(): void {
    if (this.removed.length > 0) this.parts.push([-1, this.removed]);
    if (this.added.length > 0) this.parts.push([1, this.added]);
    [this.removed, this.added] = [[], []];
  }
}
