import type { Bucket } from '../../model/plan.js';
import type { Effect, FindingStatus, Impact, Wave } from '../../model/finding.js';

/** How a finding stands: a suppressed one is shown when it is asked for. */
export type PageStatus = FindingStatus | 'suppressed';

/** A finding as the page shows it; every text is safe to show on one line. */
export interface PageFinding {
  readonly status: PageStatus;
  readonly impact: Impact;
  readonly wave: Wave;
  /** The id of the rule. */
  readonly rule: string;
  readonly kind: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `Deployment shop/web`. */
  readonly object: string;
  readonly apiVersion: string;
  /** The place in the object: `spec.ports[0]`. */
  readonly place: string;
  readonly message: string;
  readonly notes: readonly string[];
  readonly release?: string;
  readonly gate?: string;
  /** An address, only where it is one of the web. */
  readonly help?: string;
  readonly effects: readonly Effect[];
  readonly excerpt?: string;
  readonly refusal?: string;
  readonly suppression?: { readonly reason: string; readonly by: 'comment' | 'configuration' };
  /** The index of the object's change. */
  readonly change?: number;
}

/** A changed object as the list shows it; what changed is in {@link ChangeBody}. */
export interface PageChange {
  readonly file: string;
  readonly line: number;
  readonly object: string;
  readonly apiVersion: string;
  /** Lines. */
  readonly added: number;
  readonly removed: number;
}

/** A stretch of lines: unchanged (0), removed (-1) or added (1). */
export type DiffPart = readonly [sign: -1 | 0 | 1, lines: readonly string[]];

/** A change in full, kept as JSON of its own until it is looked at. */
export interface ChangeBody {
  /** The first line before and after. */
  readonly lines: readonly [before: number, after: number];
  readonly parts: readonly DiffPart[];
  /** What jsondiffpatch's HTML formatter makes of it; absent for what is only text or too large. */
  readonly structure?: string;
  /** The change lies in values that are hidden. */
  readonly hidden?: true;
}

export interface PageFile {
  readonly path: string;
  readonly note: string;
}

/** How the values of one property are called, in the order in which they are shown. */
export type Labels = Readonly<Record<string, string>>;

/** All that the page's script reads. */
export interface PageData {
  readonly findings: readonly PageFinding[];
  readonly changes: readonly PageChange[];
  readonly files: readonly { readonly bucket: Bucket; readonly files: readonly PageFile[] }[];
  readonly labels: {
    readonly status: Labels;
    readonly impact: Labels;
    readonly wave: Labels;
    readonly effect: Labels;
    readonly rule: Labels;
  };
}
