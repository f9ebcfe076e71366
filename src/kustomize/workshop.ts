import { dirname, join, resolve } from 'node:path';
import type { Finding } from '../model/finding.js';
import { deepEqual, isObject, type JsonObject, type JsonValue } from '../model/json.js';
import { readJsonPatch } from './json-patch.js';
import { mayHideText } from '../source/documents.js';
import { isRemote, kustomizationNames, readKustomization, type PatchEntry } from './kustomization.js';
import { objectsOf, readDocuments, type TextDocument } from './objects.js';
import type { BuiltObject, KustomizationFile, PatchDocument, PatchText, Surroundings } from './overlays.js';
import { readConfiguration, readReferences, type Reference } from './references.js';
import type { Repository } from './repository.js';

/** What a kustomization is built of, and what of that is not there. */
export interface Reach {
  readonly files: ReadonlySet<string>;
  readonly kustomizations: ReadonlySet<KustomizationFile>;
  readonly remote: ReadonlySet<string>;
  readonly missing: ReadonlySet<string>;
}

/** Whether a selector names one kind to the letter. */
function isPlainKind(kind: JsonValue | undefined): boolean {
  return typeof kind === 'string' && /^\w+$/.test(kind);
}

interface PartialPlan {
  readonly data?: JsonValue;
  readonly silenced: boolean;
}

/** Reads kustomizations, patches and objects of a repository, each once. */
export class Workshop implements Surroundings {
  /** Ids of objects that have to stay as they are. */
  readonly stuck = new Set<string>();
  /** The kinds of objects that matter in files that stay as they are; undefined where all do. */
  private relevantKinds: ReadonlySet<string> | undefined;
  private readonly kustomizations = new Map<string, KustomizationFile | undefined>();
  private readonly texts = new Map<string, PatchText>();
  private readonly partials = new Map<string, readonly PartialPlan[]>();
  private readonly references = new Map<string, readonly Reference[]>();
  private readonly concerned = new Map<string, boolean>();
  private readonly reaches = new Map<string, Reach>();
  private readonly objects = new Map<string, readonly BuiltObject[]>();
  private readonly migrated = new Map<string, { readonly data: JsonObject; readonly findings: readonly Finding[] }>();

  constructor(private readonly repository: Repository) {}

  kustomizationIn(directory: string): KustomizationFile | undefined {
    const file = kustomizationNames.map((name) => join(directory, name)).find((path) => this.repository.isFile(path));
    return file === undefined ? undefined : this.kustomization(file);
  }

  /** Undefined where a file cannot be read as one kustomization. */
  kustomization(file: string): KustomizationFile | undefined {
    if (this.kustomizations.has(file)) return this.kustomizations.get(file);
    const text = this.repository.read(file);
    const [document, ...more] = (text === undefined ? undefined : readDocuments(text)) ?? [];
    const read = document && more.length === 0 ? readKustomization(document.data) : undefined;
    const found = read && document ? { ...read, file, start: document.start } : undefined;
    this.kustomizations.set(file, found);
    return found;
  }

  /** The components that a kustomization takes, theirs included. */
  componentsOf(kustomization: KustomizationFile, known: ReadonlySet<KustomizationFile> = new Set()): readonly KustomizationFile[] {
    return kustomization.components.flatMap((path) => {
      const component = isRemote(path) ? undefined : this.kustomizationIn(resolve(dirname(kustomization.file), path));
      return !component || known.has(component) ? [] : [component, ...this.componentsOf(component, new Set([...known, component]))];
    });
  }

  /** What a kustomization says of objects outside of patches, in files of its own, too. */
  referencesOf({ file, start, configurations, replacements }: KustomizationFile): readonly Reference[] {
    let known = this.references.get(file);
    if (!known) {
      const documentsOf = (path: string): readonly TextDocument[] => readDocuments(this.repository.read(path) ?? '') ?? [];
      const own = documentsOf(file).filter((document) => document.start === start);
      const paths = (list: readonly string[]): string[] => list.filter((each) => !isRemote(each)).map((each) => resolve(dirname(file), each));
      known = [
        ...own.flatMap((document) => readReferences(file, document)),
        ...paths(replacements).flatMap((path) => documentsOf(path).flatMap((document) => readReferences(path, document))),
        ...paths(configurations).flatMap((path) => documentsOf(path).flatMap((document) => readConfiguration(path, document))),
      ];
      this.references.set(file, known);
    }
    return known;
  }

