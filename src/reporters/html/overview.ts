import { findingStatuses, impacts, waves, type Finding, type FindingStatus } from '../../model/finding.js';
import { buckets } from '../../model/plan.js';
import type { Report, RolloutStep } from '../../model/report.js';
import { bucketName } from '../counts.js';
import { groupBy } from '../../model/group-by.js';
import { printable } from '../printable.js';
import { describeStale } from '../text.js';
import { notUnderstood, unreadEmbeddings } from '../unread-embeddings.js';
import { impactLabels, statusLabels, waveLabels } from './labels.js';
import { escapeHtml, grouped } from './markup.js';

/** Rules beyond these are summed up; the findings' filter has all of them. */
const shownRules = 10;

const shown = (text: string): string => escapeHtml(printable(text));

/** `1,000 files`. */
function number(of: number, singular: string, plural = `${singular}s`): string {
  return `${grouped(of)} ${of === 1 ? singular : plural}`;
}

/** One bar of a plot. */
interface Bar {
  readonly label: string;
  /** What of it has which class. */
  readonly segments: readonly { readonly className: string; readonly name: string; readonly number: number }[];
  /** The property and value of findings that the bar stands for. */
  readonly filter?: readonly [facet: string, value: string];
}

/** What the report comes to, in a sentence, and below it what that rests on. */
export function headline(report: Report, writing = true): { readonly title: string; readonly explanation: string } {
  const { totals, target } = report;
  const open = report.files.flatMap(({ findings }) => findings).filter(asksForAction);
  const breaking = open.filter(({ impact }) => impact === 'breaks').length;
  const fixes = number(totals.findings.fixed, 'fix', 'fixes');
  const notWritten = report.files.filter(({ outcome }) => outcome === 'not-written').length;
  const unseen = totals.buckets.unreadable + report.unread.length + notUnderstood(report).length;
  const sentences = [
    `${number(totals.files, 'file')} with ${number(totals.objects, 'object')}: ${totals.findings.fixed === 0 ? 'no fixes' : `${fixes} ${writing ? 'made' : 'ready'}`}${open.length === 0 ? '' : `, ${grouped(open.length)} left to you`}.`,
    ...(notWritten === 0 ? [] : [`${number(notWritten, 'changed file')} could not be written.`]),
    ...(unseen === 0 ? [] : [`${number(unseen, 'place')} could not be read, so nothing is known about ${unseen === 1 ? 'it' : 'them'}.`]),
  ];
  return { title: titleOf(breaking, open.length, totals.findings.fixed, target.to), explanation: sentences.join(' ') };
}

/** Whether a finding asks something of its reader. */
function asksForAction({ status, impact }: Finding): boolean {
  if (status === 'info') return impact === 'breaks' || impact === 'ignored' || impact === 'behaves';
  return status !== 'fixed';
}

function titleOf(breaking: number, open: number, fixed: number, version: string): string {
  if (breaking > 0) return `${grouped(breaking)} ${breaking === 1 ? 'finding breaks' : 'findings break'} on Kubernetes ${version} and ${breaking === 1 ? 'needs' : 'need'} you`;
  if (open > 0) return `${grouped(open)} ${open === 1 ? 'finding needs' : 'findings need'} you before Kubernetes ${version}`;
  return fixed > 0 ? `Everything found for Kubernetes ${version} has its fix` : `Nothing outdated found for Kubernetes ${version}`;
}

