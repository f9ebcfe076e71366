import type { PlannedRemark } from '../engine/file-input.js';
import type { Finding, Impact, Position } from '../model/finding.js';
import { isObject, type JsonObject } from '../model/json.js';
import { groupOf } from '../model/manifest.js';
import { getIn, type Path } from '../model/path.js';
import { podTemplateKinds } from '../model/pod-template.js';
import type { TransformMeta } from '../model/transform.js';
import { isChanged, isLabelPlace, isPlace, type Hindrance } from './hindrance.js';
import type { Application, BuiltObject, PatchDocument } from './overlays.js';
import type { Repository } from './repository.js';
import { findingOf, nameOf, type Stakes, type Subject } from '../engine/composed-finding.js';
import { mergedLists } from './strategic-merge.js';
import type { Workshop } from './workshop.js';

type PlannedFinding = Omit<Finding, keyof Position>;

const noStakes: Stakes = { wave: 'either', impact: 'none' };

/** What is said of patches and references: that they follow their objects, or why they stay. */
export class PatchFindings {
  constructor(
    private readonly repository: Repository,
    private readonly workshop: Workshop,
    private readonly meta: TransformMeta,
    /** By the id of the object. */
    private readonly stuck: ReadonlyMap<string, Hindrance>,
  ) {}

  moved(messageId: string, object: BuiltObject, at: Path, values: Readonly<Record<string, string>> = {}): PlannedFinding {
    const { before, after, file } = object;
    const all = { object: nameOf(before), file: this.repository.shown(file), version: String(after['apiVersion']), ...values };
    return findingOf(this.meta, messageId, 'fixed', all, { data: before, at }, this.stakes(object));
  }

  /** Objects that something outside of patches keeps from changing. */
  ofPlaces(): { readonly hindrance: Hindrance; readonly finding: PlannedFinding }[] {
    return [...this.stuck.values()].flatMap((hindrance) => {
      const { object, culprit, because } = hindrance;
      if (because === undefined || !isPlace(culprit)) return [];
      const values = { object: nameOf(object.before), file: this.repository.shown(object.file), reason: because };
      return [{ hindrance, finding: findingOf(this.meta, isLabelPlace(culprit) ? 'labels-select' : 'cannot-follow', 'manual', values, { data: object.before, at: culprit.at }, this.stakes(object)) }];
    });
  }

  /** What has to be said of patched objects and not of what they are made of, each thing once. */
  open(document: PatchDocument, applications: readonly Application[]): PlannedRemark[] {
    const remarks = new Map(this.unmerged(document, applications).map((remark) => ['', remark]));
    for (const { object, findings } of applications.flatMap(({ uses }) => uses)) {
      for (const { line: _line, column: _column, excerpt: _excerpt, ...finding } of findings) {
        const key = JSON.stringify([finding.transform, finding.messageId, finding.message, finding.path]);
        if (remarks.has(key)) continue;
        const at = isObject(document.data) ? nearest(document.data, finding) : [];
        const note = `It is so of ${nameOf(object.before)} in ${this.repository.shown(object.file)} as this patch leaves it.`;
        remarks.set(key, { at, finding: { ...finding, notes: [...finding.notes, note] } });
      }
    }
    return [...remarks.values()];
  }

  /** That Kustomize does not know how to merge the lists of the new form. */
  private unmerged(document: PatchDocument, applications: readonly Application[]): PlannedRemark[] {
    const lists = document.operations ? [] : mergedLists(document.data);
    const object = applications
      .flatMap(({ uses }) => uses)
      .map((use) => use.object)
      .find(({ file, before, after }) => before['apiVersion'] !== after['apiVersion'] && isPodKind(after) && this.repository.lacksSchema(file, String(after['apiVersion']), String(after['kind'])));
    if (lists.length === 0 || !object) return [];
    const { before, after } = object;
    const values = { kind: String(after['kind']), version: String(after['apiVersion']), lists: lists.join(', '), object: nameOf(before), from: String(before['apiVersion']) };
    return [{ at: ['spec'], finding: findingOf(this.meta, 'unknown-schema', 'manual', values, { data: after, at: ['spec'] }, { wave: 'either', impact: 'behaves' }) }];
  }

