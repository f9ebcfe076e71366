import type { ObjectChange } from '../model/object-change.js';
import type { Report } from '../model/report.js';

export interface ReporterOptions {
  /** Style the text for a terminal. */
  readonly colour?: boolean;
  /** The columns of the terminal; without it nothing is wrapped. */
  readonly width?: number;
  /** Whether the changes were to be made; otherwise they are called possible. */
  readonly writing?: boolean;
  /** The most UTF-16 code units that the text may have, where a format can be cut. */
  readonly limit?: number;
  /** What the plan changes about objects; only the HTML report shows it. */
  readonly changes?: readonly ObjectChange[];
}

/** Renders a report. Pure; the text ends with a newline. */
export type Reporter = (report: Report, options?: ReporterOptions) => string;
