import { objectKey, type PlannedChange, type PlannedRemark, type Treatment, type Treatments } from '../engine/file-input.js';
import type { Finding, Impact } from '../model/finding.js';
import { deepEqual, isObject, type JsonObject } from '../model/json.js';
import type { Operation } from '../model/operation.js';
import { getIn, type Path } from '../model/path.js';
import type { FilePlan } from '../model/plan.js';
import type { TransformMeta } from '../model/transform.js';
import { decide, entryId, type Decisions, type TranslatedOperations } from './decide.js';
import { describeOperation } from './json-patch.js';
import { readDocuments } from './objects.js';
import { operationsBetween } from './operations-between.js';
import { Overlays, type Application, type BuiltObject, type KustomizationFile, type PatchDocument, type PatchText } from './overlays.js';
import type { Repository } from './repository.js';
import { findingOf, nameOf, type Stakes, type Subject } from './rule.js';
import { Workshop } from './workshop.js';

/** Every round takes at least one object out; real overlays need one or two. */
const maximumRounds = 50;

/**
 * Plans the patches of all kustomizations together with the objects that they are applied to: either
 * both move or none does. Returns the files whose plans change by that, patches, kustomizations and
 * bases, by their absolute path.
 *
 * @param meta what the findings are said under
 */
export function planPatches(repository: Repository, meta: TransformMeta): ReadonlyMap<string, FilePlan> {
  return new PatchPlanner(repository, meta).plan();
}

/** Why an object cannot move. */
interface Hindrance {
  readonly object: BuiltObject;
  readonly application: Application;
  /** Absent where the object stays by itself. */
  readonly because?: string;
}

class PatchPlanner {
  private readonly workshop: Workshop;
  /** Files of objects that have to stay, planned again. */
  private readonly bases = new Map<string, FilePlan>();
  /** Files of patches and kustomizations, as the last round plans them. */
  private readonly texts = new Map<string, FilePlan>();
  private readonly stuck = new Map<string, Hindrance>();
  private applications: readonly Application[] = [];

  constructor(
    private readonly repository: Repository,
    private readonly meta: TransformMeta,
  ) {
    const current: Repository = { ...repository, planned: (file) => this.bases.get(file) ?? repository.planned(file) };
    this.workshop = new Workshop(current);
  }

  plan(): ReadonlyMap<string, FilePlan> {
    const live = this.repository.kustomizations.flatMap((file) => this.workshop.kustomization(file) ?? []).filter((kustomization) => !kustomization.component && this.isLive(kustomization));
    if (live.length === 0) return new Map();
    for (let round = 0; round < maximumRounds; round++) {
      const overlays = new Overlays(this.workshop);
      for (const kustomization of live) overlays.build(kustomization);
      this.applications = overlays.applications;
      const hindrances = this.misunderstood();
      const decisions = decide(this.applications, this.workshop);
      if (hindrances.length === 0) hindrances.push(...this.fresh([...decisions.stuck].map(([id, { application, because }]) => ({ id, application, because }))));
      if (hindrances.length === 0) hindrances.push(...this.fresh(this.planTexts(decisions)));
      if (hindrances.length === 0) return new Map([...this.bases, ...this.texts]);
      this.keep(hindrances);
    }
    throw new Error(`Patches are still changing after ${maximumRounds} rounds`);
  }

  /** Whether anything that a kustomization is built of changes or may be outdated. */
  private isLive(kustomization: KustomizationFile): boolean {
    const { files, kustomizations, remote, missing } = this.workshop.reach(kustomization);
    const entries = [...kustomizations].flatMap((each) => each.patches.map((entry) => ({ each, entry })));
    if (entries.length === 0) return false;
    if ([...files].some((file) => this.repository.planned(file)?.patch)) return true;
    if (remote.size + missing.size > 0 && entries.some(({ entry }) => entry.target)) return true;
    return entries.some(({ each, entry }) => this.repository.concerns(this.workshop.sourceOf(this.workshop.patchText(each, entry))));
  }

  /** Objects under a patch of which planning by themselves does not give what planning their files gives. */
  private misunderstood(): Hindrance[] {
    const found = new Map<string, Hindrance>();
    for (const application of this.applications) {
      for (const { object } of application.uses) {
        const [known] = this.workshop.objectsOf(object.file).filter(({ key }) => key === object.key);
        if (!known || this.stuck.has(object.id) || found.has(object.id) || this.workshop.isUnderstood(known)) continue;
        found.set(object.id, { object: known, application, ...(isChanged(known) ? { because: 'the object itself could be changed in part only' } : {}) });
      }
    }
    return [...found.values()];
  }

