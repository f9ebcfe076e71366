import { DocumentEditor } from '../edit/document-editor.js';
import { Refusal } from '../edit/refusal.js';
import type { Finding, RefusalReason, SuppressedFinding } from '../model/finding.js';
import { deepFreeze, Hole, isObject, type JsonObject, type JsonValue } from '../model/json.js';
import { groupOf, versionOf, type Manifest } from '../model/manifest.js';
import type { Operation } from '../model/operation.js';
import { formatPath, getIn, type Path } from '../model/path.js';
import type { Edit } from '../model/plan.js';
import type { FileSettings } from '../model/settings.js';
import type { Transform } from '../model/transform.js';
import type { Span } from '../source/documents.js';
import { manifestOf, selectManifests, type ManifestSource } from '../source/manifests.js';
import { redactParsed } from '../source/redact.js';
import type { Choose, DocumentInFile, DocumentPlan } from './document-in-file.js';
import { objectKey, type PlannedRemark, type Treatment } from './file-input.js';
import { watchOpenData, type OpenData } from './open-data.js';
import { refusalNote, runTransform, setsVersion, type Outlet } from './run-transform.js';
import type { Silence, Suppressions } from './suppression.js';
import { defaultVersion } from './template/default-version.js';

/** One change may call for the next, as a move to a new group does; more than this is a circle. */
const maximumPasses = 10;

/** A document in which more changes than this fail is left alone, rather than searched for hours. */
const maximumFailures = 20;

/** The key that stands for every change of a document. */
const everything = '*';

const longestExcerpt = 160;

/** A change that could not be made, by the key of its object and message. */
type Refused = Map<string, { readonly refusal: RefusalReason; readonly detail: string }>;

/** Runs transforms on the objects of a document until they are quiet, and makes proven edits. */
export function planDocument(place: DocumentInFile, settings: FileSettings, choose: Choose, suppressions: Suppressions): DocumentPlan {
  const refused: Refused = new Map();
  for (;;) {
    const run = new DocumentRun(place, settings, choose, suppressions, refused);
    const failed = run.run();
    if (!failed) return run.plan();
    // One more change is known not to work: run again without it, since others may have built on it.
    if (refused.has(failed.key)) throw new Error(`Change ${failed.key} was refused twice`);
    refused.set(refused.size < maximumFailures ? failed.key : everything, failed);
  }
}

interface Failure {
  readonly key: string;
  readonly refusal: RefusalReason;
  readonly detail: string;
}

class DocumentRun {
  private readonly editor: DocumentEditor;
  private readonly selection;
  private readonly keys: string[] = [];
  private fixed: Finding[] = [];
  private remarks: Finding[] = [];
  private silenced: SuppressedFinding[] = [];
  private edits: readonly Edit[] = [];
  private lines: readonly string[] | undefined;
  private malformed = false;
  private readonly movers = new Set<string>();
  private readonly watches = new Map<ManifestSource, Watch>();
  private readonly once = new Set<Finding>();
  /** Versions that items of typed lists are to take from their list. */
  private readonly wanted = new Map<ManifestSource, { readonly version: string; readonly key: string }>();

  constructor(
    private readonly place: DocumentInFile,
    private readonly settings: FileSettings,
    private readonly choose: Choose,
    private readonly suppressions: Suppressions,
    private readonly refused: Refused,
  ) {
    this.editor = new DocumentEditor(place.document, place.eol, place.template?.anchor);
    const selection = selectManifests(place.document.data, settings.embedded);
    // A list of operations, or an object that does not name its kind.
    const whole = selection.manifests.length === 0 && (place.implied ?? place.treatments?.has(objectKey(place.start, [])));
    this.selection = whole ? { manifests: [{ path: [] }], typedLists: [], texts: [] } : selection;
  }

  plan(): DocumentPlan {
    return { objects: this.selection.manifests.length, edits: this.edits, findings: [...this.fixed, ...this.remarks], suppressed: this.silenced, data: this.editor.data, once: this.once, malformed: this.malformed, movers: this.movers };
  }