/** Headline, sums and plots; the bars and sums are buttons that filter the findings. */
export function overview(report: Report, writing: boolean): string {
  const { title, explanation } = headline(report, writing);
  const labels = statusLabels(writing);
  const bar = (label: string, some: readonly Finding[], filter?: readonly [string, string]): Bar => findingsBar(label, some, labels, filter);
  const findings = report.files.flatMap((file) => file.findings);
  const rules = [...groupBy(findings, ({ transform }) => transform)].toSorted(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1));
  const rest = rules.slice(shownRules).flatMap(([, some]) => some);
  return `<section id="overview" aria-labelledby="overview-title">
<h1 id="overview-title">${shown(title)}</h1>
<p class="lead">${shown(explanation)}</p>
${targetList(report)}
<div class="tiles">${statusOrder.map((status) => tile(report, status, labels)).join('')}</div>
<div class="plots">
<div>
${plot('Findings by impact', 'What it means where nothing is done', impacts.map((impact) => bar(impactLabels[impact], findings.filter((finding) => finding.impact === impact), ['impact', impact])))}
${plot('Files by bucket', 'Where each file ends up', buckets.filter((bucket) => report.totals.buckets[bucket] > 0).map((bucket) => ({ label: bucketName(bucket, 2), segments: [{ className: `bucket-${bucket}`, name: 'files', number: report.totals.buckets[bucket] }] })))}
</div>
<div>
${plot('Findings by rule', 'The rules that speak most', [
    ...rules.slice(0, shownRules).map(([id, some]) => bar(report.rules.find((rule) => rule.id === id)?.title ?? id, some, ['rule', id])),
    ...(rest.length === 0 ? [] : [bar(number(rules.length - shownRules, 'more rule'), rest)]),
  ])}
${plot('Findings by wave', 'When a change may be rolled out', waves.map((wave) => bar(waveLabels[wave], findings.filter((finding) => finding.wave === wave), ['wave', wave])))}
</div>
</div>
<p class="legend" aria-hidden="true">${statusOrder.map((status) => `<span><i class="dot status-${status}"></i>${labels[status]}</span>`).join('')}</p>
</section>`;
}

/** The order of the page: what needs a reader first. */
const statusOrder: readonly FindingStatus[] = Object.keys(statusLabels(true)).filter((status) => findingStatuses.some((known) => known === status)) as FindingStatus[];

function targetList({ target, totals }: Report): string {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Target', `Kubernetes ${target.to}`],
    ['Still accepted by', target.from === undefined ? undefined : `Kubernetes ${target.from}`],
    ['Feature gates', Object.entries(target.featureGates).map(([name, on]) => `${name}=${on}`).join(', ') || undefined],
    ['Network plugin', target.networkPlugin && [target.networkPlugin.name, target.networkPlugin.version].filter((part) => part !== undefined).join(' ')],
    ['Allowed sysctls', target.allowedUnsafeSysctls.join(', ') || undefined],
    ['Only changes', target.wave && waveLabels[target.wave].toLowerCase()],
    ['Suppressed', totals.suppressed === 0 ? undefined : grouped(totals.suppressed)],
  ];
  return `<dl class="facts">${facts.map(([name, value]) => (value === undefined ? '' : `<div><dt>${name}</dt><dd>${shown(value)}</dd></div>`)).join('')}</dl>`;
}

function tile({ totals }: Report, status: FindingStatus, labels: StatusLabels): string {
  const sum = totals.findings[status];
  return `<button type="button" class="tile status-${status}" data-facet="status" data-value="${status}"${sum === 0 ? ' disabled' : ''}><b>${grouped(sum)}</b><span>${labels[status]}</span></button>`;
}

type StatusLabels = ReturnType<typeof statusLabels>;

function findingsBar(label: string, findings: readonly Finding[], labels: StatusLabels, filter?: readonly [string, string]): Bar {
  const segments = statusOrder
    .map((status) => ({ className: `status-${status}`, name: labels[status].toLowerCase(), number: findings.filter((finding) => finding.status === status).length }))
    .filter(({ number }) => number > 0);
  return { label, segments, ...(filter ? { filter } : {}) };
}

