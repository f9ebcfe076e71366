import { basename, dirname } from 'node:path';
import chartArchives from '../../transforms/helm-chart-archives/transform.js';
import chartVersion from '../../transforms/helm-chart-version/transform.js';
import type { FilePlan } from '../model/plan.js';
import type { Version } from '../model/version.js';
import type { FoundFile } from '../workspace/files.js';
import { nameArchives } from './chart-archives.js';
import { chartFile, readChartMetadata } from './chart-metadata.js';
import { ChartRemarks, type PlannedFiles } from './chart-remarks.js';
import { raiseVersions, type VersionRules } from './chart-versions.js';
import type { FilePlanner } from './patches.js';

/** Plans files, and knows for which version. */
export interface ChartPlanner extends FilePlanner {
  versionFor(absolute: string): Version;
}

/**
 * Plans what stands around the templates of charts: their versions, and the packed charts that they hold. Returns the
 * plans of all files.
 *
 * @param archives packed charts among the files
 */
export async function planChartSurroundings(planner: ChartPlanner, planned: PlannedFiles, archives: readonly FoundFile[]): Promise<readonly FilePlan[]> {
  const directories = planned.found.flatMap(({ absolute }) => (basename(absolute) === chartFile ? [dirname(absolute)] : []));
  const raises = (file: string): boolean => planner.runs(chartVersion.meta.id, file);
  const raising = planned.found.some(({ absolute }, index) => planned.files[index]?.patch && raises(absolute));
  const packed = archives.filter(({ absolute }) => planner.runs(chartArchives.meta.id, absolute));
  if (!raising && packed.length === 0) return planned.files;
  const metadata = new Map(directories.map((directory) => [directory, readChartMetadata(directory)]));
  const remarks = new ChartRemarks();
  nameArchives(packed.map(({ absolute }) => absolute), metadata, remarks, (file) => planner.versionFor(file));
  if (raising) raiseVersions(planned, metadata, remarks, { takes: await versionRanges(), raises });
  return remarks.plan(planned, planner);
}

/** Helm's ranges are those of npm, but for commas between conditions. */
export async function versionRanges(): Promise<VersionRules['takes']> {
  const { default: semver } = await import('semver');
  return (range, version) => {
    const npm = semver.validRange(range.replaceAll(',', ' '));
    return npm === null ? undefined : semver.satisfies(version, npm);
  };
}
