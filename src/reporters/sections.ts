import { isAboutChart, type Finding } from '../model/finding.js';
import type { Report } from '../model/report.js';
import { groupBy } from '../model/group-by.js';
import type { Style } from './paint.js';

/** A finding with the path of its file. */
export type Located = Finding & { readonly file: string };

/** What a reader does about findings; every finding is in exactly one section. */
export type SectionName = 'breaks' | 'ignored' | 'held' | 'behaves' | 'refused' | 'later' | 'done' | 'possible' | 'note';

export interface Section {
  readonly name: SectionName;
  readonly title: string;
  readonly style: Style;
  /** What all of it means, in a sentence. */
  readonly lead: string;
  readonly groups: readonly Group[];
  readonly size: number;
}

/** Findings of one message of one transform, in the order of files and places; never empty. */
export interface Group {
  readonly findings: readonly [Located, ...Located[]];
  /** The message, where all of them say the same. */
  readonly message?: string;
  /** Different notes, in the order of the findings. */
  readonly notes: readonly string[];
}

/**
 * The findings of a report by what is to be done about them, the most urgent first; empty sections
 * are left out.
 *
 * @param writing whether changes were to be made; what is fixed is otherwise said to be possible
 */
export function sectionsOf(report: Report, writing: boolean): Section[] {
  const { to } = report.target;
  const located = report.files.flatMap(({ path, outcome, findings }) =>
    findings.map((finding) => ({ located: { ...finding, file: path }, written: writing && outcome !== 'not-written' })),
  );
  const bySection = groupBy(located, ({ located: finding, written }) => sectionOf(finding, written));
  const described: readonly (readonly [SectionName, Style, string, string])[] = [
    ['breaks', 'red', `Breaks on Kubernetes ${to}`, 'The target refuses these, or they stop working. Decide about them first.'],
    ['ignored', 'magenta', `Silently not done on Kubernetes ${to}`, 'The API server accepts these and drops or ignores them.'],
    ['refused', 'red', 'Could not be rewritten safely', 'Rewrite these by hand; they work until a later release.'],
    ['behaves', 'yellow', `Works differently on Kubernetes ${to}`, 'Nothing to rewrite: check that the new behaviour is wanted.'],
    ['held', 'yellow', 'Held back', 'Rewritten when you state a fact of the cluster, or ask for it by name.'],
    ['later', 'cyan', `Breaks in a release after ${to}`, 'Works on the target; a person has to plan the change.'],
    ['done', 'green', 'Rewritten', ''],
    ['possible', 'green', 'Can be rewritten', 'Made without --dry-run and --check.'],
    ['note', 'cyan', 'Worth knowing', ''],
  ];
  return described.flatMap(([name, style, title, lead]) => {
    const found = bySection.get(name)?.map(({ located: finding }) => finding) ?? [];
    return found.length === 0 ? [] : [{ name, title, style, lead, groups: groupsOf(found), size: found.length }];
  });
}

function sectionOf(finding: Finding, written: boolean): SectionName {
  const { status, impact } = finding;
  if (status === 'fixed') return written ? 'done' : 'possible';
  if (impact === 'breaks' || impact === 'ignored' || impact === 'behaves') return impact;
  if (status === 'held' || status === 'refused') return status;
  return impact === 'later' || (status === 'manual' && !isAboutChart(finding)) ? 'later' : 'note';
}

function groupsOf(found: readonly Located[]): Group[] {
  const groups = groupBy(found, ({ transform, messageId, status, refusal, release, wave }) => JSON.stringify([transform, messageId, status, refusal, release, wave]));
  return [...groups.values()].map((findings) => {
    const [first] = findings;
    const same = findings.every(({ message }) => message === first.message);
    return { findings, ...(same ? { message: first.message } : {}), notes: [...new Set(findings.flatMap(({ notes }) => notes))] };
  });
}