  private fresh(stuck: readonly { readonly id: string; readonly application: Application; readonly because: string }[]): Hindrance[] {
    const all = new Map(this.applications.flatMap(({ uses, others }) => [...uses.map(({ object }) => object), ...others]).map((object) => [object.id, object]));
    return stuck.flatMap(({ id, application, because }) => {
      const object = all.get(id);
      return object && !this.stuck.has(id) ? [{ object, application, because }] : [];
    });
  }

  /** Plans the files of objects again that have to stay as they are. */
  private keep(hindrances: readonly Hindrance[]): void {
    for (const hindrance of hindrances) {
      this.stuck.set(hindrance.object.id, hindrance);
      this.workshop.stuck.add(hindrance.object.id);
    }
    for (const file of new Set(hindrances.map(({ object }) => object.file))) {
      const changed = new Set(this.workshop.objectsOf(file).filter(({ before, after }) => !deepEqual(before, after)).map(({ id }) => id));
      const withheld = [...this.stuck.values()].filter(({ object }) => object.file === file);
      this.workshop.forget(file);
      if (!withheld.some(({ object }) => changed.has(object.id))) continue;
      const treatments = new Map(withheld.map(({ object, application, because }) => [object.key, { withheld: `${this.placeOf(application)}: ${because ?? ''}` }]));
      this.bases.set(file, this.repository.planFile(file, treatments));
    }
  }

