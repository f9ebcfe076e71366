import { createHash } from 'node:crypto';
import { applyEdits, orderEdits } from '../edit/apply.js';
import { servesApi } from '../catalogue/api-lifecycle.js';
import type { Finding, StaleSuppression, SuppressedFinding } from '../model/finding.js';
import type { UnreadEmbedding } from '../model/embedding.js';
import { isObject, type JsonObject } from '../model/json.js';
import { getIn } from '../model/path.js';
import type { Bucket, Edit, FilePlan, Patch } from '../model/plan.js';
import { objectKey, type FileInput } from './file-input.js';
import { impliedIdentity, roleOfText, speaksOfChart } from './file-role.js';
import type { FileSettings, IgnoreEntry } from '../model/settings.js';
import { holdsObject, isSopsEncrypted, templateLanguage, type Likelihood } from '../source/classify.js';
import { decode, type Decoded } from '../source/decode.js';
import { cutDocuments, mayHideText } from '../source/documents.js';
import { lineIndex, type LineIndex } from '../source/line-index.js';
import type { FindCodeBlocks } from '../source/markdown.js';
import { parseDocument, type ParsedDocument, type SyntaxProblem } from '../source/parse.js';
import { mayEmbed } from '../source/embedding-table.js';
import { manifestOf, selectManifests, type EmbeddedTextSource } from '../source/manifests.js';
import { extentOf, type DocumentInFile, type DocumentPlan } from './document-in-file.js';
import { planDocument } from './plan-document.js';
import { planCodeBlocks, planTexts, unsaid, type EmbeddedPlan } from './plan-embedded.js';
import type { HelperUse } from './template/helper-use.js';
import { planTemplate } from './template/plan-template.js';
import { suppressionMarker, Suppressions, type SilenceAround } from './suppression.js';
import { Triggers, type Concerned } from './triggers.js';

/** 8 MB of nothing but outdated objects in one list take 1.2 GB; much more would end a small machine's process. */
const maximumDocumentSize = 8 * 1024 * 1024;

/** Documents take much more memory than their text: of a larger file, the others are parsed again when they are planned. */
const maximumParsedSize = 4 * 1024 * 1024;

/** Every text that a template stands for is as long as the template. */
const maximumTemplateSize = 1024 * 1024;

const patchReason = 'a Kustomize patch: it changes together with the objects that it applies to';

export interface PlannedFile {
  readonly file: FilePlan;
  /** The configuration's ignore entries that silenced something here. */
  readonly usedIgnores: ReadonlySet<IgnoreEntry>;
  /** What the helpers of its chart print as versions of the file's objects. */
  readonly helpers: readonly HelperUse[];
}

/**
 * Plans one file: a pure function of its bytes and the settings. Never throws on bad input; every
 * file ends up in exactly one bucket. A mistake inside a transform throws.
 */
export function planFile(input: FileInput, settings: FileSettings): PlannedFile {
  const decoded = decode(input.bytes);
  if (!decoded.ok) return unplanned(input, 'unreadable', decoded.reason);
  const { text } = decoded;
  if (isSopsEncrypted(text)) return unplanned(input, 'encrypted', 'SOPS-encrypted: its checksum covers every value');
  if (input.role === 'kustomize-patch' && !input.treatments) return unplanned(input, 'patch', patchReason);
  const run = new FileRun({ ...input, role: roleOfText(input, text) }, decoded, settings);
  if (input.codeBlocks) return run.runMarkdown(input.codeBlocks);
  const mayBranch = text.includes('{{') || settings.helm?.compat === true;
  return input.role === 'helm-template' && mayBranch ? run.runTemplate() : run.run();
}

function unplanned(input: FileInput, bucket: Bucket, reason: string): PlannedFile {
  const file = { path: input.path, ...chartOf(input), bucket, reason, objects: 0, findings: [], suppressed: [], staleSuppressions: [] };
  return { file, usedIgnores: new Set(), helpers: [] };
}

function chartOf({ chart }: FileInput): Pick<FilePlan, 'chart'> {
  return chart ? { chart: chart.directory } : {};
}

