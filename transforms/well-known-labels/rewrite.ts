import { compareVersions, deepEqual, Hole, isList, isObject, type JsonObject, type JsonValue, type Path, type Recorder, type Version } from '../../src/transform.js';
import { isFromCloud, stableLabel } from './labels.js';

/** A place where two forms of a label stand side by side and disagree. */
export interface Disagreement {
  readonly id: 'two-values' | 'two-texts' | 'two-constraints';
  readonly at: Path;
  readonly values: { readonly old: string; readonly key: string };
}

/**
 * What has to change where node labels are asked for: each method looks at one form of asking and
 * remembers what it finds. Where old and new name ask for the same, the old one goes.
 */
export class LabelRewrite {
  readonly disagreements: Disagreement[] = [];
  /** The first use that changes. */
  at: Path | undefined;
  introduced: Version = '1.14';
  topology = false;
  fromCloud = false;
  private readonly renamed = new Map<string, string>();
  private readonly edits: ((edit: Recorder) => void)[] = [];
  /** In the order of the lists that hold them. */
  private readonly drops: Path[] = [];

  constructor(private readonly to: Version) {}

  /** `beta.kubernetes.io/os to kubernetes.io/os, …`. */
  get renames(): string {
    return [...this.renamed].map(([old, key]) => `${old} to ${key}`).join(', ');
  }

  record(edit: Recorder): void {
    for (const each of this.edits) each(edit);
    for (const path of this.drops.toReversed()) edit.remove(path);
  }

  /** A mapping of labels to the values that a node must have. */
  nodeSelector(path: Path, selector: JsonValue | undefined): void {
    if (!isObject(selector)) return;
    for (const [old, value] of Object.entries(selector)) {
      const key = this.stable(old);
      if (key === undefined) continue;
      const at = [...path, old];
      if (!Object.hasOwn(selector, key)) this.use(old, at, (edit) => edit.rename(at, key));
      else if (deepEqual(value, selector[key])) this.use(old, at, (edit) => edit.remove(at));
      else this.disagreements.push({ id: [value, selector[key]].some((each) => each instanceof Hole) ? 'two-texts' : 'two-values', at, values: { old, key } });
    }
  }

  /** A list of terms of which a node must fit one: a term that becomes equal to another goes. */
  nodeSelectorTerms(path: Path, terms: JsonValue | undefined): void {
    if (!isList(terms)) return;
    const future = terms.map((term) => this.futureTerm(term));
    terms.forEach((term, index) => {
      const changes = future[index] !== term;
      const twin = changes && future.some((other, at) => at !== index && deepEqual(other, future[index] ?? null) && (at < index || other === terms[at]));
      this.nodeSelectorTerm([...path, index], term, twin);
    });
  }

  /** Weighed preferences; equal ones add up, so all of them stay. */
  preferences(path: Path, preferences: JsonValue | undefined): void {
    this.each(path, preferences, (at, item) => this.nodeSelectorTerm([...at, 'preference'], item['preference'], false));
  }

  /** Terms of a pod affinity or anti-affinity, all of which hold. */
  podAffinityTerms(path: Path, terms: JsonValue | undefined): void {
    this.each(path, terms, (at, term) => {
      const twin = isList(terms) && terms.some((other) => other !== term && deepEqual(other, this.futureTopology(term)));
      this.topologyKey(at, term, twin);
    });
  }

  /** Weighed terms of a pod affinity or anti-affinity. */
  podAffinityPreferences(path: Path, preferences: JsonValue | undefined): void {
    this.each(path, preferences, (at, item) => {
      const term = item['podAffinityTerm'];
      if (isObject(term)) this.topologyKey([...at, 'podAffinityTerm'], term, false);
    });
  }

