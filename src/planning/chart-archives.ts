import { basename, dirname } from 'node:path';
import chartArchives from '../../transforms/helm-chart-archives/transform.js';
import { findingOf } from '../engine/composed-finding.js';
import { chartIdentity, type ChartMetadata } from './chart-metadata.js';
import type { ChartRemarks } from './chart-remarks.js';

const { meta } = chartArchives;

/**
 * Names the packed charts that charts hold under `charts/`: nothing looks into them.
 *
 * @param archives absolute paths, in order
 * @param metadata by the charts' directories
 * @param to the version of Kubernetes that a chart's files are to work on
 */
export function nameArchives(archives: readonly string[], metadata: ReadonlyMap<string, ChartMetadata | undefined>, remarks: ChartRemarks, to: (file: string) => string): void {
  for (const archive of archives) {
    const directory = dirname(dirname(archive));
    if (!metadata.has(directory)) continue;
    const chart = metadata.get(directory);
    const values = { archive: `charts/${basename(archive)}`, to: to(archive) };
    const named = chart?.dependencies.filter(({ name }) => isOf(basename(archive), name)).sort((a, b) => b.name.length - a.name.length)[0];
    const at = named?.at ?? [];
    const finding = findingOf(meta, 'packed', 'info', values, { data: chart ? chartIdentity(chart) : { apiVersion: '', kind: 'Chart' }, at }, { wave: 'either', impact: 'none' });
    if (chart) remarks.add(named?.file ?? chart.chart, { at, finding });
    else remarks.addAtTop(directory, finding);
  }
}

/** Whether an archive holds a version of a chart: `redis-10.5.7.tgz` of `redis`, and not of `redis-ha`. */
function isOf(archive: string, name: string): boolean {
  return archive.startsWith(`${name}-`) && /^v?\d/.test(archive.slice(name.length + 1));
}