class FileRun {
  private readonly text: string;
  private readonly triggers: Triggers;
  private readonly suppressions: Suppressions;
  private readonly edits: Edit[] = [];
  private readonly findings: Finding[] = [];
  private readonly suppressed: SuppressedFinding[] = [];
  private readonly stale: StaleSuppression[] = [];
  private readonly unread: UnreadEmbedding[] = [];
  private readonly innerIgnores = new Set<IgnoreEntry>();
  private helpers: readonly HelperUse[] = [];
  private objects = 0;
  private lines: LineIndex | undefined;

  constructor(
    private readonly input: FileInput,
    private readonly decoded: Decoded & { ok: true },
    private readonly settings: FileSettings,
  ) {
    this.text = decoded.text;
    this.triggers = Triggers.of(settings, input.role);
    this.suppressions = new Suppressions(settings.ignore, new Set([...settings.idle, ...this.triggers.early]), input.around);
  }

  run(): PlannedFile {
    const parsed: { readonly document?: ParsedDocument; readonly start: number; readonly end: number }[] = [];
    let size = 0;
    for (const { start, end } of cutDocuments(this.text)) {
      const source = this.text.slice(start, end);
      const holds = this.holds(source);
      if (holds === 'no') continue;
      if (holds === 'yes' && !this.concerns(source) && !this.embeds(source)) {
        this.objects += 1;
        continue;
      }
      if (this.input.role === 'helm-values' && !this.concerns(source)) continue;
      if (source.length > maximumDocumentSize) {
        return unplanned(this.input, 'unreadable', `a document of more than ${maximumDocumentSize / 1024 / 1024} MiB; split it into several`);
      }
      const result = parseDocument(source);
      const isTemplate = (!result.ok || result.document.templated) && templateLanguage(this.text) === 'Go template';
      if (isTemplate && speaksOfChart(this.input.role)) return unplanned(this.input, 'template', 'template source (Go template) where Helm reads plain YAML');
      if (isTemplate) return this.runTemplate();
      if (!result.ok) {
        const failed = this.unparsable(source, { ...result.problem, offset: start + result.problem.offset });
        if (failed) return failed;
        continue;
      }
      const { document } = result;
      if (isObject(document.data) && '$patch' in document.data && this.input.role !== 'kustomize-patch') return unplanned(this.input, 'patch', 'a strategic-merge patch');
      if (document.templated) return unplanned(this.input, 'template', 'template source of a language that is not known');
      if (source.includes(suppressionMarker)) this.suppressions.addComments(document.comments, start);
      size += source.length;
      parsed.push({ start, end, ...(size > maximumParsedSize ? {} : { document }) });
    }
    for (const { document, start, end } of parsed) {
      const again = document ? undefined : parseDocument(this.text.slice(start, end));
      const read = again?.ok ? again.document : document;
      if (read) this.plan(read, start);
    }
    return this.result();
  }