  /** Undefined where all went well. */
  run(): Failure | undefined {
    for (const source of this.selection.manifests) {
      const unstable = this.runManifest(source);
      if (unstable) return unstable;
    }
    const unlisted = this.moveTypedLists();
    if (unlisted) return unlisted;
    try {
      const { start } = this.place;
      this.edits = this.editor.edits().map((edit) => ({ ...edit, start: edit.start + start, end: edit.end + start }));
      return undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const key = this.keys[this.editor.firstUnprovable()] ?? this.keys.at(-1) ?? '';
      return { key, refusal: error.reason, detail: error.detail };
    }
  }

  private runManifest(source: ManifestSource): Failure | undefined {
    const treatment = this.treatmentOf(source);
    if (treatment) this.treat(treatment, source);
    if (treatment?.idle) return undefined;
    // Of the changes of other objects, only those of the one around it concern an object.
    const from = source.embedded ? 0 : this.keys.length;
    if (this.place.concerned?.size === 0 && this.keys.length === from) return undefined;
    for (let pass = 1; ; pass++) {
      const before = this.keys.length + this.wanted.size;
      const remarks: Said[] = [];
      const silenced: SuppressedFinding[] = [];
      const manifest = this.manifest(source);
      for (const transform of this.choose(manifest)) {
        // What a change has written may be the business of any of them.
        if (this.keys.length > from || !this.place.concerned || this.place.concerned.has(transform)) this.runOne(transform, source, pass, remarks, silenced);
      }
      if (this.keys.length + this.wanted.size === before) {
        // Only what is still to be said when nothing is left to change is said.
        this.remarks.push(...withoutRepetition(remarks));
        this.silenced.push(...silenced);
        return undefined;
      }
      if (pass === maximumPasses) {
        return { key: wholeObject(source), refusal: 'unstable', detail: `still changing after ${maximumPasses} passes` };
      }
    }
  }

  private runOne(transform: Transform, source: ManifestSource, pass: number, remarks: Said[], silenced: SuppressedFinding[]): void {
    const { manifest, asked } = this.watched(source);
    const { template } = this.place;
    const silence = this.suppressions.find(transform.meta.id, manifest, this.extent(source.path));
    // What stands in an object stays with it.
    const withheld = source.path.reduce<string | undefined>((known, _key, depth) => known ?? this.treatmentOf({ path: source.path.slice(0, depth) })?.withheld, this.treatmentOf(source)?.withheld);
    const outlet: Outlet = {
      suppressed: silence !== undefined,
      original: getIn(this.place.document.data, source.path) as JsonObject,
      locate: (path) => this.place.positionOf(this.place.start + this.editor.locate([...source.path, ...path])),
      asked,
      ...(template ? { template } : {}),
      isMoved: this.movers.size > 0,
      excerpt: (path) => this.excerpt([...source.path, ...path]),
      report: (said, { malformed, fallback, once }) => {
        const finding = source.embedded ? { ...said, embedded: source.embedded } : said;
        if (once) this.once.add(finding);
        if (malformed) this.malformed = true;
        if (silence) {
          silence.use();
          silenced.push({ finding, reason: silence.reason, by: silence.by });
        } else if (finding.status === 'fixed') {
          this.fixed.push(finding);
        } else if (!this.place.partial || finding.status === 'held' || finding.status === 'refused') {
          // What is to be said of a Kustomize patch shows only in what it is applied to.
          const speaksForObject = namesKind(transform, manifest) && finding.status !== 'info';
          remarks.push({ finding, fallback: fallback === true, speaksForObject });
        }
      },
      apply: (changeKey, operations) => {
        if (withheld !== undefined) return { refusal: 'patch', detail: withheld };
        const detail = template?.refused.get(transform.meta.id);
        if (detail !== undefined) return { refusal: 'template', detail };
        const result = this.apply(`${pass}/${changeKey}`, source, operations);
        if (!('refusal' in result) && operations.some(setsVersion)) this.movers.add(transform.meta.id);
        return result;
      },
    };
    runTransform(transform, manifest, this.settings, outlet);
  }

