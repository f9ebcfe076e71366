import { dirname, join, relative, sep } from 'node:path';
import chartVersion from '../../transforms/helm-chart-version/transform.js';
import { findingOf } from '../engine/composed-finding.js';
import { abridge } from '../model/phrases.js';
import { helmIgnore } from '../workspace/helm-ignore.js';
import { chartFile, chartIdentity, localDirectory, type ChartMetadata, type Dependency } from './chart-metadata.js';
import type { ChartRemarks, PlannedFiles } from './chart-remarks.js';

export interface VersionRules {
  /** Whether a range of versions takes a version; undefined for what is no range. */
  takes(range: string, version: string): boolean | undefined;
  /** Whether the versions of charts are raised where a file, absolute, stands. */
  raises(file: string): boolean;
}

const { meta } = chartVersion;
const nothingAtStake = { wave: 'either', impact: 'none' } as const;

/** A chart of which files change. */
interface ChangedChart {
  readonly directory: string;
  /** As reports show them, in their order. */
  readonly files: string[];
}

/**
 * Raises the patch version of each chart of which a file changes. Helm packages a chart with all that lies below it,
 * so a chart changes with the subcharts in its `charts/`.
 *
 * @param metadata by the charts' directories
 */
export function raiseVersions(files: PlannedFiles, metadata: ReadonlyMap<string, ChartMetadata | undefined>, remarks: ChartRemarks, rules: VersionRules): void {
  for (const changed of changedCharts(files, [...metadata.keys()], remarks, rules)) {
    const chart = metadata.get(changed.directory);
    const shown = { files: abridge(changed.files, 3) };
    if (!chart) {
      remarks.addAtTop(changed.directory, findingOf(meta, 'unreadable', 'manual', shown, { data: { apiVersion: '', kind: 'Chart' }, at: [] }, nothingAtStake));
      continue;
    }
    raise(chart, changed, [...metadata.values()].filter((other) => other !== undefined), files, remarks, rules);
  }
}

function raise(chart: ChartMetadata, { files: changed }: ChangedChart, all: readonly ChartMetadata[], files: PlannedFiles, remarks: ChartRemarks, { takes }: VersionRules): void {
  const { data } = chart.chart;
  const written = data['version'];
  const from = typeof written === 'string' ? written : JSON.stringify(written ?? null);
  const values = { files: abridge(changed, 3), from };
  const ask = (messageId: string, more: Readonly<Record<string, string>> = {}): void => {
    const at = written === undefined ? [] : ['version'];
    remarks.add(chart.chart, { at, finding: findingOf(meta, messageId, 'manual', { ...values, ...more }, { data: chartIdentity(chart), at }, nothingAtStake) });
  };
  const to = typeof written === 'string' ? nextPatch(written) : undefined;
  if (to === undefined) {
    if (written === undefined || written === null) return ask('no-version');
    return ask(typeof written === 'string' && /^v?\d+\.\d+\.\d+[-+]/.test(written) ? 'pre-release' : 'not-semantic');
  }
  const takers = all.flatMap((taker) => taker.dependencies.filter((dependency) => localDirectory(taker, dependency) === chart.directory).map((dependency) => ({ taker, dependency })));
  const pin = takers.find(({ dependency: { version } }) => version !== undefined && takes(version, to) !== true && takes(version, from) !== false);
  if (pin) return ask('pinned', { to, range: pin.dependency.version ?? '', file: files.shown(pin.dependency.file.file) });
  const finding = findingOf(meta, 'raised', 'fixed', { ...values, to }, { data: chartIdentity(chart), at: ['version'] }, nothingAtStake);
  remarks.change(chart.chart, { at: ['version'], finding, operations: [{ op: 'set', path: ['version'], value: to }] }, changed);
  for (const { taker, dependency } of takers) if (!isBelow(chart.directory, taker.directory)) adviseTaker(chart, taker, dependency, remarks);
}

/** A package of the taker holds the other chart as it was when its dependencies were last updated. */
function adviseTaker(chart: ChartMetadata, taker: ChartMetadata, { file, at, name, repository }: Dependency, remarks: ChartRemarks): void {
  if (chart.directory === taker.directory) return;
  remarks.add(file, { at, finding: findingOf(meta, 'taker', 'info', { name, repository }, { data: chartIdentity(taker), at }, nothingAtStake) });
}

/** The charts that changed files are a part of, in the order of their directories. */
function changedCharts({ found, files, charts }: PlannedFiles, known: readonly string[], remarks: ChartRemarks, { raises }: VersionRules): ChangedChart[] {
  const directories = new Set(known);
  const ignores = new Map<string, (path: string) => boolean>();
  const changed = new Map<string, ChangedChart>();
  const elsewhere = new Set<string>();
  found.forEach(({ absolute, path }, index) => {
    if (!files[index]?.patch) return;
    const own = charts.chartOfTemplate(absolute);
    if (own !== undefined && !directories.has(own) && !elsewhere.has(own) && raises(absolute)) {
      elsewhere.add(own);
      const finding = findingOf(meta, 'elsewhere', 'manual', { directory: charts.shown(own) }, { data: { apiVersion: '', kind: 'Chart' }, at: [] }, nothingAtStake);
      remarks.addToFile(absolute, finding);
    }
    for (let directory = dirname(absolute); ; directory = dirname(directory)) {
      if (directories.has(directory) && raises(join(directory, chartFile))) {
        const isIgnored = ignores.get(directory) ?? helmIgnore(directory);
        ignores.set(directory, isIgnored);
        if (!isIgnored(relative(directory, absolute).split(sep).join('/'))) {
          const chart = changed.get(directory) ?? { directory, files: [] };
          chart.files.push(path);
          changed.set(directory, chart);
        }
      }
      if (dirname(directory) === directory) return;
    }
  });
  return [...changed.values()].sort((a, b) => (a.directory < b.directory ? -1 : 1));
}

/** The version after one of the form MAJOR.MINOR.PATCH, which Helm takes with a `v` in front as well. */
function nextPatch(version: string): string | undefined {
  const [, rest, patch] = /^(v?(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.)(0|[1-9]\d{0,14})$/.exec(version) ?? [];
  return rest === undefined ? undefined : `${rest}${Number(patch) + 1}`;
}

function isBelow(path: string, directory: string): boolean {
  return path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}
