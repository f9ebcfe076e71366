import { refusalReasons, type Finding, type SuppressedFinding } from '../../model/finding.js';
import type { ObjectChange } from '../../model/object-change.js';
import { buckets } from '../../model/plan.js';
import type { FileReport, Report } from '../../model/report.js';
import { objectName } from '../group.js';
import { groupBy } from '../../model/group-by.js';
import { abridge } from '../../model/phrases.js';
import { printable } from '../printable.js';
import type { ChangeBody, PageChange, PageData, PageFile, PageFinding, PageStatus } from './data.js';
import { effectLabels, impactLabels, statusLabels, waveLabels } from './labels.js';
import { lineDiff } from './line-diff.js';
import { visibleLines } from './markup.js';
import { structuralDiff } from './structural-diff.js';

/** What the page's script reads, and what it reads of a change when that is looked at. */
export interface PageContent {
  readonly data: PageData;
  /** By the index of the change; each is JSON of a {@link ChangeBody}. */
  readonly bodies: readonly string[];
}

/** Turns a report into what its page shows. */
export function pageContent(report: Report, changes: readonly ObjectChange[], writing: boolean): PageContent {
  const bodies = changes.map(bodyOf);
  const findings = findingsOf(report, changes);
  const byChange = groupBy(findings, ({ change }) => String(change));
  return {
    data: {
      findings,
      changes: changes.map((change, index) => listed(change, bodies[index], byChange.get(String(index)) ?? [])),
      files: filesOf(report),
      labels: {
        status: statusLabels(writing),
        impact: impactLabels,
        wave: waveLabels,
        effect: effectLabels,
        rule: Object.fromEntries(report.rules.map(({ id, title }) => [printable(id), printable(title)])),
      },
    },
    bodies: bodies.map((body) => JSON.stringify(body)),
  };
}

function findingsOf({ files }: Report, changes: readonly ObjectChange[]): PageFinding[] {
  const changeOf = changeFinder(changes);
  return files.flatMap(({ path, findings, suppressed }) => [
    ...findings.map((finding) => pageFinding(path, finding, finding.status, changeOf(path, finding))),
    ...suppressed.map(({ finding, ...suppression }) => ({ ...pageFinding(path, finding, 'suppressed', changeOf(path, finding)), suppression: suppressionOf(suppression) })),
  ]);
}

/** Finds the change of a finding's object by what names the object and by its lines; a text that could not be parsed by its lines. */
function changeFinder(changes: readonly ObjectChange[]): (path: string, finding: Finding) => number | undefined {
  const keyOf = (path: string, { kind, namespace, name }: Partial<Finding>): string => JSON.stringify([path, kind, namespace, name]);
  const places = changes.map((change, index) => ({ change, index, end: change.before.line + change.before.text.split('\n').length }));
  const byObject = groupBy(places, ({ change: { path, kind, namespace, name } }) => keyOf(path, { ...(kind === undefined ? {} : { kind }), ...(namespace === undefined ? {} : { namespace }), ...(name === undefined ? {} : { name }) }));
  return (path, finding) => {
    const candidates = byObject.get(keyOf(path, finding)) ?? byObject.get(keyOf(path, {}));
    return candidates?.find(({ change, end }) => change.before.line <= finding.line && finding.line < end)?.index;
  };
}

function suppressionOf({ reason, by }: Omit<SuppressedFinding, 'finding'>): NonNullable<PageFinding['suppression']> {
  return { reason: printable(reason), by };
}

function pageFinding(path: string, finding: Finding, status: PageStatus, change: number | undefined): PageFinding {
  const { release, gate, excerpt, refusal, help } = finding;
  return {
    status,
    impact: finding.impact,
    wave: finding.wave,
    rule: printable(finding.transform),
    kind: printable(finding.kind),
    file: printable(path),
    line: finding.line,
    column: finding.column,
    object: printable(objectName(finding)),
    apiVersion: printable(finding.apiVersion),
    place: printable(finding.path),
    message: printable(finding.message),
    notes: finding.notes.map(printable),
    effects: finding.effects ?? [],
    ...(release === undefined ? {} : { release: printable(release) }),
    ...(gate === undefined ? {} : { gate: printable(gate) }),
    ...(/^https?:\/\//i.test(help) ? { help: printable(help) } : {}),
    ...(excerpt === undefined ? {} : { excerpt: printable(excerpt) }),
    ...(refusal === undefined ? {} : { refusal: refusalReasons[refusal] }),
    ...(change === undefined ? {} : { change }),
  };
}

/** Larger ones would make the page slow and could not be read; the lines are shown anyway. */
const largestStructure = 100_000;

function bodyOf({ before, after }: ObjectChange): ChangeBody {
  const structure = before.data === undefined || after.data === undefined ? undefined : structuralDiff(before.data, after.data);
  const parts = lineDiff(visibleLines(before.text), visibleLines(after.text));
  return {
    lines: [before.line, after.line],
    parts,
    ...(structure === undefined || structure.length > largestStructure ? {} : { structure }),
    ...(structure === undefined && parts.every(([sign]) => sign === 0) ? { hidden: true } : {}),
  };
}

/** A change as it is listed; a template has no name but that of the objects that findings name in it. */
function listed(change: ObjectChange, body: ChangeBody | undefined, findings: readonly PageFinding[]): PageChange {
  const lines = (wanted: number): number => (body?.parts ?? []).reduce((sum, [sign, some]) => sum + (sign === wanted ? some.length : 0), 0);
  const { path, kind, namespace, name, before, apiVersion } = change;
  const spoken = findings.filter(({ status }) => status === 'fixed');
  const namesOf = (values: readonly string[]): string => abridge([...new Set(values)], 3);
  return {
    file: printable(path),
    line: before.line,
    object: kind === undefined ? namesOf(spoken.map(({ object }) => object)) || 'Text' : printable(objectName({ kind, ...(namespace === undefined ? {} : { namespace }), ...(name === undefined ? {} : { name }) })),
    apiVersion: apiVersion === undefined ? namesOf(spoken.map((finding) => finding.apiVersion)) : printable(apiVersion),
    added: lines(1),
    removed: lines(-1),
  };
}

function filesOf(report: Report): PageData['files'] {
  return buckets
    .map((bucket) => ({ bucket, files: report.files.filter((file) => file.bucket === bucket).map(pageFile) }))
    .filter(({ files }) => files.length > 0);
}

function pageFile({ path, reason, outcome, outcomeReason, findings }: FileReport): PageFile {
  const outcomeNote = outcome === 'written' ? 'written' : outcome === 'not-written' ? `not written: ${outcomeReason ?? ''}` : undefined;
  const count = findings.length === 0 ? undefined : `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`;
  return { path: printable(path), note: printable([outcomeNote, reason, count].filter((note) => note !== undefined).join(' · ')) };
}