  /** A template stands for several texts, which are planned together. */
  runTemplate(): PlannedFile {
    const outdatedHelper = this.callsOutdatedHelper();
    if (!outdatedHelper && !this.concerns(this.text)) {
      this.objects = cutDocuments(this.text).filter(({ start, end }) => holdsObject(this.text.slice(start, end)) !== 'no').length;
      return this.result();
    }
    if (this.text.length > maximumTemplateSize) {
      return unplanned(this.input, 'template', `a template of more than ${maximumTemplateSize / 1024 / 1024} MiB`);
    }
    const comments = [...this.text.matchAll(/#[^\r\n]*/g)].map(({ index, 0: text }) => ({ start: index, end: index + text.length, text }));
    this.suppressions.addComments(comments, 0);
    const { target, apis } = this.settings;
    const { chart } = this.input;
    const at = { version: target.to, apis: (groupVersion: string, kind?: string) => servesApi(groupVersion, kind, target.to, apis) };
    const known = new Map<string, Concerned | undefined>();
    const planned = planTemplate(this.text, {
      settings: this.settings,
      target: at,
      helpers: chart?.helpers ?? new Map(),
      get integers() {
        return chart?.integers(at) ?? new Set<string>();
      },
      get values() {
        return chart?.values;
      },
      choose: (manifest) => this.triggers.choose(manifest),
      suppressions: this.suppressions,
      positionOf: (offset) => this.positionOf(offset),
      eol: this.eol,
      settledHelpers: chart?.settledHelpers ?? new Set(),
      // A version that a helper prints is not written here.
      concerns: (text) => outdatedHelper || this.concerns(text),
      concerned: (text) => {
        if (outdatedHelper) return undefined;
        // The texts that a template stands for show the same lines again and again.
        if (!known.has(text)) known.set(text, this.concerned(text));
        return known.get(text);
      },
    });
    if (!planned.ok) return unplanned(this.input, 'template', `a template that is not understood: ${planned.reason}`);
    this.take(planned.plan);
    this.helpers = planned.plan.helpers;
    return this.result();
  }

  /** Whether a helper that is called may print something outdated. */
  private callsOutdatedHelper(): boolean {
    const helpers = this.input.chart?.helpers;
    if (!helpers || helpers.size === 0) return false;
    const names = new Set([...this.text.matchAll(/\bapiVersion["']?:\s*\{\{-?\s*(?:include|template)\s+["`]([^"`]+)["`]/g)].map(([, name]) => name ?? ''));
    return [...names].some((name) => helpers.get(name)?.some(({ source, block }) => this.triggers.occurIn(source.slice(block.start, block.end))));
  }

  private take(plan: Pick<DocumentPlan, 'objects' | 'edits' | 'findings' | 'suppressed'>): void {
    this.objects += speaksOfChart(this.input.role) ? 0 : plan.objects;
    this.edits.push(...plan.edits);
    this.findings.push(...plan.findings);
    this.suppressed.push(...plan.suppressed);
  }

  private plan(document: ParsedDocument, start: number): void {
    const { root } = document;
    const { role, treatments } = this.input;
    if (root?.type !== 'map' && !(treatments && root?.type === 'sequence')) return;
    const concerned = this.concerned(document.source);
    const place: DocumentInFile = {
      document: { ...document, root },
      start,
      eol: this.eol,
      positionOf: (offset: number) => this.positionOf(offset),
      partial: role === 'kustomize-patch',
      ...(treatments ? { treatments } : {}),
      ...impliedIdentity(role),
      ...(concerned ? { concerned } : {}),
    };
    const { manifests, texts: all } = selectManifests(document.data, this.settings.embedded);
    const texts = all.filter(({ holder }) => treatments?.get(objectKey(start, holder.path))?.withheld === undefined);
    const outer = this.concerns(document.source)
      ? planDocument(place, this.settings, (manifest) => this.triggers.choose(manifest), this.suppressions)
      : { objects: manifests.length, edits: [], findings: [], suppressed: [], data: document.data };
    if (texts.length === 0 || this.input.around) return this.take(outer);
    const inner = planTexts(place, texts, outer, (text, source) => this.planInner(text, source && this.aroundText(place, source)));
    this.take({ ...outer, findings: unsaid(outer.findings, inner) });
    this.takeEmbedded(inner);
  }

  /** Only the code blocks of the text are looked at. */
  runMarkdown(find: FindCodeBlocks): PlannedFile {
    if (this.concerns(this.text) || holdsObject(this.text) !== 'no') {
      this.takeEmbedded(planCodeBlocks(this.text, find, (offset) => this.positionOf(offset), (text) => this.planInner(text, () => undefined)));
    }
    return this.result();
  }

  private planInner(text: string, around: SilenceAround = () => undefined): FilePlan {
    const { file, usedIgnores } = planFile({ path: this.input.path, bytes: Buffer.from(text), role: 'manifest', around }, this.settings);
    for (const entry of usedIgnores) this.innerIgnores.add(entry);
    return file;
  }

  /** What silences the object around a text silences what is in the text. */
  private aroundText(place: DocumentInFile, { holder }: EmbeddedTextSource): SilenceAround {
    const object = manifestOf(getIn(place.document.data, holder.path) as JsonObject, false);
    const extent = extentOf(place, holder.path);
    return (id) => this.suppressions.find(id, object, extent);
  }

  private takeEmbedded(plan: EmbeddedPlan): void {
    this.take(plan);
    this.stale.push(...plan.stale);
    this.unread.push(...plan.unread);
  }

  /** Whether a document may hold manifests in other objects. */
  private embeds(source: string): boolean {
    const { embedded } = this.settings;
    return embedded !== undefined && embedded.size > 0 && mayEmbed(source, embedded);
  }

  private get eol(): string {
    return /\r?\n/.exec(this.text)?.[0] ?? '\n';
  }

  /** Neither a patch nor a kustomization has to say what it is. */
  private holds(source: string): Likelihood {
    const { role, treatments } = this.input;
    if (role === 'kustomize-patch' || role === 'helm-values' || treatments) return 'perhaps';
    return role === 'kustomization' && /^[^#\r\n]*\w/m.test(source) ? 'yes' : holdsObject(source);
  }

  /** Whether a document may hold anything outdated, or a suppression. */
  private concerns(slice: string): boolean {
    return this.input.treatments !== undefined || slice.includes(suppressionMarker) || mayHideText(slice) || this.triggers.occurIn(slice);
  }

  /** The transforms that may have something to do in a document; undefined where only trying all can tell. */
  private concerned(slice: string): Concerned | undefined {
    if (this.input.treatments !== undefined || mayHideText(slice)) return undefined;
    return this.triggers.in(slice, impliedIdentity(this.input.role).implied?.kind);
  }

  /** Undefined where a text that cannot be parsed is none of ours. */
  private unparsable(slice: string, problem: SyntaxProblem): PlannedFile | undefined {
    const language = templateLanguage(this.text);
    if (language) return unplanned(this.input, 'template', `template source (${language})`);
    if (!speaksOfChart(this.input.role) && (!/apiVersion["']?\s*:/.test(slice) || !/kind["']?\s*:/.test(slice))) return undefined;
    const { line, column } = this.positionOf(problem.offset);
    return unplanned(this.input, 'unreadable', `${problem.message} (line ${line}, column ${column})`);
  }

  private result(): PlannedFile {
    const findings = this.findings.toSorted((a, b) => a.line - b.line || a.column - b.column || compareText(a.transform, b.transform));
    const patch = this.patch();
    const refused = findings.some((finding) => finding.status === 'refused');
    const isPatch = this.input.role === 'kustomize-patch';
    const bucket: Bucket = patch ? 'changed' : isPatch ? 'patch' : refused ? 'refused' : this.objects > 0 ? 'unchanged' : 'not-kubernetes';
    const own = this.suppressions.stale(this.input.path, (offset) => this.positionOf(offset));
    const stale = [...own, ...this.stale].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
    const file: FilePlan = {
      path: this.input.path,
      ...chartOf(this.input),
      bucket,
      ...(bucket === 'patch' ? { reason: patchReason } : {}),
      objects: isPatch ? 0 : this.objects,
      findings,
      suppressed: this.suppressed,
      staleSuppressions: stale,
      ...(this.unread.length === 0 ? {} : { unreadEmbedded: this.unread }),
      ...(patch ? { patch } : {}),
    };
    return { file, usedIgnores: new Set([...this.suppressions.used, ...this.innerIgnores]), helpers: this.helpers };
  }

  private patch(): Patch | undefined {
    if (this.edits.length === 0) return undefined;
    const edits = orderEdits(this.edits);
    return {
      encoding: this.decoded.encoding,
      sha256: createHash('sha256').update(this.input.bytes).digest('hex'),
      before: this.text,
      edits,
      after: applyEdits(this.text, edits),
    };
  }

  private positionOf(offset: number): { line: number; column: number } {
    this.lines ??= lineIndex(this.text);
    return this.lines(offset);
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