  /** Why a patch that names an old form stays as it is. */
  reasons(document: PatchDocument, applications: readonly Application[]): PlannedRemark[] {
    const objects = applications.flatMap(({ uses }) => uses.map(({ object }) => object));
    const hindered = objects.flatMap(({ id }) => this.stuck.get(id) ?? []).find(({ culprit, because }) => culprit === document && because !== undefined);
    const at: Path = document.operations ? [] : ['apiVersion'];
    if (hindered) {
      const { object, because = '' } = hindered;
      const values = { object: nameOf(object.before), file: this.repository.shown(object.file), reason: because };
      const id = isChanged(object) ? 'cannot-move' : 'outdated';
      return [{ at, finding: findingOf(this.meta, id, 'manual', values, { data: object.before, at }, this.stakes(object)) }];
    }
    const { data } = document;
    const { apiVersion: from, kind } = isObject(data) ? data : {};
    if (!isObject(data) || typeof from !== 'string' || typeof kind !== 'string') return [];
    const fate = this.repository.fateOf(document.text.file, from, kind);
    if (fate === undefined) return [];
    const [object] = objects;
    if (object) {
      const values = { from, object: nameOf(object.before), file: this.repository.shown(object.file) };
      return [{ at, finding: findingOf(this.meta, 'base-stays', 'info', values, { data, at }, noStakes) }];
    }
    const [application] = applications;
    return application ? [{ at, finding: this.unknownBase(application, from, { data, at }, fate) }] : [];
  }

  /** Why a target that names an old form stays as it is, where it selects nothing that is known. */
  ofTarget(application: Application): PlannedRemark[] {
    const { entry, kustomization } = application;
    const { group = '', version, kind, name = '' } = entry.target ?? {};
    if (typeof group !== 'string' || typeof version !== 'string' || typeof kind !== 'string' || !/^[\w.-]+$/.test(group + version + kind)) return [];
    const from = group === '' ? version : `${group}/${version}`;
    const fate = this.repository.fateOf(kustomization.file, from, kind);
    if (fate === undefined) return [];
    const at = [...entry.at, 'target', 'version'];
    return [{ at, finding: this.unknownBase(application, from, { data: { apiVersion: from, kind, metadata: { name } }, at }, fate) }];
  }

  private unknownBase({ kustomization }: Application, from: string, subject: Subject, impact: Impact): PlannedFinding {
    const { remote, missing } = this.workshop.reach(kustomization);
    const [base = ''] = [...remote, ...missing];
    const id = remote.size > 0 ? 'base-remote' : missing.size > 0 ? 'base-missing' : 'no-object';
    return findingOf(this.meta, id, 'manual', { from, base }, subject, { wave: 'either', impact });
  }

  /** The most that depends on the changes of an object. */
  private stakes({ file, before }: BuiltObject): Stakes {
    const name = isObject(before['metadata']) ? before['metadata']['name'] : undefined;
    const findings = (this.repository.planned(file)?.findings ?? []).filter((finding) => finding.status === 'fixed' && finding.kind === before['kind']);
    const own = findings.filter((finding) => finding.name === name);
    const { wave, impact } = own.find((finding) => finding.path === 'apiVersion') ?? own[0] ?? findings[0] ?? noStakes;
    return { wave, impact };
  }
}

/** Whether an object has a pod template, whose lists Kubernetes merges by their items' names. */
function isPodKind({ apiVersion, kind }: JsonObject): boolean {
  return podTemplateKinds.some((match) => match.kind === kind && match.group === groupOf(String(apiVersion)));
}

/** The value of a patch that a finding about the patched object is nearest to. */
function nearest(data: JsonObject, { path }: Pick<Finding, 'path'>): Path {
  const keys = path.split(/[.[\]"]+/).filter((key) => key !== '').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  while (keys.length > 0 && getIn(data, keys) === undefined) keys.pop();
  return keys;
}
