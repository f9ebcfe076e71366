import type { Finding } from '../model/finding.js';
import type { FileReport } from '../model/report.js';
import { releaseWord, rolloutOf } from './group.js';
import { printable } from './printable.js';

/**
 * All that there is to say of a finding, for formats that take plain text: the message, the notes,
 * what settles it, and why a change was not written. Each is one line and can be printed.
 */
export function sentencesOf(finding: Finding, { outcome, outcomeReason }: Pick<FileReport, 'outcome' | 'outcomeReason'>): readonly [string, ...string[]] {
  const rollout = rolloutOf(finding);
  return [
    printable(finding.message),
    ...finding.notes.map(printable),
    ...(rollout === undefined ? [] : [rollout]),
    ...(finding.release === undefined ? [] : [`${releaseWord(finding)}: ${printable(finding.release)}`]),
    ...(finding.status === 'fixed' && outcome === 'not-written' ? [`Not written: ${printable(outcomeReason ?? 'the file was left alone')}.`] : []),
  ];
}
