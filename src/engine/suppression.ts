import type { StaleSuppression, SuppressedFinding } from '../model/finding.js';
import type { IgnoreEntry } from '../model/settings.js';
import type { ObjectIdentity } from '../model/manifest.js';
import type { CommentSyntax } from '../source/syntax.js';
import type { Span } from '../source/documents.js';

/** What makes a document worth parsing although nothing in it is outdated: it may have grown stale. */
export const suppressionMarker = 'k8s-upgrade-ignore';

/** A comment `# k8s-upgrade-ignore: ID[, ID] -- reason`, or `-file` for the whole file. */
interface CommentSuppression {
  readonly ids: readonly string[];
  readonly reason: string;
  readonly wholeFile: boolean;
  readonly comment: CommentSyntax;
  used: boolean;
}

/** What silences a transform on an object; `use` says that it did silence something. */
export interface Silence extends Pick<SuppressedFinding, 'reason' | 'by'> {
  use(): void;
}

/** What silences a transform in a text that is a part of another one. */
export type SilenceAround = (id: string) => Silence | undefined;

/** The suppressions that count in one file. */
export class Suppressions {
  private readonly comments: CommentSuppression[] = [];
  private readonly malformed: CommentSyntax[] = [];
  private readonly usedEntries = new Set<IgnoreEntry>();

  /**
   * @param idle ids of transforms that do not run: comments that name them are not stale
   * @param around what silences a transform in the whole text, if the text is a part of another one
   */
  constructor(
    private readonly entries: readonly IgnoreEntry[],
    private readonly idle: ReadonlySet<string>,
    private readonly around: SilenceAround = () => undefined,
  ) {}

  /** @param start where the comments' document starts in the file */
  addComments(comments: readonly CommentSyntax[], start: number): void {
    for (const { text, ...span } of comments) {
      if (!text.includes(suppressionMarker)) continue;
      const comment = { text, start: start + span.start, end: start + span.end };
      const match = /^#+\s*k8s-upgrade-ignore(-file)?:\s*([a-z0-9][\w-]*(?:\s*,\s*[a-z0-9][\w-]*)*)\s+--\s+(\S.*?)\s*$/.exec(comment.text);
      if (!match?.[2] || !match[3]) this.malformed.push(comment);
      else this.comments.push({ ids: match[2].split(/\s*,\s*/), reason: match[3], wholeFile: match[1] !== undefined, comment, used: false });
    }
  }

  /** The suppression that silences a transform on an object; `span` is the object's, comments above it included. */
  find(id: string, object: ObjectIdentity, span: Span): Silence | undefined {
    for (const suppression of this.comments) {
      const { comment } = suppression;
      const inside = suppression.wholeFile || (comment.start >= span.start && comment.end <= span.end);
      if (inside && (suppression.ids.includes(id) || suppression.ids.includes('all'))) {
        return { reason: suppression.reason, by: 'comment', use: () => (suppression.used = true) };
      }
    }
    const around = this.around(id);
    if (around) return around;
    for (const entry of this.entries) {
      if (matches(entry, id, object)) {
        return { reason: entry.reason, by: 'configuration', use: () => this.usedEntries.add(entry) };
      }
    }
    return undefined;
  }

  /** Comments that silenced nothing, and comments that cannot be understood. */
  stale(path: string, positionOf: (offset: number) => { line: number; column: number }): StaleSuppression[] {
    const unused = this.comments.filter((suppression) => !suppression.used && !suppression.ids.some((id) => this.idle.has(id))).map((suppression) => suppression.comment);
    return [...unused.map((comment) => ({ comment, problem: 'matches nothing' as const })), ...this.malformed.map((comment) => ({ comment, problem: 'malformed' as const }))]
      .sort((a, b) => a.comment.start - b.comment.start)
      .map(({ comment, problem }) => ({ path, ...positionOf(comment.start), text: comment.text, problem }));
  }

  /** The ignore entries of the configuration that silenced something. */
  get used(): ReadonlySet<IgnoreEntry> {
    return this.usedEntries;
  }
}

function matches(entry: IgnoreEntry, id: string, object: ObjectIdentity): boolean {
  return (
    (entry.id === undefined || entry.id === id) &&
    (entry.kind === undefined || entry.kind === object.kind) &&
    (entry.name === undefined || entry.name === object.name) &&
    (entry.namespace === undefined || entry.namespace === object.namespace)
  );
}
