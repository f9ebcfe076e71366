import { github } from './github.js';
import { html } from './html/page.js';
import { json } from './json.js';
import { junit } from './junit.js';
import { markdown } from './markdown.js';
import type { Reporter } from './reporter.js';
import { sarif } from './sarif.js';
import { text } from './text.js';

export type { Reporter, ReporterOptions } from './reporter.js';

/** Every format of a report, by the name that `--report` takes. */
export const reporters = { text, json, markdown, sarif, github, junit, html } as const satisfies Readonly<Record<string, Reporter>>;

export type ReportFormat = keyof typeof reporters;

export const reportFormats = Object.keys(reporters) as readonly ReportFormat[];

export function isReportFormat(name: string): name is ReportFormat {
  return Object.hasOwn(reporters, name);
}
