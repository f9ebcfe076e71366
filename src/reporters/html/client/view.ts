import type { ChangeBody, PageChange, PageData, PageFinding } from '../data.js';

/** A property of findings that can be filtered by. */
export type Facet = 'status' | 'impact' | 'rule' | 'wave' | 'kind' | 'file';

/** What is shown, and how. */
export interface View {
  readonly data: PageData;
  /** Chosen values by facet; none means all. */
  readonly chosen: Readonly<Record<Facet, Set<string>>>;
  query: string;
  /** The findings that hold the words of the query. */
  matching: readonly PageFinding[];
  group: Facet | 'none';
  sort: 'urgency' | 'file' | 'object';
  /** How changes are shown. */
  diff: 'text' | 'structure';
  /** What is open: findings, changes, and groups that are closed, by a name of theirs. */
  readonly open: Set<string>;
  /** The text of a finding in which the query is searched, made once. */
  readonly searched: Map<PageFinding, string>;
  /** A change in full, read when it is first looked at. */
  readonly body: (index: number) => ChangeBody;
}

/** The facets with what they are called. */
export function facetNames(): Readonly<Record<Facet, string>> {
  return { status: 'Status', impact: 'Impact', wave: 'Wave', rule: 'Rule', kind: 'Kind', file: 'File' };
}

/** What a value of a facet is called. */
export function valueName({ data: { labels } }: View, facet: Facet, value: string): string {
  const named = facet === 'kind' || facet === 'file' ? {} : labels[facet];
  return Object.hasOwn(named, value) ? (named[value] ?? value) : value;
}

/** The values of a facet in the order in which they are shown, each with a place. */
export function valueOrder({ data: { labels } }: View, facet: Facet): (a: string, b: string) => number {
  const fixed: Readonly<Record<string, readonly string[]>> = {
    status: Object.keys(labels.status),
    impact: Object.keys(labels.impact),
    wave: Object.keys(labels.wave),
  };
  const order = fixed[facet];
  return (a, b) => (order ? order.indexOf(a) - order.indexOf(b) : a < b ? -1 : a > b ? 1 : 0);
}

/** Whether a text holds every word of a query. */
export function holdsWords(text: string, query: string): boolean {
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The text of a finding that a query is looked for in. */
export function searchText(view: View, finding: PageFinding): string {
  const known = view.searched.get(finding);
  if (known !== undefined) return known;
  const { message, notes, object, file, line, place, rule, gate = '', release = '', apiVersion, excerpt = '' } = finding;
  const title = valueName(view, 'rule', rule);
  const text = [message, ...notes, object, `${file}:${line}`, place, rule, title, gate, release, apiVersion, excerpt].join('\n').toLowerCase();
  view.searched.set(finding, text);
  return text;
}

/** Looks for the words of a query in all findings. */
export function look(view: View, query: string): void {
  view.query = query;
  view.matching = query === '' ? view.data.findings : view.data.findings.filter((finding) => holdsWords(searchText(view, finding), query));
}

/** Findings that fit the query and the chosen values of all facets, but for one facet. Suppressed ones have to be asked for. */
export function fitting(view: View, without?: Facet): PageFinding[] {
  const facets = (Object.keys(view.chosen) as Facet[]).filter((facet) => facet !== without && view.chosen[facet].size > 0);
  return view.matching.filter(
    (finding) =>
      (finding.status !== 'suppressed' || without === 'status' || view.chosen.status.has('suppressed')) &&
      facets.every((facet) => view.chosen[facet].has(finding[facet])),
  );
}

/** Changes that fit a query. */
export function fittingChanges(changes: readonly PageChange[], query: string): number[] {
  return changes.flatMap(({ object, file, line, apiVersion }, index) => (holdsWords(`${object}\n${file}:${line}\n${apiVersion}`.toLowerCase(), query) ? [index] : []));
}

/** How soon a finding needs its reader, the smaller the sooner: what is open, by its impact, then what is fixed, then what is only worth knowing. */
export function urgency({ data: { labels } }: View, { status, impact }: PageFinding): number {
  const impacts = Object.keys(labels.impact);
  const statuses = Object.keys(labels.status);
  const harmless = impact === 'later' || impact === 'none';
  const stage = status === 'fixed' ? 1 : status === 'info' && harmless ? 2 : status === 'suppressed' ? 3 : 0;
  return (stage * impacts.length + impacts.indexOf(impact)) * statuses.length + statuses.indexOf(status);
}

/** Findings in the order that is asked for; those of equal rank keep the order of files and lines. */
export function sorted(view: View, findings: readonly PageFinding[]): PageFinding[] {
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...findings].sort((a, b) => {
    if (view.sort === 'file') return compare(a.file, b.file) || a.line - b.line;
    if (view.sort === 'object') return compare(a.object, b.object);
    return urgency(view, a) - urgency(view, b);
  });
}

/** Findings by the value of a facet: fixed orders stay, rules, kinds and files come most urgent and then most frequent first. */
export function groups(view: View, findings: readonly PageFinding[]): (readonly [value: string, findings: readonly PageFinding[]])[] {
  const facet = view.group;
  if (facet === 'none') return [['', sorted(view, findings)]];
  const byValue = new Map<string, PageFinding[]>();
  for (const finding of findings) {
    const some = byValue.get(finding[facet]);
    if (some) some.push(finding);
    else byValue.set(finding[facet], [finding]);
  }
  const order = valueOrder(view, facet);
  const first = new Map([...byValue].map(([value, some]) => [value, some.reduce((least, finding) => Math.min(least, urgency(view, finding)), Infinity)]));
  const ranked = facet === 'rule' || facet === 'kind' || (facet === 'file' && view.sort !== 'file');
  return [...byValue]
    .sort(([a, some], [b, others]) => (ranked ? (first.get(a) ?? 0) - (first.get(b) ?? 0) || others.length - some.length : 0) || order(a, b))
    .map(([value, some]) => [value, sorted(view, some)]);
}
