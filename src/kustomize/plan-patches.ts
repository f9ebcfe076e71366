import type { FilePlan } from '../model/plan.js';
import { deepEqual } from '../model/json.js';
import { formatPath } from '../model/path.js';
import type { TransformMeta } from '../model/transform.js';
import { decide, decideReferences } from './decide.js';
import { decideLabels } from './decide-labels.js';
import { PatchFindings } from './findings.js';
import { isChanged, isPlace, type Hindrance } from './hindrance.js';
import { hasDeepLabels, selectingKinds } from './labels.js';
import { Overlays, type Application, type KustomizationFile } from './overlays.js';
import { TextPlanner } from './plan-texts.js';
import type { Repository } from './repository.js';
import { Workshop } from './workshop.js';

/** Every round takes at least one object out; real overlays need one or two. */
const maximumRounds = 200;

/**
 * Plans the patches of all kustomizations together with the objects that they are applied to: either
 * both move or none does. Returns the files whose plans change by that – patches, kustomizations,
 * their configurations, and bases – by their absolute path.
 *
 * @param meta what the findings are said under
 */
export function planPatches(repository: Repository, meta: TransformMeta): ReadonlyMap<string, FilePlan> {
  return new PatchPlanner(repository, meta).plan();
}

class PatchPlanner {
  private readonly workshop: Workshop;
  /** Files of objects that have to stay, planned again. */
  private readonly bases = new Map<string, FilePlan>();
  /** By the id of the object. */
  private readonly stuck = new Map<string, Hindrance>();

  constructor(
    private readonly repository: Repository,
    private readonly meta: TransformMeta,
  ) {
    this.workshop = new Workshop({ ...repository, planned: (file) => this.bases.get(file) ?? repository.planned(file) });
  }

  plan(): ReadonlyMap<string, FilePlan> {
    const { repository, workshop, meta, stuck } = this;
    const live = this.live();
    if (live.length === 0) return new Map();
    workshop.restrictTo(live);
    for (let round = 0; round < maximumRounds; round++) {
      const overlays = new Overlays(workshop);
      const built = live.map((kustomization) => ({ kustomization, objects: overlays.build(kustomization) }));
      const { applications } = overlays;
      const misunderstood = this.misunderstood(applications);
      if (this.keep(misunderstood)) continue;
      const decisions = decide(applications, workshop);
      const references = decideReferences(built, workshop);
      if (this.keep([...decisions.stuck.values(), ...references.stuck])) continue;
      if (this.keep(decideLabels(built, workshop))) continue;
      const texts = new TextPlanner(repository, new PatchFindings(repository, workshop, meta, stuck), meta.id, applications, decisions, references.moved);
      texts.run();
      if (!this.keep(texts.hindrances)) return new Map([...this.bases, ...texts.plans]);
    }
    throw new Error(`Patches are still changing after ${maximumRounds} rounds`);
  }

  /** The kustomizations that matter: those that are live, and those that share a file with them. */
  private live(): readonly KustomizationFile[] {
    const all = this.repository.kustomizations.flatMap((file) => this.workshop.kustomization(file) ?? []).filter(({ component }) => !component);
    const live = new Set(all.filter((kustomization) => this.isLive(kustomization)));
    if (live.size === 0) return [];
    const shared = new Set<string>();
    for (let known = -1; known < live.size; ) {
      known = live.size;
      for (const kustomization of live) for (const file of this.workshop.sharedFiles(kustomization)) shared.add(file);
      for (const kustomization of all) if (this.workshop.sharedFiles(kustomization).some((file) => shared.has(file))) live.add(kustomization);
    }
    return all.filter((kustomization) => live.has(kustomization));
  }

  /** Whether anything that a kustomization is built of changes or may be outdated. */
  private isLive(kustomization: KustomizationFile): boolean {
    const { files, kustomizations, remote, missing } = this.workshop.reach(kustomization);
    const entries = [...kustomizations].flatMap((each) => each.patches.map((entry) => ({ each, entry })));
    const says = entries.length > 0 || [...kustomizations].some(({ refers }) => refers);
    if (!says) return [...kustomizations].some(hasDeepLabels) && [...files].some((file) => this.changesSelecting(file));
    if ([...files].some((file) => this.repository.planned(file)?.patch)) return true;
    if (remote.size + missing.size > 0 && entries.some(({ entry }) => entry.target)) return true;
    return entries.some(({ each, entry }) => this.workshop.isConcerned(this.workshop.patchText(each, entry)));
  }

  /** Whether a file has a change to an object that may have a selector. */
  private changesSelecting(file: string): boolean {
    return this.repository.planned(file)?.findings.some(({ status, kind }) => status === 'fixed' && selectingKinds.has(kind)) === true;
  }

  /** Objects under a patch of which planning by themselves does not give what planning their files gives. */
  private misunderstood(applications: readonly Application[]): Hindrance[] {
    const found = new Map<string, Hindrance>();
    for (const { document, uses } of applications) {
      for (const { object } of uses) {
        if (!isChanged(object) && !this.workshop.isConcerned(document.text)) continue;
        if (this.stuck.has(object.id) || found.has(object.id)) continue;
        const known = this.workshop.objectsOf(object.file).find(({ key }) => key === object.key);
        if (!known || this.workshop.isUnderstood(known)) continue;
        found.set(object.id, { object: known, culprit: document, ...(isChanged(known) ? { because: 'the object itself could be changed in part only' } : {}) });
      }
    }
    return [...found.values()];
  }

  /** Plans the files of objects again that have to stay as they are. Whether there are new ones. */
  private keep(hindrances: readonly Hindrance[]): boolean {
    const fresh = hindrances.filter(({ object }) => !this.stuck.has(object.id));
    for (const hindrance of fresh) {
      if (this.stuck.has(hindrance.object.id)) continue;
      this.stuck.set(hindrance.object.id, hindrance);
      this.workshop.stuck.add(hindrance.object.id);
    }
    for (const file of new Set(fresh.map(({ object }) => object.file))) {
      const changed = new Set(this.workshop.objectsOf(file).filter(({ before, after }) => !deepEqual(before, after)).map(({ id }) => id));
      const kept = [...this.stuck.values()].filter(({ object }) => object.file === file);
      this.workshop.forget(file);
      if (!kept.some(({ object }) => changed.has(object.id))) continue;
      const treatments = new Map(kept.map((hindrance) => [hindrance.object.key, { withheld: `${this.placeOf(hindrance)}: ${hindrance.because ?? ''}` }]));
      this.bases.set(file, this.repository.planFile(file, treatments));
    }
    return fresh.length > 0;
  }

  /** `overlays/staging/ingress.yaml`, as a person finds the patch. */
  private placeOf({ culprit }: Hindrance): string {
    const [file, at] = isPlace(culprit) ? [culprit.file, culprit.at] : [culprit.text.file, culprit.text.inline?.at];
    return [this.repository.shown(file), ...(at ? [formatPath(at)] : [])].join(', ');
  }
}