  /** `topologySpreadConstraints`: Kubernetes accepts one for each topologyKey and whenUnsatisfiable. */
  spreadConstraints(path: Path, constraints: JsonValue | undefined): void {
    this.each(path, constraints, (at, constraint) => {
      const future = this.futureTopology(constraint);
      const rival = (isList(constraints) ? constraints : []).find(
        (other) => isObject(other) && other !== constraint && other['topologyKey'] === future['topologyKey'] && other['whenUnsatisfiable'] === future['whenUnsatisfiable'],
      );
      const old = constraint['topologyKey'];
      const key = this.stable(old);
      if (rival !== undefined && !deepEqual(rival, future) && typeof old === 'string' && key !== undefined) {
        this.disagreements.push({ id: 'two-constraints', at: [...at, 'topologyKey'], values: { old, key } });
      } else {
        this.topologyKey(at, constraint, rival !== undefined);
      }
    });
  }

  /** Expressions of a node selector term or of a topology, all of which hold. */
  expressions(path: Path, expressions: JsonValue | undefined): void {
    this.each(path, expressions, (at, expression) => {
      const old = expression['key'];
      const key = this.stable(old);
      if (typeof old !== 'string' || key === undefined) return;
      const keyAt = [...at, 'key'];
      const twin = isList(expressions) && expressions.some((other) => other !== expression && deepEqual(other, { ...expression, key }));
      if (twin) this.drop(old, keyAt, at);
      else this.use(old, keyAt, (edit) => edit.set(keyAt, key));
    });
  }

  private nodeSelectorTerm(path: Path, term: JsonValue | undefined, twin: boolean): void {
    if (!isObject(term)) return;
    const { matchExpressions } = term;
    if (!twin) return this.expressions([...path, 'matchExpressions'], matchExpressions);
    this.each([...path, 'matchExpressions'], matchExpressions, (at, expression) => {
      const old = expression['key'];
      if (typeof old === 'string' && this.stable(old) !== undefined) this.use(old, [...at, 'key'], () => undefined);
    });
    this.drops.push(path);
  }

  private topologyKey(path: Path, term: JsonObject, twin: boolean): void {
    const old = term['topologyKey'];
    const key = this.stable(old);
    if (typeof old !== 'string' || key === undefined) return;
    this.topology = true;
    const at = [...path, 'topologyKey'];
    if (twin) this.drop(old, at, path);
    else this.use(old, at, (edit) => edit.set(at, key));
  }

  /** The term as it will be; the very same value where nothing changes. */
  private futureTerm(term: JsonValue): JsonValue {
    const expressions = isObject(term) ? term['matchExpressions'] : undefined;
    if (!isObject(term) || !isList(expressions)) return term;
    const future: JsonValue[] = [];
    let changes = false;
    for (const expression of expressions) {
      const key = isObject(expression) ? this.stable(expression['key']) : undefined;
      changes ||= key !== undefined;
      const renamed = isObject(expression) && key !== undefined ? { ...expression, key } : expression;
      if (!future.some((other) => deepEqual(other, renamed))) future.push(renamed);
    }
    return changes ? { ...term, matchExpressions: future } : term;
  }

  private futureTopology(term: JsonObject): JsonObject {
    const key = this.stable(term['topologyKey']);
    return key === undefined ? term : { ...term, topologyKey: key };
  }

  private each(path: Path, list: JsonValue | undefined, look: (at: Path, item: JsonObject) => void): void {
    if (!isList(list)) return;
    list.forEach((item, index) => {
      if (isObject(item)) look([...path, index], item);
    });
  }

  private stable(label: unknown): string | undefined {
    return stableLabel(label, this.to)?.key;
  }

  private drop(old: string, at: Path, path: Path): void {
    this.use(old, at, () => undefined);
    this.drops.push(path);
  }

  private use(old: string, at: Path, record: (edit: Recorder) => void): void {
    const stable = stableLabel(old, this.to);
    if (!stable) return;
    this.at ??= at;
    this.renamed.set(old, stable.key);
    this.edits.push(record);
    this.fromCloud ||= isFromCloud(old);
    if (compareVersions(stable.introduced, this.introduced) > 0) this.introduced = stable.introduced;
  }
}
