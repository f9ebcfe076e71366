import type { Finding } from '../model/finding.js';
import type { FileReport, Report } from '../model/report.js';
import { compareSeverities, severityOf, type Severity } from '../model/severity.js';

/** A finding that holds for its file as the file is now. */
export interface OpenFinding {
  readonly file: FileReport;
  readonly finding: Finding;
  readonly severity: Severity;
}

/** False where a change has been written: what it was about is no longer in the file. */
export function isLeftOpen({ status }: Finding, { outcome }: FileReport): boolean {
  return status !== 'fixed' || outcome !== 'written';
}

/** True where somebody has to do something, be it to run the tool; what `--check` fails for. */
export function isOutstanding(finding: Finding, file: FileReport): boolean {
  return finding.status !== 'info' && isLeftOpen(finding, file);
}

/** The findings that hold for the files as they are now, the most severe first, else in the report's order. */
export function openFindings({ files }: Report): OpenFinding[] {
  return files
    .flatMap((file) => file.findings.filter((finding) => isLeftOpen(finding, file)).map((finding) => ({ file, finding, severity: severityOf(finding) })))
    .toSorted((a, b) => compareSeverities(a.severity, b.severity));
}
