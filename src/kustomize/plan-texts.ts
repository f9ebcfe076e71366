import { objectKey, type PlannedChange, type PlannedRemark, type Treatment, type Treatments } from '../engine/file-input.js';
import { deepEqual, type JsonObject } from '../model/json.js';
import type { Operation } from '../model/operation.js';
import type { Path } from '../model/path.js';
import type { FilePlan } from '../model/plan.js';
import { entryId, type Decisions, type MovedReferences, type TranslatedOperations } from './decide.js';
import type { PatchFindings } from './findings.js';
import { isChanged, isPlace, keptBack, type Hindrance } from './hindrance.js';
import { describeOperation } from './json-patch.js';
import { readDocuments } from './objects.js';
import { operationsBetween } from './operations-between.js';
import type { Application, BuiltObject, PatchDocument, PatchText } from './overlays.js';
import type { Repository } from './repository.js';

const unchangeable = 'its text cannot be changed as it would have to be';
const elsewhere = 'its file is not among the files of this run';

/** What is planned for a document that is no patch: a kustomization, a configuration. */
interface Place {
  readonly file: string;
  readonly start: number;
  readonly changes: PlannedChange[];
  readonly remarks: PlannedRemark[];
  /** What keeps objects back where the changes cannot be made. */
  readonly failing: ((because: string) => Hindrance[])[];
}

/** Writes what was decided into the texts of patches, kustomizations and configurations. */
export class TextPlanner {
  readonly plans = new Map<string, FilePlan>();
  /** Objects that have to stay after all, since a text cannot be changed. */
  readonly hindrances: Hindrance[] = [];
  private readonly places = new Map<string, Place>();

  constructor(
    private readonly repository: Repository,
    private readonly findings: PatchFindings,
    private readonly ruleId: string,
    private readonly applications: readonly Application[],
    private readonly decisions: Decisions,
    private readonly references: MovedReferences,
  ) {}

  run(): void {
    for (const [text, applications] of this.byText()) this.planText(text, applications);
    this.targets();
    for (const { reference, object, operations } of this.references.values()) {
      const place = this.placeAt(reference);
      const at = operations[0]?.path ?? reference.at;
      place.changes.push({ at, operations, finding: this.findings.moved('reference-moved', object, at) });
      place.failing.push((because) => keptBack([object], reference, because));
    }
    for (const { hindrance, finding } of this.findings.ofPlaces()) {
      if (isPlace(hindrance.culprit)) this.placeAt(hindrance.culprit).remarks.push({ at: hindrance.culprit.at, finding });
    }
    for (const file of new Set([...this.places.values()].map((place) => place.file))) this.planPlaces(file);
  }

  private placeAt({ file, start }: { readonly file: string; readonly start: number }): Place {
    const key = `${file}#${start}`;
    let place = this.places.get(key);
    if (!place) this.places.set(key, (place = { file, start, changes: [], remarks: [], failing: [] }));
    return place;
  }

  private planPlaces(file: string): void {
    const places = [...this.places.values()].filter((place) => place.file === file);
    const changes = places.flatMap((place) => place.changes);
    const fail = (because: string): void => void this.hindrances.push(...places.flatMap(({ failing }) => failing.flatMap((hindrances) => hindrances(because))));
    if (!this.repository.planned(file)) {
      if (changes.length > 0) fail(elsewhere);
      return;
    }
    const plan = this.repository.planFile(file, new Map(places.map((place) => [objectKey(place.start, []), { changes: place.changes, remarks: place.remarks }])));
    this.plans.set(file, plan);
    if (this.lacks(plan, changes.length)) fail(unchangeable);
  }

  private planText(text: PatchText, applications: readonly Application[]): void {
    const { merges, operations } = this.decisions;
    const treatments = this.treatmentsOf(text, applications);
    const moving = applications.filter(({ document }) => merges.has(document) || operations.has(document));
    if (moving.length === 0 && [...treatments.values()].every(({ remarks = [] }) => remarks.length === 0)) return;
    const failing = (because: string): Hindrance[] => moving.flatMap(({ document, uses }) => keptBack(uses.map(({ object }) => object), document, because));
    if (!text.inline && !this.repository.planned(text.file)) {
      this.hindrances.push(...failing(elsewhere));
      return;
    }
    const plan = text.inline ? this.repository.planText(text.file, text.inline.inline, { treatments }) : this.repository.planFile(text.file, treatments);
    if (moving.length > 0 && !this.holds(plan, treatments, text)) {
      this.hindrances.push(...failing(unchangeable));
      return;
    }
    const [first] = applications;
    if (!text.inline) this.plans.set(text.file, plan);
    else if (first) this.writeInline(plan, text.inline.at, this.placeAt(first.kustomization), moving, failing);
  }

  private writeInline({ findings, patch }: FilePlan, at: Path, place: Place, moving: readonly Application[], failing: (because: string) => Hindrance[]): void {
    for (const { line: _line, column: _column, excerpt: _excerpt, ...finding } of findings) if (finding.status !== 'fixed') place.remarks.push({ at, finding });
    const object = anObjectOf(moving);
    if (!patch || !object) return;
    place.changes.push({ at, operations: [{ op: 'set', path: at, value: patch.after }], finding: this.findings.moved('patch-moved', object, at) });
    place.failing.push(failing);
  }