function plot(title: string, explanation: string, bars: readonly Bar[]): string {
  const total = ({ segments }: Bar): number => segments.reduce((sum, { number }) => sum + number, 0);
  const most = Math.max(1, ...bars.map(total));
  const rows = bars.map((row) => {
    const sum = total(row);
    const parts = row.segments.length < 2 ? '' : ` (${row.segments.map(({ name, number }) => `${grouped(number)} ${name}`).join(', ')})`;
    const content = `<span class="bar-label">${shown(row.label)}</span>${barSvg(row, most)}<span class="bar-number">${grouped(sum)}</span>`;
    const label = `${shown(row.label)}: ${grouped(sum)}${parts}`;
    if (row.filter === undefined || sum === 0) return `<li class="bar${sum === 0 ? ' empty' : ''}" title="${label}">${content}</li>`;
    return `<li><button type="button" class="bar" data-facet="${row.filter[0]}" data-value="${shown(row.filter[1])}" aria-label="${label}. Filter the findings" title="${label}">${content}</button></li>`;
  });
  return `<figure class="plot"><figcaption><b>${title}</b> <span>${explanation}</span></figcaption><ul>${rows.join('') || '<li class="none">None.</li>'}</ul></figure>`;
}

/** In percent of a bar; less would not be seen. */
const leastWidth = 0.8;

/** Stretches with the page: everything is in percent. */
function barSvg({ segments }: Bar, most: number): string {
  let at = 0;
  const rects = segments.map(({ className, number }) => {
    const width = Math.max(leastWidth, ((100 - leastWidth * segments.length) * number) / most);
    const rect = `<rect class="${className}" x="${percent(at)}" width="${percent(width)}" height="100%"/>`;
    at += width;
    return rect;
  });
  return `<svg aria-hidden="true" focusable="false">${rects.join('')}</svg>`;
}

function percent(number: number): string {
  return `${Math.round(number * 100) / 100}%`;
}

const stepLabels: Readonly<Record<RolloutStep['when'], string>> = { before: 'Before', upgrade: 'Upgrade', after: 'After', either: 'Any time' };

/** The steps of rolling the changes out; empty where there are none. */
export function rolloutSection({ rollout }: Report): string {
  if (rollout.length === 0) return '';
  return `<section id="rollout" aria-labelledby="rollout-title">
<h2 id="rollout-title">Roll-out</h2>
<ol class="steps">${rollout.map(step).join('')}</ol>
</section>`;
}

function step({ when, title, details, commands, places }: RolloutStep): string {
  const items = places.map(({ path, line, object }) => `<li><span>${shown(object)}</span> <code>${shown(path)}:${line}</code></li>`).join('');
  return `<li class="step when-${when}"><p class="when">${stepLabels[when]}</p><div><h3>${shown(title)}</h3>
${details.map((detail) => `<p>${shown(detail)}</p>`).join('')}
${commands.map((command) => `<p class="command"><code>${shown(command)}</code><button type="button" class="copy" data-copy="${shown(command)}">Copy</button></p>`).join('')}
${places.length === 0 ? '' : `<details><summary>${number(places.length, 'object')}</summary><ul class="places">${items}</ul></details>`}</div></li>`;
}

/** What could not be looked at, and suppressions without effect; empty where there is nothing to say. */
export function notesSection(report: Report): string {
  const { unread, symlinksSkipped, staleSuppressions } = report;
  const embedded = unreadEmbeddings(report);
  const blocks = [
    list(number(unread.length, 'place'), 'not looked at', unread.map(({ path, reason }) => `<code>${shown(path)}</code> ${shown(reason)}`)),
    list(number(embedded.length, 'embedded text'), 'left alone', embedded.map(({ path, at, reason }) => `<code>${shown(`${path}:${at}`)}</code> ${shown(reason)}`)),
    list(number(staleSuppressions.length, 'suppression'), 'without effect', staleSuppressions.map((stale) => escapeHtml(describeStale(stale)))),
    symlinksSkipped === 0 ? '' : `<p>${number(symlinksSkipped, 'symbolic link')} not followed.</p>`,
  ];
  return blocks.join('');
}

function list(counted: string, what: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `<details><summary>${counted} ${what}</summary><ul class="places">${items.map((item) => `<li>${item}</li>`).join('')}</ul></details>`;
}