  private treatmentOf({ path }: Pick<ManifestSource, 'path'>): Treatment | undefined {
    return this.place.treatments?.get(objectKey(this.place.start, path));
  }

  /** Makes the changes that other files call for, and says what they have to say. */
  private treat({ changes = [], remarks = [] }: Treatment, source: ManifestSource): void {
    const manifest = this.manifest(source);
    for (const remark of remarks) this.say(this.placed(remark, source), source);
    for (const [index, change] of changes.entries()) {
      const finding = this.placed(change, source);
      const silence = this.silenceOf(finding, source);
      const result = silence ? { notes: [] } : this.apply(`treatment/${index}`, source, change.operations);
      if ('refusal' in result) {
        const { refusal } = result;
        this.say({ ...finding, status: 'refused', refusal, notes: [...finding.notes, refusalNote(result, manifest)] }, source);
      } else {
        this.say({ ...finding, notes: [...finding.notes, ...result.notes] }, source);
      }
    }
  }

  private placed({ finding, at }: PlannedRemark, source: ManifestSource): Finding {
    const { start, positionOf } = this.place;
    const path = [...source.path, ...at];
    const excerpt = finding.status === 'fixed' || finding.status === 'info' ? undefined : this.excerpt(path);
    return { ...finding, ...positionOf(start + this.editor.locate(path)), ...(excerpt === undefined ? {} : { excerpt }) };
  }

  private silenceOf(finding: Finding, source: ManifestSource): Silence | undefined {
    return this.suppressions.find(finding.transform, { ...finding, group: groupOf(finding.apiVersion) }, this.extent(source.path));
  }

  private say(finding: Finding, source: ManifestSource): void {
    const silence = this.silenceOf(finding, source);
    if (!silence) this.fixed.push(finding);
    else {
      silence.use();
      this.silenced.push({ finding, reason: silence.reason, by: silence.by });
    }
  }

  private apply(changeKey: string, source: ManifestSource, operations: readonly Operation[]): ReturnType<Outlet['apply']> {
    const key = `${formatPath(source.path)}/${changeKey}`;
    const known = this.refused.get(key) ?? this.refused.get(wholeObject(source)) ?? this.refused.get(everything);
    if (known) return known;
    if (source.impliedBy && operations.some(({ op, path }) => op === 'set' && path.length === 1 && path[0] === 'kind')) {
      return { refusal: 'list-version', detail: 'its kind is that of the list' };
    }
    if (source.limit !== undefined && !operations.every(setsVersion)) {
      return { refusal: 'embedded', detail: source.limit };
    }
    const rooted: Operation[] = [];
    let version: string | undefined;
    for (const operation of operations) {
      if (source.impliedBy && operation.op === 'set' && setsVersion(operation)) version = String(operation.value);
      else rooted.push(under(source.path, operation));
    }
    try {
      const relocated = this.editor.apply(rooted);
      this.keys.push(key);
      if (version !== undefined) this.wanted.set(source, { version, key });
      return { notes: relocated.map((comment) => `The comment “${comment}” was moved.`) };
    } catch (error) {
      if (error instanceof Refusal) return { refusal: error.reason, detail: error.detail };
      throw error;
    }
  }

  /**
   * A typed list moves to a new version together with all its items. Where only some of them move,
   * those that have no version of their own cannot.
   */
  private moveTypedLists(): Failure | undefined {
    for (const { path, items } of this.selection.typedLists) {
      const now = String(getIn(this.editor.data, [...path, 'apiVersion']));
      const versions = new Set(items.map((item) => this.wanted.get(item)?.version ?? String(getIn(this.editor.data, [...item.path, 'apiVersion']) ?? now)));
      const [version] = versions;
      if (version === undefined || (versions.size === 1 && version === now)) continue;
      if (versions.size > 1) {
        const stuck = items.flatMap((item) => this.wanted.get(item)?.key ?? [])[0];
        if (stuck !== undefined) return { key: stuck, refusal: 'list-version', detail: `${formatPath(path) || 'the list'} stays at ${now}` };
        continue;
      }
      this.editor.apply([{ op: 'set', path: [...path, 'apiVersion'], value: version }]);
      this.keys.push(items.flatMap((item) => this.wanted.get(item)?.key ?? [])[0] ?? this.keys.at(-1) ?? '');
    }
    return undefined;
  }