  private targets(): void {
    for (const { application, target } of this.decisions.targets.values()) {
      const { entry, kustomization, document } = application;
      const place = this.placeAt(kustomization);
      const objects = application.uses.map(({ object }) => object);
      const object = anObjectOf([application]);
      const fields = Object.keys(target).filter((field) => target[field] !== entry.target?.[field]);
      const at = [...entry.at, 'target', fields[0] ?? 'version'];
      const operations: Operation[] = fields.map((field) => ({ op: 'set', path: [...entry.at, 'target', field], value: target[field] ?? '' }));
      if (object) place.changes.push({ at, operations, finding: this.findings.moved('target-moved', object, at) });
      place.failing.push((because) => keptBack(objects, document, because));
    }
    const entries = new Map<string, Application[]>();
    for (const application of this.applications) entries.set(entryId(application), [...(entries.get(entryId(application)) ?? []), application]);
    for (const [application, ...more] of entries.values()) {
      if (!application?.entry.target || [application, ...more].some(({ uses }) => uses.length > 0)) continue;
      const remarks = this.findings.ofTarget(application);
      if (remarks.length > 0) this.placeAt(application.kustomization).remarks.push(...remarks);
    }
  }

  /** Applications by the text that their patch is written in, in order. */
  private byText(): Map<PatchText, Application[]> {
    const texts = new Map<PatchText, Application[]>();
    for (const application of this.applications) {
      const known = texts.get(application.document.text);
      if (known) known.push(application);
      else texts.set(application.document.text, [application]);
    }
    return texts;
  }

  private treatmentsOf(text: PatchText, applications: readonly Application[]): Treatments {
    const { merges, renamed, operations } = this.decisions;
    const treatments = new Map<string, Treatment>();
    for (const document of text.documents ?? []) {
      const own = applications.filter((application) => application.document === document);
      const merged = merges.get(document);
      const translated = operations.get(document);
      const remarks = [...this.findings.open(document, own), ...(merged || translated ? [] : this.findings.reasons(document, own))];
      const changes = translated ? this.operationChanges(document, translated, own) : merged && renamed.has(document) ? this.rename(document, merged, own) : [];
      treatments.set(objectKey(document.start, []), {
        ...(merged && !renamed.has(document) ? {} : { idle: true }),
        ...(changes.length > 0 ? { changes } : {}),
        ...(remarks.length > 0 ? { remarks } : {}),
      });
    }
    return treatments;
  }

  private rename({ data }: PatchDocument, after: JsonObject, applications: readonly Application[]): PlannedChange[] {
    const object = anObjectOf(applications);
    const at = ['apiVersion'];
    return object ? [{ at, operations: operationsBetween(data, after, []), finding: this.findings.moved('patch-moved', object, at) }] : [];
  }

  /** A change for each operation, from the last to the first, so that indexes stay true. */
  private operationChanges({ operations: before = [] }: PatchDocument, after: TranslatedOperations, applications: readonly Application[]): PlannedChange[] {
    const object = anObjectOf(applications);
    if (!object) return [];
    const changes = before.map((operation, index): PlannedChange => {
      const [first, ...more] = after[index] ?? [];
      const operations: Operation[] = first ? operationsBetween(operation, first, [index]) : [{ op: 'remove', path: [index] }];
      more.forEach((extra, offset) => operations.push({ op: 'insert', path: [], index: index + 1 + offset, value: extra }));
      const isHere = first?.path === operation.path && first.op === operation.op;
      const at: Path = [index, isHere ? 'value' : 'path'];
      const values = { from: describeOperation(operation), to: (after[index] ?? []).map(describeOperation).join(', ') };
      return { at, operations, finding: this.findings.moved(first ? (isHere && more.length === 0 ? 'value-moved' : 'operation-moved') : 'operation-dropped', object, at, values) };
    });
    return changes.filter(({ operations }) => operations.length > 0).toReversed();
  }

  /** Whether a plan makes of the patches of a text what was decided. */
  private holds(plan: FilePlan, treatments: Treatments, text: PatchText): boolean {
    const expected = [...treatments.values()].reduce((sum, { changes = [] }) => sum + changes.length, 0);
    if (this.lacks(plan, expected)) return false;
    const after = plan.patch ? (readDocuments(plan.patch.after) ?? []) : undefined;
    return (text.documents ?? []).every((document, index) => {
      const merged = this.decisions.merges.get(document);
      return merged === undefined || deepEqual(merged, after?.[index]?.data);
    });
  }

  /** Whether a plan lacks a change: the text refuses it, a comment silences it, or the rule does not run on the file. */
  private lacks({ findings }: FilePlan, expected: number): boolean {
    return findings.filter(({ transform, status }) => transform === this.ruleId && status === 'fixed').length < expected;
  }
}

/** An object that a patch is applied to; one that changes, where there is one. */
function anObjectOf(applications: readonly Application[]): BuiltObject | undefined {
  const objects = applications.flatMap(({ uses }) => uses.map(({ object }) => object));
  return objects.find(isChanged) ?? objects[0];
}
