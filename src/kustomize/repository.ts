import type { Treatments } from '../engine/file-input.js';
import type { Impact } from '../model/finding.js';
import type { FilePlan } from '../model/plan.js';

/** What patches are planned with: the files of the run, and what planning makes of them. */
export interface Repository {
  /** Absolute paths of kustomization files, in order. */
  readonly kustomizations: readonly string[];
  /** The text of a file; undefined where it cannot be read. */
  read(file: string): string | undefined;
  isFile(path: string): boolean;
  /** What is planned for a file by itself; undefined where it is not part of the run. */
  planned(file: string): FilePlan | undefined;
  /** Plans a file of the run again. */
  planFile(file: string, treatments: Treatments): FilePlan;
  /** Plans a text as if it stood in a file of its own beside the given one, as a partial object where there are treatments. */
  planText(file: string, text: string, more: { readonly treatments?: Treatments; /** Ids of transforms. */ readonly without?: ReadonlySet<string> }): FilePlan;
  /** Whether a text may hold anything outdated. */
  concerns(text: string): boolean;
  /** What happens to an API at the target of a file: undefined where nothing does. */
  fateOf(file: string, apiVersion: string, kind: string): Impact | undefined;
  /** Whether the Kustomize that comes with the target's kubectl lacks the schema of an API, and so does not know how to merge its lists. */
  lacksSchema(file: string, apiVersion: string, kind: string): boolean;
  /** A path as reports show it. */
  shown(file: string): string;
}
