import type { ObjectChange } from '../model/object-change.js';
import type { Report } from '../model/report.js';

export interface ReporterOptions {
  /** Style the text for a terminal. */
  readonly colour?: boolean;
  /** The columns of the terminal; without it nothing is wrapped. */
  readonly width?: number;
  /** What the plan changes about objects; only the HTML report shows it. */
  readonly changes?: readonly ObjectChange[];
}

/** Renders a report. Pure; the text ends with a newline. */
export type Reporter = (report: Report, options?: ReporterOptions) => string;