  /** Plans the files with patches and targets. Returns the objects whose patches turn out not to be changeable. */
  private planTexts(decisions: Decisions): { id: string; application: Application; because: string }[] {
    this.texts.clear();
    const failures: { id: string; application: Application; because: string }[] = [];
    const kustomizations = new Map<string, { readonly start: number; readonly changes: PlannedChange[]; readonly remarks: PlannedRemark[]; readonly applications: Application[] }>();
    const inKustomization = ({ kustomization: { file, start } }: Application) => {
      let known = kustomizations.get(file);
      if (!known) kustomizations.set(file, (known = { start, changes: [], remarks: [], applications: [] }));
      return known;
    };
    const fail = (applications: readonly Application[], because: string): void => {
      for (const application of applications) {
        for (const { object } of application.uses) if (isChanged(object)) failures.push({ id: object.id, application, because });
      }
    };

    for (const [text, applications] of this.byText()) {
      const treatments = this.treatmentsOf(text, applications, decisions);
      const moves = applications.some(({ document }) => decisions.merges.has(document) || decisions.operations.has(document));
      if (!moves && [...treatments.values()].every(({ remarks = [] }) => remarks.length === 0)) continue;
      if (!text.inline) {
        if (!this.repository.planned(text.file)) {
          if (moves) fail(applications, 'its file is not among the files of this run');
          continue;
        }
        const plan = this.repository.planFile(text.file, treatments);
        this.texts.set(text.file, plan);
        if (moves && !this.holds(plan, treatments, applications, decisions)) fail(applications, 'the text of the patch cannot be changed as it would have to be');
        continue;
      }
      const plan = this.repository.planText(text.file, text.inline.inline, { treatments });
      if (moves && !this.holds(plan, treatments, applications, decisions)) {
        fail(applications, 'the text of the patch cannot be changed as it would have to be');
        continue;
      }
      const [first] = applications;
      if (!first) continue;
      const place = inKustomization(first);
      place.applications.push(...applications);
      const at = text.inline.at;
      for (const { line: _line, column: _column, ...finding } of plan.findings) if (finding.status !== 'fixed') place.remarks.push({ at, finding });
      if (plan.patch) {
        const moved = [...new Set(applications.map(({ document }) => document))].filter((document) => decisions.merges.has(document) || decisions.operations.has(document));
        const [document] = moved;
        const use = applications.find((each) => each.document === document)?.uses.find(({ object }) => isChanged(object)) ?? first.uses[0];
        if (use) place.changes.push({ at, operations: [{ op: 'set', path: at, value: plan.patch.after }], finding: this.moved('patch-moved', use.object, at) });
      }
    }
    for (const { application, target } of decisions.targets.values()) {
      const { entry } = application;
      const place = inKustomization(application);
      place.applications.push(application);
      const object = application.uses.find(({ object: each }) => isChanged(each))?.object;
      const fields = Object.keys(target).filter((field) => target[field] !== entry.target?.[field]);
      const at = [...entry.at, 'target', fields[0] ?? 'version'];
      const operations: Operation[] = fields.map((field) => ({ op: 'set', path: [...entry.at, 'target', field], value: target[field] ?? '' }));
      if (object) place.changes.push({ at, operations, finding: this.moved('target-moved', object, at) });
    }
    this.remarkTargets(inKustomization);
    for (const [file, { start, changes, remarks, applications }] of kustomizations) {
      if (!this.repository.planned(file)) {
        if (changes.length > 0) fail(applications, 'the kustomization is not among the files of this run');
        continue;
      }
      const plan = this.repository.planFile(file, new Map([[objectKey(start, []), { changes, remarks }]]));
      this.texts.set(file, plan);
      if (this.isIncomplete(plan, changes.length)) fail(applications, 'the text of the kustomization cannot be changed as it would have to be');
    }
    return failures;
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

  private treatmentsOf(text: PatchText, applications: readonly Application[], decisions: Decisions): Treatments {
    const treatments = new Map<string, Treatment>();
    for (const document of text.documents ?? []) {
      const own = applications.filter((application) => application.document === document);
      const operations = decisions.operations.get(document);
      const moves = operations !== undefined || decisions.merges.has(document);
      const remarks = [...this.openFindings(document, own), ...(moves ? [] : this.reasons(document, own))];
      const renamed = decisions.renamed.has(document);
      const changes = operations ? this.operationChanges(document, operations, own) : renamed ? this.rename(document, decisions.merges.get(document) ?? {}, own) : [];
      treatments.set(objectKey(document.start, []), {
        ...(decisions.merges.has(document) && !renamed ? {} : { idle: true }),
        ...(changes.length > 0 ? { changes } : {}),
        ...(remarks.length > 0 ? { remarks } : {}),
      });
    }
    return treatments;
  }

  private rename({ data }: PatchDocument, after: JsonObject, applications: readonly Application[]): PlannedChange[] {
    const object = applications.flatMap(({ uses }) => uses).find((use) => isChanged(use.object))?.object;
    const at = ['apiVersion'];
    return object ? [{ at, operations: operationsBetween(data, after, []), finding: this.moved('patch-moved', object, at) }] : [];
  }

  /** A change for each operation, from the last to the first, so that indexes stay true. */
  private operationChanges({ operations: before = [] }: PatchDocument, after: TranslatedOperations, applications: readonly Application[]): PlannedChange[] {
    const object = applications.flatMap(({ uses }) => uses).find((use) => isChanged(use.object))?.object ?? applications[0]?.uses[0]?.object;
    if (!object) return [];
    return before
      .map((operation, index): PlannedChange => {
        const [first, ...more] = after[index] ?? [];
        const operations: Operation[] = first ? operationsBetween(operation, first, [index]) : [{ op: 'remove', path: [index] }];
        more.forEach((extra, offset) => operations.push({ op: 'insert', path: [], index: index + 1 + offset, value: extra }));
        const to = [first, ...more].flatMap((each) => (each ? [describeOperation(each)] : []));
        const at: Path = [index, first && first.path === operation.path && first.op === operation.op ? 'value' : 'path'];
        const finding = to.length === 0 ? this.moved('operation-dropped', object, at, { from: describeOperation(operation) }) : this.moved('operation-moved', object, at, { from: describeOperation(operation), to: to.join(', ') });
        return { at, operations, finding };
      })
      .filter(({ operations }) => operations.length > 0)
      .toReversed();
  }

  /** What has to be said of patched objects and not of what they are made of, each thing once. */
  private openFindings(document: PatchDocument, applications: readonly Application[]): PlannedRemark[] {
    const remarks = new Map<string, PlannedRemark>();
    for (const { object, findings } of applications.flatMap(({ uses }) => uses)) {
      for (const { line: _line, column: _column, excerpt: _excerpt, ...finding } of findings) {
        const key = JSON.stringify([finding.transform, finding.messageId, finding.message, finding.path]);
        if (remarks.has(key)) continue;
        const at = document.operations ? [] : nearest(document.data as JsonObject, finding);
        remarks.set(key, { at, finding: { ...finding, notes: [...finding.notes, `It is so of ${nameOf(object.before)} in ${this.repository.shown(object.file)} as this patch leaves it.`] } });
      }
    }
    return [...remarks.values()];
  }

  /** Why a patch that names an old form stays as it is. */
  private reasons(document: PatchDocument, applications: readonly Application[]): PlannedRemark[] {
    const uses = applications.flatMap((application) => application.uses.map((use) => ({ application, use })));
    const hindered = uses.flatMap(({ use }) => this.stuck.get(use.object.id) ?? []).find(({ application, because }) => application.document === document && because !== undefined);
    const at: Path = document.operations ? [] : ['apiVersion'];
    if (hindered) {
      const { object, because = '' } = hindered;
      const values = { object: nameOf(object.before), file: this.repository.shown(object.file), reason: because };
      const id = isChanged(object) ? 'cannot-move' : 'outdated';
      return [{ at, finding: findingOf(this.meta, id, 'manual', values, { data: object.before, at }, this.stakes(object)) }];
    }
    const data = document.data as JsonObject;
    const { apiVersion: from, kind } = data;
    if (document.operations || typeof from !== 'string' || typeof kind !== 'string') return [];
    const fate = this.repository.fateOf(document.text.file, from, kind);
    if (fate === undefined) return [];
    const [use] = uses;
    if (use) {
      const values = { from, object: nameOf(use.use.object.before), file: this.repository.shown(use.use.object.file) };
      return [{ at, finding: findingOf(this.meta, 'base-stays', 'info', values, { data, at }, noStakes) }];
    }
    const [application] = applications;
    return application ? [{ at, finding: this.unknownBase(application, from, { data, at }, fate) }] : [];
  }

  private unknownBase({ kustomization }: Application, from: string, subject: Subject, impact: Impact): Omit<Finding, 'line' | 'column'> {
    const { remote, missing } = this.workshop.reach(kustomization);
    const [elsewhere] = [...remote, ...missing];
    const id = remote.size > 0 ? 'base-remote' : missing.size > 0 ? 'base-missing' : 'no-object';
    return findingOf(this.meta, id, 'manual', { from, base: elsewhere ?? '' }, subject, { wave: 'either', impact });
  }

  /** Says of targets that name an old form why they stay as they are. */
  private remarkTargets(inKustomization: (application: Application) => { remarks: PlannedRemark[] }): void {
    const entries = new Map<string, Application[]>();
    for (const application of this.applications) entries.set(entryId(application), [...(entries.get(entryId(application)) ?? []), application]);
    for (const [application, ...more] of entries.values()) {
      const target = application?.entry.target;
      if (!target || [application, ...more].some(({ uses }) => uses.length > 0)) continue;
      const { group = '', version, kind } = target;
      if (typeof group !== 'string' || typeof version !== 'string' || typeof kind !== 'string' || !/^[\w.-]+$/.test(group + version + kind)) continue;
      const from = group === '' ? version : `${group}/${version}`;
      const data: JsonObject = { apiVersion: from, kind, metadata: { name: target['name'] ?? '' } };
      const fate = this.repository.fateOf(application.kustomization.file, from, kind);
      if (fate === undefined) continue;
      const at = [...application.entry.at, 'target', 'version'];
      inKustomization(application).remarks.push({ at, finding: this.unknownBase(application, from, { data, at }, fate) });
    }
  }

  private moved(messageId: string, object: BuiltObject, at: Path, values: Readonly<Record<string, string>> = {}): Omit<Finding, 'line' | 'column'> {
    const { before, after, file } = object;
    const all = { object: nameOf(before), file: this.repository.shown(file), version: String(after['apiVersion']), ...values };
    return findingOf(this.meta, messageId, 'fixed', all, { data: before, at }, this.stakes(object));
  }

  /** The most that depends on the changes of an object. */
  private stakes({ file, before }: BuiltObject): Stakes {
    const name = isObject(before['metadata']) ? before['metadata']['name'] : undefined;
    const findings = (this.repository.planned(file)?.findings ?? []).filter((finding) => finding.status === 'fixed' && finding.kind === before['kind']);
    const own = findings.filter((finding) => finding.name === name);
    const { wave, impact } = own.find((finding) => finding.path === 'apiVersion') ?? own[0] ?? findings[0] ?? noStakes;
    return { wave, impact };
  }

  /** Whether a plan makes of the patches what was decided. */
  private holds(plan: FilePlan, treatments: Treatments, applications: readonly Application[], decisions: Decisions): boolean {
    const expected = [...treatments.values()].reduce((sum, { changes = [] }) => sum + changes.length, 0);
    if (this.isIncomplete(plan, expected)) return false;
    const after = plan.patch ? (readDocuments(plan.patch.after) ?? []) : undefined;
    const documents = applications[0]?.document.text.documents ?? [];
    return documents.every((document, index) => {
      const merged = decisions.merges.get(document);
      return merged === undefined || deepEqual(merged, after?.[index]?.data);
    });
  }

  /** Whether a plan lacks a change: the text refuses it, a comment silences it, or the rule does not run on the file. */
  private isIncomplete({ findings }: FilePlan, expected: number): boolean {
    return findings.filter(({ transform, status }) => transform === this.meta.id && status === 'fixed').length < expected;
  }

  /** `overlays/staging/ingress.yaml`, as a person finds the patch. */
  private placeOf({ document: { text } }: Application): string {
    return text.inline ? `${this.repository.shown(text.file)}, ${text.inline.at.join('.')}` : this.repository.shown(text.file);
  }
}

const noStakes: Stakes = { wave: 'either', impact: 'none' };

function isChanged({ before, after }: BuiltObject): boolean {
  return !deepEqual(before, after);
}

/** The value of a patch that a finding about the patched object is nearest to. */
function nearest(data: JsonObject, { path }: Pick<Finding, 'path'>): Path {
  const keys = path.split(/[.[\]"]+/).filter((key) => key !== '').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  while (keys.length > 0 && getIn(data, keys) === undefined) keys.pop();
  return keys;
}
