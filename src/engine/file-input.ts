import type { Finding, Position } from '../model/finding.js';
import type { Operation } from '../model/operation.js';
import type { JsonValue } from '../model/json.js';
import { formatPath, type Path } from '../model/path.js';
import type { FindCodeBlocks } from '../source/markdown.js';
import type { TemplateTarget } from '../source/template/conditions.js';
import type { Helpers } from '../source/template/helpers.js';
import type { SilenceAround } from './suppression.js';

/**
 * What phase one found out about a file from its surroundings. `helm-values` are the values of a
 * chart; `helm-metadata` is what says what a chart is (`Chart.yaml`, `requirements.yaml`), of which
 * treatments alone speak. Neither is a Kubernetes object.
 */
export type FileRole = 'manifest' | 'helm-template' | 'helm-values' | 'helm-metadata' | 'kustomization' | 'kustomize-patch';

/** What is known of a chart from all its files. */
export interface ChartFacts {
  /** As it is to appear in reports. */
  readonly directory: string;
  /** The named templates that its templates can call, as `source/template` reads them. */
  readonly helpers: Helpers;
  /** The values that its templates print where only an integer can stand; see `integerValues`. */
  integers(target: TemplateTarget): ReadonlySet<string>;
  /** What its own `values.yaml` holds; undefined where there is none that can be read. */
  readonly values: JsonValue | undefined;
  /** Helpers that have to stay as they are; see `helperKey`. */
  readonly settledHelpers?: ReadonlySet<string>;
}

/** One file as the engine gets it. */
export interface FileInput {
  /** As it is to appear in reports: relative, with forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly role: FileRole;
  /** The Helm chart that the file belongs to. */
  readonly chart?: ChartFacts;
  /** Set for a Markdown file whose code blocks are to be planned. */
  readonly codeBlocks?: FindCodeBlocks;
  /** Set for a text that is a part of another one: texts in it are not looked into. */
  readonly around?: SilenceAround;
  /**
   * What other files make of objects of this one, by {@link objectKey}. A Kustomize patch is left
   * alone where there are none; otherwise what they do not speak of is planned as a partial object.
   */
  readonly treatments?: Treatments;
}

export type Treatments = ReadonlyMap<string, Treatment>;

/** How one object is planned because of other files. */
export interface Treatment {
  /** No transform is run on it. */
  readonly idle?: true;
  /** No transform may change it; the detail of the refusals. */
  readonly withheld?: string;
  /** Changes that are made before any transform is run. */
  readonly changes?: readonly PlannedChange[];
  readonly remarks?: readonly PlannedRemark[];
}

/** A finding whose place is known only when the file is planned. */
export interface PlannedRemark {
  readonly finding: Omit<Finding, keyof Position>;
  /** What it is about; a path from the object. Where there is nothing, the nearest value above it. */
  readonly at: Path;
}

/** The finding has the status `fixed`; it becomes `refused` where the change cannot be made. */
export interface PlannedChange extends PlannedRemark {
  /** Paths from the object; applied or refused as a whole. */
  readonly operations: readonly Operation[];
}

/**
 * What tells the objects of a file apart.
 *
 * @param start where the object's document starts in the file
 * @param path where the object stands in the document
 */
export function objectKey(start: number, path: Path): string {
  return `${start}:${formatPath(path)}`;
}