  /** The line of a value, credentials hidden; at most as long as can be read at a glance. */
  private excerpt(path: Path): string | undefined {
    const { document, start, positionOf } = this.place;
    this.lines ??= redactParsed(document).split('\n');
    const line = this.lines[positionOf(start + this.editor.locate(path)).line - positionOf(start).line]?.trim();
    if (line === undefined || line === '') return undefined;
    return line.length > longestExcerpt ? `${line.slice(0, longestExcerpt)}…` : line;
  }

  private extent(path: Path): Span {
    const { start, end } = this.editor.extent(path);
    return { start: this.place.start + start, end: this.place.start + end };
  }

  /** The object as a transform gets it, and what it asks of what a template may fill in. */
  private watched(source: ManifestSource): { readonly manifest: Manifest; readonly asked: () => string | undefined } {
    const manifest = this.manifest(source);
    if (!this.place.template) return { manifest, asked: () => undefined };
    // Most transforms change nothing: what is watched for one serves the next.
    const known = this.watches.get(source);
    const written = getIn(this.editor.data, source.path);
    if (known && known.written === written && known.manifest.apiVersion === manifest.apiVersion) {
      known.reset();
      return known;
    }
    const open = this.place.template.open.flatMap((path) => (source.path.every((key, depth) => path[depth] === key) ? [path.slice(source.path.length)] : []));
    const { data, asked, reset } = watchOpenData(manifest.data, open);
    reset();
    const watch = { written, manifest: { ...manifest, data }, asked, reset };
    this.watches.set(source, watch);
    return watch;
  }

  private manifest(source: ManifestSource): Manifest {
    const data = getIn(this.editor.data, source.path);
    const list = source.impliedBy && getIn(this.editor.data, source.impliedBy);
    const wanted = this.wanted.get(source)?.version;
    const implied = isObject(list) && wanted !== undefined ? { ...list, apiVersion: wanted } : list;
    const manifest = manifestOf(data as JsonObject, (this.place.partial ?? false) || (source.partial ?? false), isObject(implied) ? implied : this.place.implied);
    const { template } = this.place;
    const written = manifest.data['apiVersion'];
    const { target, apis } = this.settings;
    const usual = template && written instanceof Hole ? defaultVersion(written, manifest.kind, template.values, target.to, apis) : undefined;
    return deepFreeze(usual === undefined ? manifest : { ...manifest, apiVersion: usual, group: groupOf(usual), version: versionOf(usual) });
  }
}

/** An object of a template as transforms get it, and the data that it was made from. */
interface Watch extends Omit<OpenData, 'data'> {
  readonly written: JsonValue | undefined;
  readonly manifest: Manifest;
}

/** A finding, and what it means for the others of its object. */
interface Said {
  readonly finding: Finding;
  readonly fallback: boolean;
  readonly speaksForObject: boolean;
}

function withoutRepetition(said: readonly Said[]): Finding[] {
  const spokenFor = said.some(({ speaksForObject, fallback }) => speaksForObject && !fallback);
  return said.flatMap(({ finding, fallback }) => (fallback && spokenFor ? [] : [finding]));
}

/** Whether a transform is for objects of just this kind and version. */
function namesKind({ meta }: Transform, { group, version, kind }: Manifest): boolean {
  return meta.kinds.some((match) => match.group === group && match.kind === kind && match.versions?.includes(version) === true);
}

/** The key that stands for every change of an object. */
function wholeObject(source: ManifestSource): string {
  return `${formatPath(source.path)}/*`;
}

function under(base: Path, operation: Operation): Operation {
  if (base.length === 0) return operation;
  const path = [...base, ...operation.path];
  switch (operation.op) {
    case 'move':
      return { ...operation, path, to: [...base, ...operation.to] };
    case 'remove':
      return operation.commentsTo ? { ...operation, path, commentsTo: [...base, ...operation.commentsTo] } : { ...operation, path };
    default:
      return { ...operation, path };
  }
}
