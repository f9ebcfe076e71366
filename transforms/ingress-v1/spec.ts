import { asWritten, Hole, isList, isObject, isOpen, isSet, isText, type JsonObject, type JsonValue, type Path, type Remark } from '../../src/transform.js';

/** A service backend of v1beta1. */
export interface Backend {
  readonly path: Path;
  /** What the port is; `digits` is a number written as a string, `templated` whatever a template fills in. Absent where a patch does not name it. */
  readonly port?: 'number' | 'name' | 'digits' | 'templated';
  /** Whether the service is named, which a patch may leave out. */
  readonly named: boolean;
  /** As it is written; empty where there is no port. */
  readonly value: string | number | Hole;
}

/** An item of `http.paths` that leaves its path type to the default. */
export interface UntypedPath {
  readonly path: Path;
  /** Its `path`, empty where there is none. */
  readonly value: string | Hole;
}

/** Why the API server would refuse a spec, by message id. */
export interface Problem {
  readonly id: 'not-a' | 'no-rules' | 'no-paths' | 'half-backend' | 'mixed-backend' | 'unknown-key' | 'invalid-port' | 'invalid-path' | 'invalid-path-type';
  readonly at: Path;
  readonly values?: NonNullable<Remark['values']>;
  /** Something is missing, which one case of a template may leave out. */
  readonly malformed?: true;
}

/** Rules, paths or backends that a template prints whole. */
export interface Printed {
  readonly at: Path;
  readonly what: string;
}

export interface SpecReading {
  readonly backends: readonly Backend[];
  readonly untyped: readonly UntypedPath[];
  readonly problems: readonly Problem[];
  readonly printed: readonly Printed[];
}

const root: Path = ['spec'];

/**
 * Reads the spec of an Ingress of v1beta1, and finds what no version accepts. A rule without `http` is
 * fine: it sends its host to the default backend. A patch may name anything in part, but for what
 * stands in a list: that takes the place of the whole list.
 *
 * Source: `IngressSpec` in k8s.io/api/networking/v1beta1; `ValidateIngressSpec` in
 * pkg/apis/networking/validation.
 */
export function readSpec(written: JsonValue | undefined, partial = false): SpecReading {
  const spec = asWritten(written);
  const reader = new SpecReader(partial);
  if (isObject(spec)) reader.spec(spec);
  else if (spec instanceof Hole) reader.prints(root, 'the spec');
  else if (!isSet(spec) && partial) return reader;
  else if (!isSet(spec)) reader.lacks('no-rules', root);
  else reader.problem('not-a', root, { what: 'The spec', type: 'mapping' });
  return reader;
}

/** The places in a spec that still have the form of v1beta1. */
export function oldForms(spec: JsonValue | undefined): Path[] {
  if (!isObject(spec)) return [];
  const found: Path[] = isSet(spec['backend']) ? [[...root, 'backend']] : [];
  const look = (backend: JsonValue | undefined, path: Path): void => {
    const key = isObject(backend) ? ['serviceName', 'servicePort'].find((name) => isSet(backend[name])) : undefined;
    if (key !== undefined) found.push([...path, key]);
  };
  look(spec['defaultBackend'], [...root, 'defaultBackend']);
  itemsOf(spec['rules']).forEach((rule, index) => {
    const http = isObject(rule) ? rule['http'] : undefined;
    const paths = isObject(http) ? itemsOf(http['paths']) : [];
    paths.forEach((item, at) => look(isObject(item) ? item['backend'] : undefined, [...root, 'rules', index, 'http', 'paths', at, 'backend']));
  });
  return found;
}

class SpecReader implements SpecReading {
  readonly backends: Backend[] = [];
  readonly untyped: UntypedPath[] = [];
  readonly problems: Problem[] = [];
  readonly printed: Printed[] = [];

  constructor(private readonly partial: boolean) {}

  problem(id: Problem['id'], at: Path, values?: Problem['values']): void {
    this.problems.push({ id, at, ...(values ? { values } : {}) });
  }

  lacks(id: Problem['id'], at: Path): void {
    this.problems.push({ id, at, malformed: true });
  }

  prints(at: Path, what: string): void {
    this.printed.push({ at, what });
  }

  spec(spec: JsonObject): void {
    const { backend, rules } = spec;
    if ('defaultBackend' in spec) this.problem('mixed-backend', [...root, 'defaultBackend'], { keys: 'spec.defaultBackend' });
    if (isSet(backend)) this.backend(backend, [...root, 'backend'], this.partial);
    if (rules instanceof Hole || (isOpen(spec) && !isSet(rules))) return this.prints([...root, ...(isSet(rules) ? ['rules'] : [])], 'rules');
    if (isSet(rules) && !isList(rules)) return this.problem('not-a', [...root, 'rules'], { what: 'spec.rules', type: 'list' });
    const items = itemsOf(rules);
    if (isOpen(rules)) this.prints([...root, 'rules'], 'rules');
    else if (items.length === 0 && !isSet(backend) && !this.partial) this.lacks('no-rules', root);
    items.forEach((rule, index) => this.rule(rule, [...root, 'rules', index]));
  }