  patchText({ file }: KustomizationFile, { source }: PatchEntry): PatchText {
    const path = 'file' in source ? resolve(dirname(file), source.file) : file;
    const id = 'file' in source ? path : JSON.stringify([path, source.at]);
    const known = this.texts.get(id);
    if (known) return known;
    const text = 'file' in source ? this.repository.read(path) : source.inline;
    const read = text === undefined ? undefined : readDocuments(text);
    const usable = read?.every(({ data }) => readJsonPatch(data) ?? (isObject(data) && !Array.isArray(data['items'])));
    const documents: PatchDocument[] = [];
    const result: PatchText = { id, file: path, ...('file' in source ? {} : { inline: source }), documents: usable ? documents : undefined };
    for (const document of usable ? (read ?? []) : []) {
      const operations = readJsonPatch(document.data);
      documents.push({ ...document, id: `${id}#${document.start}`, text: result, ...(operations ? { operations } : {}) });
    }
    this.texts.set(id, result);
    return result;
  }

  /** The text that a patch is written in. */
  sourceOf({ inline, file }: PatchText): string {
    return inline?.inline ?? this.repository.read(file) ?? '';
  }

  objectsOf(file: string): readonly BuiltObject[] {
    const known = this.objects.get(file);
    if (known) return known;
    const patch = this.repository.planned(file)?.patch;
    const text = patch?.before ?? this.repository.read(file);
    const kinds = this.relevantKinds;
    const matters = text !== undefined && (patch !== undefined || kinds === undefined || mayHideText(text) || [...kinds].some((kind) => text.includes(kind)));
    const objects = matters ? objectsOf(text, patch?.after) : [];
    const built = objects.map(({ key, before, after }): BuiltObject => {
      const metadata = isObject(before['metadata']) ? before['metadata'] : {};
      const [name, namespace] = [metadata['name'], metadata['namespace']];
      const id = `${file}#${key}`;
      return {
        id,
        file,
        key,
        names: new Set(typeof name === 'string' ? [name] : []),
        namespaces: new Set(typeof namespace === 'string' ? [namespace] : []),
        before,
        after,
      };
    });
    this.objects.set(file, built);
    return built;
  }

  /** Whether a patch may bring something outdated along; a JSON pointer writes a slash as `~1`. */
  isConcerned(text: PatchText): boolean {
    let known = this.concerned.get(text.id);
    if (known === undefined) {
      const source = this.sourceOf(text);
      this.concerned.set(text.id, (known = source.includes('~1') || this.repository.concerns(source)));
    }
    return known;
  }

  /**
   * Restricts the objects of files that stay as they are to those that what is planned can concern:
   * of a kind that changes, or of one that a patch brings something outdated for.
   */
  restrictTo(kustomizations: readonly KustomizationFile[]): void {
    const all = new Set(kustomizations.flatMap((kustomization) => [...this.reach(kustomization).kustomizations]));
    const files = new Set(kustomizations.flatMap((kustomization) => [...this.reach(kustomization).files]));
    const kinds = new Set<string>();
    for (const file of files) {
      if (!this.repository.planned(file)?.patch) continue;
      for (const { before, after } of this.objectsOf(file)) if (!deepEqual(before, after)) kinds.add(String(before['kind'])).add(String(after['kind']));
    }
    for (const kustomization of all) {
      for (const entry of kustomization.patches) {
        const text = this.patchText(kustomization, entry);
        const named = entry.target ? [entry.target['kind']] : (text.documents ?? []).map(({ data }) => (isObject(data) ? data['kind'] : undefined));
        if (entry.target && !isPlainKind(entry.target['kind'])) return;
        if (this.isConcerned(text)) for (const kind of named) kinds.add(String(kind));
      }
      if (this.referencesOf(kustomization).some(({ selector }) => !isPlainKind(selector['kind']))) return;
    }
    this.relevantKinds = kinds;
  }

