import { isList, isObject, type JsonObject, type JsonValue, type Path, type Remark } from '../../src/transform.js';

/** A service backend of v1beta1. */
export interface Backend {
  readonly path: Path;
  /** What the port is; `digits` is a number written as a string. Absent where a patch does not name it. */
  readonly port?: 'number' | 'name' | 'digits';
  /** Whether the service is named, which a patch may leave out. */
  readonly named: boolean;
  /** The port where it is a number. */
  readonly number: number;
}

/** An item of `http.paths` that leaves its path type to the default. */
export interface UntypedPath {
  readonly path: Path;
  /** Its `path`, empty where there is none. */
  readonly value: string;
}

/** Why the API server would refuse a spec, by message id. */
export interface Problem {
  readonly id: 'not-a' | 'no-rules' | 'no-paths' | 'half-backend' | 'mixed-backend' | 'unknown-key' | 'invalid-port' | 'invalid-path' | 'invalid-path-type';
  readonly at: Path;
  readonly values?: NonNullable<Remark['values']>;
}

export interface SpecReading {
  readonly backends: readonly Backend[];
  readonly untyped: readonly UntypedPath[];
  readonly problems: readonly Problem[];
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
export function readSpec(spec: JsonValue | undefined, partial = false): SpecReading {
  const reader = new SpecReader(partial);
  if (isObject(spec)) reader.spec(spec);
  else if (!isSet(spec) && partial) return reader;
  else if (!isSet(spec)) reader.problem('no-rules', root);
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

  constructor(private readonly partial: boolean) {}

  problem(id: Problem['id'], at: Path, values?: Problem['values']): void {
    this.problems.push({ id, at, ...(values ? { values } : {}) });
  }

  spec(spec: JsonObject): void {
    const { backend, rules } = spec;
    if ('defaultBackend' in spec) this.problem('mixed-backend', [...root, 'defaultBackend'], { keys: 'spec.defaultBackend' });
    if (isSet(backend)) this.backend(backend, [...root, 'backend'], this.partial);
    if (isSet(rules) && !isList(rules)) return this.problem('not-a', [...root, 'rules'], { what: 'spec.rules', type: 'list' });
    const items = itemsOf(rules);
    if (items.length === 0 && !isSet(backend) && !this.partial) this.problem('no-rules', root);
    items.forEach((rule, index) => this.rule(rule, [...root, 'rules', index]));
  }

  private rule(rule: JsonValue, path: Path): void {
    if (!isObject(rule)) return this.problem('not-a', path, { what: 'The rule', type: 'mapping' });
    const { http } = rule;
    if (!isSet(http)) return;
    if (!isObject(http)) return this.problem('not-a', [...path, 'http'], { what: 'http', type: 'mapping' });
    const { paths } = http;
    if (isSet(paths) && !isList(paths)) return this.problem('not-a', [...path, 'http', 'paths'], { what: 'http.paths', type: 'list' });
    const items = itemsOf(paths);
    if (items.length === 0) this.problem('no-paths', [...path, 'http']);
    items.forEach((item, index) => this.httpPath(item, [...path, 'http', 'paths', index]));
  }

  private httpPath(item: JsonValue, path: Path): void {
    if (!isObject(item)) return this.problem('not-a', path, { what: 'The path', type: 'mapping' });
    const { pathType, backend } = item;
    const value = item['path'] ?? '';
    if (typeof value !== 'string') return this.problem('invalid-path', [...path, 'path'], { path: JSON.stringify(value) });
    const type = pathType ?? 'ImplementationSpecific';
    const fits = type === 'ImplementationSpecific' ? value === '' || value.startsWith('/') : isPlainPath(value);
    if (!['Exact', 'Prefix', 'ImplementationSpecific'].includes(String(type))) this.problem('invalid-path-type', [...path, 'pathType'], { type: JSON.stringify(type) });
    else if (!fits) this.problem('invalid-path', [...path, 'path'], { path: JSON.stringify(value) });
    if (!isSet(pathType)) this.untyped.push({ path, value });
    this.backend(backend, [...path, 'backend']);
  }

  private backend(backend: JsonValue | undefined, path: Path, partial = false): void {
    if (!isObject(backend)) return this.problem('half-backend', path);
    const keys = Object.keys(backend);
    const unknown = keys.find((key) => !['serviceName', 'servicePort', 'resource', 'service'].includes(key));
    if (unknown !== undefined) return this.problem('unknown-key', [...path, unknown], { key: unknown });
    if ('service' in backend || ('resource' in backend && keys.length > 1)) return this.problem('mixed-backend', path, { keys: keys.join(', ') });
    const { resource, serviceName, servicePort } = backend;
    if (isObject(resource)) return;
    const named = typeof serviceName === 'string' && serviceName !== '';
    if (partial && (named || !('serviceName' in backend)) && !('servicePort' in backend)) return void this.backends.push({ path, named, number: 0 });
    if (!(named || (partial && !('serviceName' in backend))) || !isSet(servicePort)) return this.problem('half-backend', path);
    const port = typeOfPort(servicePort);
    if (port) this.backends.push({ path, port, named, number: Number(servicePort) });
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

/** Null is the same as not written. */
function isSet(value: JsonValue | undefined): value is Exclude<JsonValue, null> {
  return value !== undefined && value !== null;
}

function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isList(value) ? value : [];
}