  private rule(rule: JsonValue, path: Path): void {
    if (rule instanceof Hole) return this.prints(path, 'a rule');
    if (!isObject(rule)) return this.problem('not-a', path, { what: 'The rule', type: 'mapping' });
    const { http } = rule;
    if (http instanceof Hole || (isOpen(rule) && !isSet(http))) return this.prints(path, 'a rule');
    if (!isSet(http)) return;
    if (!isObject(http)) return this.problem('not-a', [...path, 'http'], { what: 'http', type: 'mapping' });
    const { paths } = http;
    if (paths instanceof Hole || isOpen(paths) || (isOpen(http) && !isSet(paths))) this.prints([...path, 'http', ...(isSet(paths) ? ['paths'] : [])], 'paths');
    else if (isSet(paths) && !isList(paths)) return this.problem('not-a', [...path, 'http', 'paths'], { what: 'http.paths', type: 'list' });
    else if (itemsOf(paths).length === 0) this.lacks('no-paths', [...path, 'http']);
    const items = itemsOf(paths);
    items.forEach((item, index) => this.httpPath(item, [...path, 'http', 'paths', index]));
  }

  private httpPath(item: JsonValue, path: Path): void {
    if (item instanceof Hole || isOpen(item)) return this.prints(path, 'a path');
    if (!isObject(item)) return this.problem('not-a', path, { what: 'The path', type: 'mapping' });
    const { pathType, backend } = item;
    const value = item['path'] ?? '';
    if (!isText(value)) return this.problem('invalid-path', [...path, 'path'], { path: JSON.stringify(value) });
    const type = pathType ?? 'ImplementationSpecific';
    const fits = value instanceof Hole || type instanceof Hole || (type === 'ImplementationSpecific' ? value === '' || value.startsWith('/') : isPlainPath(value));
    if (!isText(type) || (typeof type === 'string' && !['Exact', 'Prefix', 'ImplementationSpecific'].includes(type))) this.problem('invalid-path-type', [...path, 'pathType'], { type: JSON.stringify(type) });
    else if (!fits) this.problem('invalid-path', [...path, 'path'], { path: JSON.stringify(value) });
    if (!isSet(pathType)) this.untyped.push({ path, value });
    this.backend(backend, [...path, 'backend']);
  }

  private backend(backend: JsonValue | undefined, path: Path, partial = false): void {
    if (backend instanceof Hole || isOpen(backend)) return this.prints(path, 'a backend');
    if (!isObject(backend)) return this.lacks('half-backend', path);
    const keys = Object.keys(backend);
    const unknown = keys.find((key) => !['serviceName', 'servicePort', 'resource', 'service'].includes(key));
    if (unknown !== undefined) return this.problem('unknown-key', [...path, unknown], { key: unknown });
    if ('service' in backend || ('resource' in backend && keys.length > 1)) return void this.problems.push({ id: 'mixed-backend', at: path, values: { keys: keys.join(', ') }, malformed: true });
    const { resource, serviceName, servicePort } = backend;
    if (isObject(resource) || resource instanceof Hole) return;
    const named = isText(serviceName) && serviceName !== '';
    const partlyNamed = named || (partial && !('serviceName' in backend));
    if (partial && partlyNamed && !('servicePort' in backend)) return void this.backends.push({ path, named, value: '' });
    if (!partlyNamed || !isSet(servicePort)) return this.lacks('half-backend', path);
    const port = servicePort instanceof Hole ? typeOfHole(servicePort) : typeOfPort(servicePort);
    if (port && (isText(servicePort) || typeof servicePort === 'number')) this.backends.push({ path, port, named, value: servicePort });
    else this.problem('invalid-port', [...path, 'servicePort'], { port: JSON.stringify(servicePort) });
  }
}

/** Whether Exact and Prefix take a path (`validateHTTPIngressPath` in pkg/apis/networking/validation). */
export function isPlainPath(path: string): boolean {
  return path.startsWith('/') && !/\/\/|\/\.\.?(?:\/|$)|%2f/i.test(path);
}

/** By the type of the value. Names as `IsValidPortName` in k8s.io/apimachinery/pkg/util/validation. */
function typeOfPort(port: JsonValue): Backend['port'] | undefined {
  if (typeof port === 'string' && /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*$/.test(port)) return 'name';
  if (typeof port === 'string' && !/^[1-9]\d*$/.test(port)) return undefined;
  const number = typeof port === 'string' || typeof port === 'number' ? Number(port) : 0;
  if (!Number.isInteger(number) || number < 1 || number > 65535) return undefined;
  return typeof port === 'string' ? 'digits' : 'number';
}

/**
 * By what the text can be read as once it is filled in. Quoted it is a string, and v1beta1 accepts only
 * strings that are names; the functions of Sprig that make an integer print one.
 */
function typeOfHole({ text, isBlock }: Hole): Backend['port'] | undefined {
  if (isBlock) return undefined;
  const [first = '', ...others] = text.match(/\{\{[^]*?\}\}/g) ?? [];
  const literal = text.replace(/\{\{[^]*?\}\}/g, '');
  if (/^["']/.test(text)) return 'name';
  if (/\{\{-?\s*(?:if|else|end|with|range)\b/.test(text)) return 'templated';
  // No number has such a dash.
  if (/[g-z]-|-[g-z]/.test(literal)) return 'name';
  if (others.length > 0 || first !== text) return 'templated';
  const pipeline = first.replace(/^\{\{-?\s*|\s*-?\}\}$/g, '');
  if (/\|\s*s?quote$/.test(pipeline) || /^s?quote\s[^|]*$/.test(pipeline)) return 'name';
  return /\|\s*(?:int|int64|atoi)$/.test(pipeline) || /^(?:int|int64|atoi)\s[^|]*$/.test(pipeline) ? 'number' : 'templated';
}

function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isList(value) ? value : [];
}
