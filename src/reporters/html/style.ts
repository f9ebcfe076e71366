/** The page's style. Every colour is one of the variables, each for light and dark, with a contrast of 4.5 : 1 for text. */
export const style = `
:root {
  color-scheme: light dark;
  --page: light-dark(#fbfbfc, #0e0f12);
  --card: light-dark(#ffffff, #15171b);
  --raised: light-dark(#f4f5f7, #1d2026);
  --line: light-dark(#e4e6ea, #282c34);
  --strong-line: light-dark(#c9cdd4, #3b414c);
  --text: light-dark(#16181d, #eceef2);
  --muted: light-dark(#5b6270, #9aa2b1);
  --accent: light-dark(#4a51c9, #a3a9ff);
  --accent-soft: light-dark(#eef0ff, #23264a);
  --manual: light-dark(#8b35b5, #d79bf5);
  --manual-soft: light-dark(#f8eefc, #301d3b);
  --refused: light-dark(#c0271f, #ff938a);
  --refused-soft: light-dark(#fdefee, #3d1c1a);
  --held: light-dark(#8f5700, #f0b458);
  --held-soft: light-dark(#fdf4e3, #38290f);
  --fixed: light-dark(#18743c, #66cf8e);
  --fixed-soft: light-dark(#e9f7ee, #14311f);
  --info: light-dark(#1f66ad, #7fbcf7);
  --info-soft: light-dark(#ebf4fd, #152c43);
  --removed: light-dark(#fdeeed, #331b1b);
  --removed-mark: light-dark(#f7c6c2, #6c2b28);
  --added: light-dark(#e9f8ee, #142b1d);
  --added-mark: light-dark(#b5e6c5, #1f5a36);
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
  --radius: 8px;
}
:root[data-theme=light] { color-scheme: light; }
:root[data-theme=dark] { color-scheme: dark; }
* { box-sizing: border-box; }
html { scroll-padding-top: 64px; -webkit-text-size-adjust: 100%; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
body { margin: 0; background: var(--page); color: var(--text); font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; -webkit-font-smoothing: antialiased; }
h1, h2, h3, p, ul, ol, dl, dd, figure, fieldset, pre { margin: 0; padding: 0; }
ul, ol { list-style: none; }
fieldset { border: 0; min-width: 0; }
h1 { font-size: 26px; line-height: 1.25; font-weight: 640; letter-spacing: -.018em; text-wrap: balance; }
h2 { font-size: 18px; font-weight: 620; letter-spacing: -.01em; margin-bottom: 14px; }
h3 { font-size: 14px; font-weight: 600; }
a { color: var(--accent); text-underline-offset: 2px; overflow-wrap: anywhere; }
code, pre, kbd { font-family: var(--mono); font-size: 12.5px; }
code { overflow-wrap: anywhere; }
button, input, select { font: inherit; color: inherit; }
button { cursor: pointer; background: none; border: 0; padding: 0; text-align: inherit; }
button:disabled { cursor: default; }
[hidden] { display: none !important; }
:focus { outline: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
h2:focus-visible { outline: none; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 16px; top: -60px; z-index: 30; background: var(--card); border: 1px solid var(--strong-line); border-radius: var(--radius); padding: 8px 14px; }
.skip:focus { top: 8px; }
.hint, .none { color: var(--muted); font-size: 13px; padding: 4px 0; }
.link { color: var(--accent); font-size: 13px; }
.link:hover { text-decoration: underline; text-underline-offset: 2px; }

header { position: sticky; top: 0; z-index: 20; display: flex; align-items: center; gap: 8px 28px; padding: 0 max(24px, calc(50vw - 696px)); height: 52px; background: color-mix(in srgb, var(--page) 88%, transparent); backdrop-filter: blur(10px); border-bottom: 1px solid var(--line); }
.brand { white-space: nowrap; }
.brand b { font-weight: 640; letter-spacing: -.01em; }
.brand span { color: var(--muted); margin-left: 8px; }
nav { display: flex; gap: 4px; flex: 1; overflow-x: auto; scrollbar-width: none; }
nav a { color: var(--muted); text-decoration: none; padding: 5px 10px; border-radius: 6px; white-space: nowrap; }
nav a:hover { color: var(--text); background: var(--raised); }
nav a:focus-visible { outline-offset: -2px; }
#theme, .copy, .switch button { border: 1px solid var(--line); border-radius: 6px; background: var(--card); padding: 2px 10px; font-size: 12.5px; color: var(--muted); white-space: nowrap; }
#theme { padding: 4px 12px; }
#theme:hover, .copy:hover, .switch button:hover { color: var(--text); border-color: var(--strong-line); }
main { max-width: 1440px; margin: 0 auto; padding: 0 24px; }
section { padding: 32px 0 8px; }
footer { max-width: 1440px; margin: 32px auto 0; padding: 20px 24px 48px; color: var(--muted); font-size: 12.5px; border-top: 1px solid var(--line); }

.lead { color: var(--muted); font-size: 15px; margin-top: 6px; max-width: 90ch; }
#overview > .facts { display: flex; flex-wrap: wrap; gap: 4px 28px; margin-top: 14px; font-size: 13px; }
#overview > .facts div { display: flex; gap: 8px; }
.facts dt { color: var(--muted); }
.facts dd { overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin-top: 22px; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); padding: 12px 16px; display: flex; flex-direction: column; transition: border-color .12s; }
.tile b { font-size: 26px; line-height: 1.25; font-weight: 620; letter-spacing: -.02em; font-variant-numeric: tabular-nums; color: var(--tone); }
.tile span { color: var(--muted); font-size: 13px; }
.tile:disabled b { color: var(--muted); font-weight: 500; }
.tile:not(:disabled):hover { border-color: var(--tone); }
.plots, .plots > div { display: grid; gap: 12px; align-content: start; }
.plots { grid-template-columns: repeat(2, minmax(0, 1fr)); margin-top: 12px; }
.plot { background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); padding: 14px 16px 12px; }
figcaption { margin-bottom: 8px; }
figcaption b { font-weight: 600; }
figcaption span { color: var(--muted); font-size: 13px; margin-left: 6px; }
.bar { display: grid; grid-template-columns: minmax(90px, 44%) 1fr 52px; align-items: center; gap: 12px; width: calc(100% + 12px); margin: 0 -6px; padding: 3px 6px; border-radius: 5px; font-size: 13px; }
button.bar:hover { background: var(--raised); }
.bar-label { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.empty > .bar-label { color: var(--muted); }
.bar-number { text-align: right; font-variant-numeric: tabular-nums; color: var(--muted); }
.bar svg { display: block; width: 100%; height: 10px; border-radius: 3px; background: var(--raised); }
.bar rect { fill: var(--tone); stroke: var(--card); stroke-width: 1px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin-top: 12px; color: var(--muted); font-size: 12.5px; }
.dot { display: inline-block; width: 8px; height: 8px; border-radius: 50%; background: var(--tone); margin-right: 7px; flex: none; }
.status-manual { --tone: var(--manual); --soft: var(--manual-soft); }
.status-refused, .bucket-refused, .bucket-unreadable { --tone: var(--refused); --soft: var(--refused-soft); }
.status-held { --tone: var(--held); --soft: var(--held-soft); }
.status-fixed, .bucket-changed { --tone: var(--fixed); --soft: var(--fixed-soft); }
.status-info { --tone: var(--info); --soft: var(--info-soft); }
.status-suppressed, .bucket-unchanged, .bucket-not-kubernetes, .bucket-template, .bucket-patch, .bucket-encrypted { --tone: var(--muted); --soft: var(--raised); }

.steps { counter-reset: step; display: grid; gap: 0; border: 1px solid var(--line); border-radius: var(--radius); background: var(--card); }
.step { display: grid; grid-template-columns: 92px minmax(0, 1fr); gap: 16px; padding: 14px 16px; border-top: 1px solid var(--line); }
.step:first-child { border-top: 0; }
.step p { max-width: 90ch; overflow-wrap: anywhere; }
.step .when { color: var(--muted); font-size: 12.5px; padding-top: 1px; }
.when-upgrade { background: var(--accent-soft); }
.when-upgrade .when { color: var(--accent); font-weight: 600; }
.command { display: flex; gap: 10px; align-items: start; margin-top: 8px; }
.command code, .flag { background: var(--raised); border: 1px solid var(--line); border-radius: 5px; padding: 2px 8px; }
details > summary { cursor: pointer; color: var(--muted); font-size: 13px; padding: 4px 0; border-radius: 4px; }
details > summary:hover { color: var(--text); }
.places { max-height: 420px; overflow: auto; font-size: 13px; padding: 2px 0 4px 16px; }
.places li { padding: 2px 0; overflow-wrap: anywhere; }
.places code { color: var(--muted); margin-left: 6px; }

.columns { display: grid; grid-template-columns: 248px minmax(0, 1fr); gap: 28px; align-items: start; }
.filters { position: sticky; top: 64px; max-height: calc(100vh - 76px); overflow-y: auto; scrollbar-width: thin; padding: 2px 8px 16px 2px; }
.facet { margin-bottom: 16px; }
.facet legend { font-size: 12px; font-weight: 600; color: var(--muted); margin-bottom: 4px; padding: 0; }
.facet label { display: flex; align-items: center; gap: 0; padding: 2px 6px; margin: 0 -6px; border-radius: 5px; font-size: 13px; cursor: pointer; }
.facet label:hover { background: var(--raised); }
.facet label input { accent-color: var(--accent); margin: 0 8px 0 0; flex: none; width: 14px; height: 14px; }
.value { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.count { color: var(--muted); font-variant-numeric: tabular-nums; font-size: 12px; margin-left: 8px; }
.empty .value { color: var(--muted); }
input[type=search], select { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 5px 10px; }
input[type=search]:hover, select:hover { border-color: var(--strong-line); }
input::placeholder { color: var(--muted); opacity: 1; }
.narrow { width: 100%; font-size: 12.5px; padding: 3px 8px !important; margin-bottom: 4px; }
.bar-top { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 14px; margin-bottom: 12px; }
.search { position: relative; flex: 1 1 240px; }
.search input { width: 100%; }
.search kbd { position: absolute; right: 9px; top: 7px; border: 1px solid var(--line); border-radius: 4px; padding: 0 6px; font-size: 11px; line-height: 18px; color: var(--muted); background: var(--raised); pointer-events: none; }
.search input:focus + kbd { display: none; }
.bar-top label { color: var(--muted); font-size: 13px; white-space: nowrap; }
.bar-top select { color: var(--text); margin-left: 4px; }
#count, #change-count { color: var(--muted); font-size: 13px; font-variant-numeric: tabular-nums; }

.list { border: 1px solid var(--line); border-radius: var(--radius); background: var(--card); overflow: clip; }
.list > .none { padding: 28px; text-align: center; }
.block { content-visibility: auto; }
.row { border-top: 1px solid var(--line); }
.block:first-child > li:first-child { border-top: 0; }
.row-head { display: grid; grid-template-columns: 128px minmax(0, 1fr) auto; gap: 14px; align-items: start; width: 100%; padding: 9px 16px; }
#change-list .row-head { grid-template-columns: minmax(0, 1fr) auto; }
.row-head:hover { background: var(--raised); }
.row-head:focus-visible, .group-head:focus-visible { outline-offset: -2px; }
.row-head[aria-expanded=true] .message { display: block; }
.pill, .tag { display: inline-block; font-size: 12px; line-height: 20px; border-radius: 5px; padding: 0 8px; white-space: nowrap; }
.pill { color: var(--tone); background: var(--soft); font-weight: 550; justify-self: start; }
.tag { color: var(--muted); border: 1px solid var(--line); line-height: 18px; }
.impact-breaks { color: var(--refused); border-color: currentcolor; }
.impact-ignored, .impact-behaves { color: var(--held); border-color: currentcolor; }
.tags { display: flex; gap: 6px; flex-wrap: wrap; justify-content: flex-end; max-width: 300px; }
.row-text { min-width: 0; }
.message { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; overflow-wrap: anywhere; }
.where { display: flex; flex-wrap: wrap; gap: 0 14px; color: var(--muted); font-size: 12.5px; }
.where > span { overflow-wrap: anywhere; }
.where .file { font-family: var(--mono); font-size: 12px; }
.plus { color: var(--fixed); } .minus { color: var(--refused); }
.lines { font-family: var(--mono); font-size: 12.5px; gap: 10px; }
.group { border-top: 1px solid var(--line); background: var(--raised); }
.group-head { display: flex; align-items: center; width: 100%; padding: 6px 16px; font-weight: 600; font-size: 13px; }
.group-head::before, .row-head::before { content: ""; }
.group-head::before { border: solid var(--muted); border-width: 0 1.5px 1.5px 0; width: 6px; height: 6px; margin: -2px 12px 0 2px; transform: rotate(-45deg); }
.group-head[aria-expanded=true]::before { transform: rotate(45deg); margin-top: -4px; }
.row-head::before { display: none; }
.details { padding: 2px 16px 18px 158px; display: grid; gap: 8px; }
#change-list .details { padding-left: 16px; }
.details > p { max-width: 90ch; overflow-wrap: anywhere; }
.note { color: var(--muted); }
.excerpt { background: var(--raised); border-radius: 6px; padding: 6px 10px; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
.details .facts { display: grid; gap: 3px; font-size: 13px; }
.details .facts div { display: grid; grid-template-columns: 112px minmax(0, 1fr); gap: 12px; }
.details .copy { margin-left: 8px; padding: 0 8px; }

.diff-view { min-width: 0; margin-top: 4px; }
.switch { display: flex; margin-bottom: 8px; }
.switch button { border-radius: 6px 0 0 6px; }
.switch button + button { border-radius: 0 6px 6px 0; margin-left: -1px; }
.switch button[aria-pressed=true] { background: var(--accent-soft); color: var(--accent); border-color: var(--accent); z-index: 1; }
.diff-scroll, .structure { border: 1px solid var(--line); border-radius: 6px; overflow: auto; max-height: 80vh; background: var(--card); }
.diff { width: 100%; border-collapse: collapse; table-layout: fixed; font: 12px/1.6 var(--mono); }
.diff th { font: 600 12px/1.5 system-ui, sans-serif; color: var(--muted); text-align: left; padding: 4px 10px; border-bottom: 1px solid var(--line); background: var(--card); position: sticky; top: 0; }
.diff col.number { width: 52px; }
.diff td { padding: 0 10px; vertical-align: top; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; }
.diff .number { text-align: right; color: var(--muted); user-select: none; }
.diff .number:nth-child(3) { border-left: 1px solid var(--line); }
.diff del, .diff ins { text-decoration: none; }
.diff .removed { background: var(--removed); }
.diff .added { background: var(--added); }
.diff .absent { background: var(--raised); }
.diff mark { color: inherit; border-radius: 3px; background: var(--added-mark); }
.diff .removed mark { background: var(--removed-mark); }
.fold td { text-align: center; background: var(--raised); font: 12px/1.9 system-ui, sans-serif; }

.structure { padding: 10px 6px; font: 12.5px/1.6 var(--mono); }
.structure pre { display: inline; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
.structure .jsondiffpatch-delta { display: block; }
.structure ul { padding-left: 22px; }
.structure li > div { display: inline; }
.structure .jsondiffpatch-property-name::after { content: ": "; }
.structure .jsondiffpatch-property-name { color: var(--text); }
.structure .jsondiffpatch-child-node-type-array > .jsondiffpatch-property-name::after { content: ": ["; }
.structure .jsondiffpatch-child-node-type-object > .jsondiffpatch-property-name::after { content: ": {"; }
.structure li.jsondiffpatch-child-node-type-array::after { content: "]"; }
.structure li.jsondiffpatch-child-node-type-object::after { content: "}"; }
.structure .jsondiffpatch-unchanged, .structure .jsondiffpatch-unchanged .jsondiffpatch-property-name, .structure .jsondiffpatch-movedestination { color: var(--muted); }
.structure .jsondiffpatch-added > .jsondiffpatch-property-name, .structure .jsondiffpatch-added pre, .structure .jsondiffpatch-right-value pre { background: var(--added-mark); border-radius: 3px; padding: 0 3px; }
.structure .jsondiffpatch-deleted > .jsondiffpatch-property-name, .structure .jsondiffpatch-deleted pre, .structure .jsondiffpatch-left-value pre { background: var(--removed-mark); text-decoration: line-through; border-radius: 3px; padding: 0 3px; }
.structure .jsondiffpatch-right-value::before { content: " → "; color: var(--muted); }
.structure .jsondiffpatch-moved-destination::before { content: "moved to "; color: var(--muted); }

.buckets { border: 1px solid var(--line); border-radius: var(--radius); background: var(--card); padding: 8px 16px; }
.buckets .block { padding-left: 16px; }
.buckets > p { color: var(--muted); font-size: 13px; padding: 4px 0; }
.file-row { display: flex; flex-wrap: wrap; gap: 2px 14px; padding: 3px 0; font-size: 13px; }
.file-row span { color: var(--muted); overflow-wrap: anywhere; }

@media (max-width: 1000px) {
  .columns { grid-template-columns: minmax(0, 1fr); }
  .filters { position: static; max-height: none; }
  #facets { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 0 24px; }
  .plots { grid-template-columns: minmax(0, 1fr); }
  .details { padding-left: 16px; }
}
@media (max-width: 720px) {
  html { scroll-padding-top: 100px; }
  header { flex-wrap: wrap; height: auto; padding: 8px 16px; justify-content: space-between; }
  nav { order: 3; flex-basis: 100%; }
  main, footer { padding-left: 16px; padding-right: 16px; }
  h1 { font-size: 22px; }
  #facets { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 16px; }
  .row-head, #change-list .row-head { grid-template-columns: minmax(0, 1fr); gap: 4px; padding: 9px 12px; }
  .tags { justify-content: flex-start; }
  .step { grid-template-columns: minmax(0, 1fr); gap: 2px; }
  .details .facts div { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .bar { grid-template-columns: minmax(80px, 42%) 1fr 40px; gap: 8px; }
  .diff, .diff tbody { display: block; }
  .diff thead { display: none; }
  .diff tr { display: grid; grid-template-columns: 44px minmax(0, 1fr); }
  .diff tr:not(.changed):not(.fold) td:nth-child(n+3), .diff .absent, .diff tr:has(td.absent) .number:empty { display: none; }
  .diff .number:nth-child(3) { border-left: 0; }
  .fold td { grid-column: 1 / -1; }
}
@media print {
  :root, :root[data-theme] { color-scheme: light; }
  header, .filters, .search, .bar-top label, .copy, .switch, .skip, footer, .fold { display: none !important; }
  body { background: none; font-size: 11px; }
  main { max-width: none; padding: 0; }
  section { padding: 12px 0 4px; }
  .columns { display: block; }
  .list, .diff-scroll, .structure, .places { overflow: visible; max-height: none; }
  .block { content-visibility: visible; }
  .row, .step, .tile, .plot { break-inside: avoid; }
  .pill, .bar rect, .removed, .added, mark, pre { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
@media (forced-colors: active) {
  .bar rect { fill: CanvasText; }
  .dot { forced-color-adjust: none; }
}
`;