  migrate(object: BuiltObject, data: JsonObject): { readonly data: JsonObject; readonly findings: readonly Finding[] } {
    if (this.stuck.has(object.id)) return { data, findings: [] };
    const text = JSON.stringify(data);
    const key = `${object.id}\n${text}`;
    let result = this.migrated.get(key);
    if (!result) {
      const { kind, metadata } = object.before;
      const name = isObject(metadata) ? metadata['name'] : undefined;
      const silenced = this.repository.planned(object.file)?.suppressed ?? [];
      const without = new Set(silenced.filter(({ finding }) => finding.kind === kind && finding.name === name).map(({ finding }) => finding.transform));
      const { patch, findings } = this.repository.planText(object.file, text, { without });
      const [document] = patch ? (readDocuments(patch.after) ?? []) : [];
      result = { data: isObject(document?.data) ? document.data : data, findings };
      this.migrated.set(key, result);
    }
    return result;
  }

  /** Whether planning the object by itself gives what planning its file gives. */
  isUnderstood(object: BuiltObject): boolean {
    return deepEqual(this.migrate(object, object.before).data, object.after);
  }

  migratedPatch(document: PatchDocument): JsonObject | undefined {
    const { data } = this.partial(document);
    return isObject(data) ? data : undefined;
  }

  isSilenced(document: PatchDocument): boolean {
    return this.partial(document).silenced;
  }

  /** What planning makes of a patch as a partial object; no data where it leaves it as it is. */
  private partial({ text, start }: PatchDocument): PartialPlan {
    let partials = this.partials.get(text.id);
    if (!partials) {
      const { patch, suppressed } = this.repository.planText(text.file, this.sourceOf(text), { treatments: new Map() });
      const after = patch ? (readDocuments(patch.after) ?? []) : [];
      partials = (text.documents ?? []).map(({ data }, index): PartialPlan => {
        const fresh = after[index]?.data;
        const silenced = isObject(data) && suppressed.some(({ finding }) => finding.status === 'fixed' && finding.kind === data['kind']);
        return { silenced, ...(fresh === undefined || deepEqual(fresh, data) ? {} : { data: fresh }) };
      });
      this.partials.set(text.id, partials);
    }
    return partials[text.documents?.findIndex((document) => document.start === start) ?? -1] ?? { silenced: false };
  }

  /** Forgets the objects of a file that was planned again. */
  forget(file: string): void {
    this.objects.delete(file);
  }

  /** The files that say something of objects and that other kustomizations may refer to, too. */
  sharedFiles(kustomization: KustomizationFile): readonly string[] {
    return [...this.reach(kustomization).kustomizations].flatMap(({ file, patches, configurations, replacements }) => {
      const named = [...patches.flatMap(({ source }) => ('file' in source ? [source.file] : [])), ...configurations, ...replacements];
      return named.filter((each) => !isRemote(each)).map((each) => resolve(dirname(file), each));
    });
  }

  /** All files that a kustomization is built of, and what it is built of that is not there. */
  reach(kustomization: KustomizationFile): Reach {
    const known = this.reaches.get(kustomization.file);
    if (known) return known;
    const reached = { files: new Set<string>(), kustomizations: new Set<KustomizationFile>(), remote: new Set<string>(), missing: new Set<string>() };
    const visit = (each: KustomizationFile): void => {
      if (reached.kustomizations.has(each)) return;
      reached.kustomizations.add(each);
      for (const resource of [...each.resources, ...each.components]) {
        const path = resolve(dirname(each.file), resource);
        const below = isRemote(resource) ? undefined : this.kustomizationIn(path);
        if (isRemote(resource)) reached.remote.add(resource);
        else if (below) visit(below);
        else if (this.repository.isFile(path)) reached.files.add(path);
        else reached.missing.add(resource);
      }
    };
    visit(kustomization);
    this.reaches.set(kustomization.file, reached);
    return reached;
  }
}
