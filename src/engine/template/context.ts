import type { Finding, SuppressedFinding } from '../../model/finding.js';
import type { JsonValue } from '../../model/json.js';
import type { Edit } from '../../model/plan.js';
import type { FileSettings } from '../../model/settings.js';
import type { TemplateTarget } from '../../source/template/conditions.js';
import type { Helpers } from '../../source/template/helpers.js';
import type { Choose, PositionOf } from '../document-in-file.js';
import type { Suppressions } from '../suppression.js';
import type { Concerned } from '../triggers.js';
import type { HelperUse } from './helper-use.js';

/** What the planning of a template needs to know. */
export interface TemplateContext {
  readonly settings: FileSettings;
  readonly target: TemplateTarget;
  readonly helpers: Helpers;
  readonly choose: Choose;
  readonly suppressions: Suppressions;
  readonly positionOf: PositionOf;
  readonly eol: string;
  /** Places in files of helpers that cannot change, because not everything that prints them can follow; see `helperKey`. */
  readonly settledHelpers: ReadonlySet<string>;
  /** The values of the chart that are integers; see `integerValues`. Looked up only where they are asked for. */
  readonly integers: ReadonlySet<string>;
  /** What the chart's own `values.yaml` holds. Read only where it is asked for. */
  readonly values: JsonValue | undefined;
  /** Whether a text may hold anything outdated. */
  concerns(text: string): boolean;
  /** The transforms that may have something to do in a text; undefined where only trying all can tell. */
  concerned(text: string): Concerned | undefined;
}

export interface TemplatePlan {
  /** The helpers that print the versions of the template's objects. */
  readonly helpers: readonly HelperUse[];
  readonly objects: number;
  readonly edits: readonly Edit[];
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
}
