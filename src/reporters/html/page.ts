import { createHash } from 'node:crypto';
import type { Report } from '../../model/report.js';
import { bucketName } from '../counts.js';
import { printable } from '../printable.js';
import type { ReporterOptions } from '../reporter.js';
import type { PageData } from './data.js';
import { embeddedJson, embeddedScript, escapeHtml, grouped } from './markup.js';
import { notesSection, overview, rolloutSection } from './overview.js';
import { pageContent } from './page-data.js';
import { script } from './script.js';
import { style } from './style.js';

/**
 * The report as one HTML page that needs nothing else and asks nobody for anything: its policy lets
 * only its own script and style run. Sums, plots and the roll-out are there without the script; the
 * findings are made from data by it.
 */
export function html(report: Report, options: ReporterOptions = {}): string {
  const { writing = report.files.some(({ outcome }) => outcome === 'written'), changes = [] } = options;
  const { data, bodies } = pageContent(report, changes, writing);
  const program = embeddedScript(script());
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${sha256(program)}'`,
    `style-src 'sha256-${sha256(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  const title = escapeHtml(`Upgrade to Kubernetes ${report.target.to}`);
  const rollout = rolloutSection(report);
  const links: readonly (readonly [string, string, boolean])[] = [
    ['overview', 'Overview', true],
    ['rollout', 'Roll-out', rollout !== ''],
    ['findings', 'Findings', true],
    ['changes', 'Changed objects', data.changes.length > 0],
    ['files', 'Files', true],
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${escapeHtml(`${report.tool.name} ${report.tool.version}`)}">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#findings">Skip to the findings</a>
<header>
<p class="brand"><b>k8s-upgrade</b> <span>Kubernetes ${escapeHtml(report.target.to)}</span></p>
<nav aria-label="Sections">${links.map(([id, name, shown]) => (shown ? `<a href="#${id}">${name}</a>` : '')).join('')}</nav>
<button type="button" id="theme" hidden>Colours</button>
</header>
<main>
${overview(report, writing)}
${rollout}
${findingsSection()}
${changesSection(data)}
${filesSection(report, data)}
</main>
<footer><p>Written by ${escapeHtml(printable(report.tool.name))} ${escapeHtml(printable(report.tool.version))}. Values of Secrets and credentials are hidden in changes.</p></footer>
<p id="status" class="unseen" role="status" aria-live="polite"></p>
<script type="application/json" id="report-data">${embeddedJson(data)}</script>
<script type="application/json" id="change-data">${embeddedJson(bodies)}</script>
<script>${program}</script>
</body>
</html>
`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function findingsSection(): string {
  return `<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title" tabindex="-1">Findings</h2>
<noscript><p class="hint">The list of findings needs scripts to run. <code>--report markdown</code> writes a report without them.</p></noscript>
<div class="columns">
<div class="filters" role="search" aria-label="Filters of the findings"><div id="facets"></div><button type="button" id="clear" class="link" hidden>Clear all filters</button></div>
<div class="results">
<div class="bar-top">
<div class="search"><input type="search" id="search" placeholder="Search findings" aria-label="Search findings" aria-keyshortcuts="/" autocomplete="off" spellcheck="false"><kbd aria-hidden="true">/</kbd></div>
<label>Group <select id="group"><option value="rule">Rule</option><option value="file">File</option><option value="kind">Kind</option><option value="status">Status</option><option value="impact">Impact</option><option value="wave">Wave</option><option value="none">Nothing</option></select></label>
<label>Sort <select id="sort"><option value="urgency">Urgency</option><option value="file">File</option><option value="object">Object</option></select></label>
<p id="count"></p>
</div>
<div id="list" class="list"></div>
</div>
</div>
</section>`;
}

function changesSection({ changes }: PageData): string {
  if (changes.length === 0) return '';
  return `<section id="changes" aria-labelledby="changes-title">
<h2 id="changes-title">Changed objects</h2>
<div class="bar-top"><div class="search"><input type="search" id="find-change" placeholder="Find an object or a file" aria-label="Find a changed object" autocomplete="off" spellcheck="false"></div><p id="change-count"></p></div>
<div id="change-list" class="list"></div>
</section>`;
}

function filesSection(report: Report, { files }: PageData): string {
  const buckets = files.map(({ bucket, files: some }) => `<details id="bucket-${bucket}"><summary><i class="dot bucket-${bucket}"></i>${grouped(some.length)} ${bucketName(bucket, some.length)}</summary></details>`);
  return `<section id="files" aria-labelledby="files-title">
<h2 id="files-title">Files</h2>
<div class="buckets">${buckets.join('') || '<p class="none">No files were looked at.</p>'}${notesSection(report)}</div>
</section>`;
}
