import { join } from 'node:path';
import { objectKey, type PlannedChange, type PlannedRemark } from '../engine/file-input.js';
import type { Finding, Position } from '../model/finding.js';
import type { FilePlan } from '../model/plan.js';
import type { FoundFile } from '../workspace/files.js';
import { readFile } from '../workspace/read.js';
import { chartFile, type MetadataFile } from './chart-metadata.js';
import type { Charts } from './charts.js';
import type { FilePlanner } from './patches.js';

/** The files of a run with their plans. */
export interface PlannedFiles {
  readonly found: readonly FoundFile[];
  /** In the order of `found`. */
  readonly files: readonly FilePlan[];
  readonly charts: Charts;
  shown(absolute: string): string;
}

interface FileRemarks {
  readonly key: string;
  readonly remarks: PlannedRemark[];
  readonly changes: PlannedChange[];
  readonly follows: Set<string>;
}

/** What is to be said and changed in the files that say what charts are. */
export class ChartRemarks {
  private readonly byFile = new Map<string, FileRemarks>();
  private readonly placed = new Map<string, Finding[]>();

  add(file: MetadataFile, remark: PlannedRemark): void {
    this.of(file).remarks.push(remark);
  }

  /** @param follows paths, as reports show them, of the files that the change goes with */
  change(file: MetadataFile, change: PlannedChange, follows: readonly string[]): void {
    const remarks = this.of(file);
    remarks.changes.push(change);
    for (const path of follows) remarks.follows.add(path);
  }

  /** Says something of a chart whose `Chart.yaml` cannot be read. */
  addAtTop(directory: string, finding: Omit<Finding, keyof Position>): void {
    this.addToFile(join(directory, chartFile), finding);
  }

  /** Says something of a file as a whole. */
  addToFile(absolute: string, finding: Omit<Finding, keyof Position>): void {
    this.placed.set(absolute, [...(this.placed.get(absolute) ?? []), { ...finding, line: 1, column: 1 }]);
  }

  /** The plans of all files, in their order. */
  plan({ found, files }: PlannedFiles, planner: FilePlanner): readonly FilePlan[] {
    return files.map((file, index) => {
      const { absolute = '' } = found[index] ?? {};
      const placed = this.placed.get(absolute) ?? [];
      const planned = this.planFile(file, absolute, planner);
      return placed.length === 0 ? planned : { ...planned, findings: [...placed, ...planned.findings] };
    });
  }

  private planFile(file: FilePlan, absolute: string, planner: FilePlanner): FilePlan {
    const said = this.byFile.get(absolute);
    if (!said) return file;
    const read = readFile(absolute);
    if (!read.ok) return file;
    const { key, remarks, changes, follows } = said;
    const planned = planner.planOne({ path: file.path, bytes: read.bytes, role: 'helm-metadata', treatments: new Map([[key, { remarks, changes }]]) }, absolute).file;
    return planned.patch ? { ...planned, follows: [...follows] } : planned;
  }

  private of({ file, start }: MetadataFile): FileRemarks {
    const known = this.byFile.get(file) ?? { key: objectKey(start, []), remarks: [], changes: [], follows: new Set<string>() };
    this.byFile.set(file, known);
    return known;
  }
}
