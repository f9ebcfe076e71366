import type { ObjectChange } from '../model/object-change.js';
import type { Report } from '../model/report.js';

export interface ReporterOptions {
  /** Style the text for a terminal. */
  readonly colour?: boolean;
  /** The columns of the terminal; without it nothing is wrapped. */
  readonly width?: number;
  /** Where the report is made, for formats that name files as a code host does; absent outside of any work tree. */
  readonly workTree?: {
    /** The root of the work tree, absolute, with forward slashes. */
    readonly root: string;
    /** The working directory, absolute, with forward slashes. */
    readonly directory: string;
  };
  /** Whether the changes were to be made; otherwise they are called possible. */
  readonly writing?: boolean;
  /** The most UTF-16 code units that the text may have, where a format can be cut. */
  readonly limit?: number;
  /** What the plan changes about objects; only the HTML report shows it. */
  readonly changes?: readonly ObjectChange[];
}

/** Renders a report. Pure; the text ends with a newline, or is empty where the format has nothing to say. */
export type Reporter = (report: Report, options?: ReporterOptions) => string;
