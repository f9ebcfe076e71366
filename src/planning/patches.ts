import kustomizePatch from '../../transforms/kustomize-patch/transform.js';
import type { FileInput, FileRole } from '../engine/file-input.js';
import type { PlannedFile } from '../engine/plan-file.js';
import { planPatches } from '../kustomize/plan-patches.js';
import type { Repository } from '../kustomize/repository.js';
import type { Impact } from '../model/finding.js';
import type { FilePlan } from '../model/plan.js';
import { mayHideText } from '../source/documents.js';
import type { FoundFile } from '../workspace/files.js';
import { readFile } from '../workspace/read.js';
import { isFile } from '../workspace/stat.js';
import type { Kustomizations } from './kustomizations.js';
import { textOf } from './text-of.js';

/** Plans single files with the settings that they have. */
export interface FilePlanner {
  /** @param without ids of transforms that do not run */
  planOne(input: FileInput, absolute: string, without?: ReadonlySet<string>): Pick<PlannedFile, 'file'>;
  /** Whether a transform runs on a file. */
  runs(id: string, absolute: string): boolean;
  /** What happens to an API at the target of a file: undefined where nothing does. */
  fateOf(absolute: string, apiVersion: string, kind: string): Impact | undefined;
  /** Whether the Kustomize that comes with the target's kubectl lacks the schema of an API. */
  lacksSchema(absolute: string, apiVersion: string, kind: string): boolean;
  /** The strings of which one occurs in each text that anything has work on. */
  triggers(absolute: string): readonly string[];
}

/** The files of a run, each as it is planned by itself. */
export interface PlannedFiles {
  readonly found: readonly FoundFile[];
  /** In the order of `found`. */
  readonly files: readonly FilePlan[];
  readonly kustomizations: Kustomizations;
  roleOf(absolute: string): FileRole;
  shown(absolute: string): string;
}

/** Plans Kustomize patches and what they are applied to together; returns the plans of all files. */
export function planKustomizations(planner: FilePlanner, { found, files, kustomizations, roleOf, shown }: PlannedFiles): readonly FilePlan[] {
  const plans = new Map(found.map(({ absolute }, index) => [absolute, files[index]]));
  const { id } = kustomizePatch.meta;
  const triggers = new Map<string, readonly string[]>();
  const repository: Repository = {
    kustomizations: kustomizations.files,
    read: textOf,
    isFile,
    shown,
    planned: (file) => plans.get(file),
    planFile: (file, treatments) => {
      const read = readFile(file);
      const path = shown(file);
      if (!read.ok) return { path, bucket: 'unreadable', reason: read.reason, objects: 0, findings: [], suppressed: [], staleSuppressions: [] };
      const role = roleOf(file);
      // Without the rule, what it would change stays, and so does what depends on that.
      const allowed = planner.runs(id, file) || role === 'manifest' ? { treatments } : {};
      return planner.planOne({ path, bytes: read.bytes, role, ...allowed }, file).file;
    },
    planText: (file, text, { treatments, without }) =>
      planner.planOne({ path: shown(file), bytes: Buffer.from(text), role: treatments ? 'kustomize-patch' : 'manifest', ...(treatments ? { treatments } : {}) }, file, without).file,
    concerns: (text) => {
      const [first = ''] = kustomizations.files;
      let known = triggers.get(first);
      if (!known) triggers.set(first, (known = planner.triggers(first)));
      return mayHideText(text) || known.some((trigger) => text.includes(trigger));
    },
    lacksSchema: (file, apiVersion, kind) => planner.lacksSchema(file, apiVersion, kind),
    fateOf: (file, apiVersion, kind) => planner.fateOf(file, apiVersion, kind),
  };
  const changed = planPatches(repository, kustomizePatch.meta);
  return found.map(({ absolute }, index) => changed.get(absolute) ?? (files[index] as FilePlan));
}
