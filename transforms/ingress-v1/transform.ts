import { asWritten, atLeast, defineTransform, getIn, Hole, isText, lifecycleOf, type Change, type Context, type Recorder } from '../../src/transform.js';
import { pruneNote, versionMove } from '../_shared/version-move.js';
import { isPlainPath, oldForms, readSpec, type Backend, type UntypedPath } from './spec.js';

const classAnnotation = ['metadata', 'annotations', 'kubernetes.io/ingress.class'] as const;

export default defineTransform({
  meta: {
    id: 'ingress-v1',
    title: 'Ingress extensions/v1beta1 and networking.k8s.io/v1beta1 to networking.k8s.io/v1',
    description:
      'The new version nests backends (`service.name`, `service.port`), calls `spec.backend` `defaultBackend` and asks for a `pathType` ' +
      'on every path. The rewrite writes the old default, `ImplementationSpecific`, so that no path matches anything else than before.',
    kinds: [
      { group: 'extensions', kind: 'Ingress', versions: ['v1beta1'] },
      { group: 'networking.k8s.io', kind: 'Ingress', versions: ['v1beta1', 'v1'] },
    ],
    triggers: ['extensions/v1beta1', 'networking.k8s.io/v1beta1', 'kubernetes.io/ingress.class', 'servicePort'],
    safety: 'safe',
    introduced: '1.14',
    deprecated: '1.14',
    removed: '1.22',
    keps: [1453],
    options: {
      pathType: {
        type: 'choice',
        values: ['ImplementationSpecific', 'Prefix'],
        default: 'ImplementationSpecific',
        description:
          'The pathType of paths that have none: `ImplementationSpecific` is what they have had so far, `Prefix` changes what they ' +
          'match and needs --accept.',
      },
      templatedPorts: {
        type: 'choice',
        values: ['choose', 'number', 'name', 'manual'],
        default: 'choose',
        description:
          'What a servicePort is that a chart’s template fills in without saying whether it is a number or a name: with `choose` the ' +
          'template asks the value and writes the one or the other, `number` and `name` state it for all of them, `manual` leaves such ' +
          'an Ingress to a person.',
      },
    },
    messages: {
      moved: 'Ingress moves from {from} to {to}.',
      'moved-prefix': 'Ingress moves from {from} to {to}; paths without a pathType become Prefix.',
      prune: pruneNote,
      digits: 'The port is written as a string ({ports}), which v1beta1 takes for the name of a port that no service can have; the number is written instead.',
      'not-prefix': 'ImplementationSpecific is written where Prefix does not take the path or would not understand it: {paths}.',
      'class-annotation':
        'The annotation kubernetes.io/ingress.class is deprecated since 1.18; controllers still honour it. spec.ingressClassName replaces it once an IngressClass of that name is in the cluster.',
      'class-twice':
        'The annotation kubernetes.io/ingress.class and spec.ingressClassName are both set; the API server refuses to create such an Ingress (recent releases let the two be equal). Delete one of them.',
      'not-a': '{what} is not a {type}; correct it first.',
      'no-rules': 'The spec has neither rules nor a backend, which no version accepts.',
      'no-paths': 'http has no paths, which no version accepts; without http the rule would send its host to the default backend.',
      'half-backend': 'The backend does not name both a service and its port (serviceName, servicePort), nor a resource; complete it first.',
      'mixed-backend': 'The object is {version}, but has forms that exclude each other or belong to networking.k8s.io/v1 ({keys}); decide for one.',
      'unknown-key': 'A backend has no {key}; the API server drops it or refuses the object. Correct it first.',
      'invalid-port': 'servicePort {port} is neither a port number nor a valid name of a port; correct it first.',
      'invalid-path': 'The path {path} is not accepted: it has to start with a slash, and for Exact and Prefix be free of "//", "/./", "/../" and "%2f".',
      'invalid-path-type': 'The pathType {type} does not exist; it is Exact, Prefix or ImplementationSpecific.',
      'templated-port':
        'The template fills in servicePort: {ports}. {to} wants to know whether it is the number of a port (port.number) or its name (port.name). Write it there, or state it for all charts with --option ingress-v1.templatedPorts=number or =name.',
      printed: 'The template prints {what} from values, which may have the form of v1beta1. Move the template and these values to networking.k8s.io/v1 together.',
      'old-form': 'The object says networking.k8s.io/v1, but {field} is a form of v1beta1, which v1 drops or refuses. Set apiVersion back to networking.k8s.io/v1beta1 to have the whole object converted.',
    },
    references: [
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#ingress-v122',
      'https://kubernetes.io/docs/concepts/services-networking/ingress/',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/1453-ingress-api',
    ],
  },
  run(manifest, context) {
    const { data, group, version, apiVersion } = manifest;
    const written = asWritten(data);
    if (atLeast(context.target.to, '1.18') && isText(getIn(written, classAnnotation))) {
      if (isText(getIn(written, ['spec', 'ingressClassName']))) return context.manual('class-twice', { at: classAnnotation });
      context.info('class-annotation', { at: classAnnotation });
    }
    if (version === 'v1') {
      for (const at of oldForms(written['spec'])) context.manual('old-form', { at, values: { field: String(at.at(-1)) } });
      return;
    }
    const current = lifecycleOf(group, version, 'Ingress');
    const move = current && versionMove(current, context);
    if (!move) return;
    const nested = move.goal.version === 'v1';
    const spec = readSpec(written['spec'], manifest.partial);
    for (const { id, at, values, malformed } of spec.problems) context.manual(id, { at, values: { version: apiVersion, ...values }, ...(malformed ? { malformed } : {}) });
    const [printed] = spec.printed;
    if (nested && printed) context.manual('printed', { at: printed.at, values: { what: [...new Set(spec.printed.map(({ what }) => what))].join(' and ') }, once: true });
    if (spec.problems.length > 0 || (nested && printed)) return;
    const { pathType, templatedPorts } = context.options;
    // What is the port of a Service elsewhere is a number here, too.
    const backends = spec.backends.map((backend): Backend => (backend.value instanceof Hole && backend.port === 'templated' && context.isInteger(backend.value) ? { ...backend, port: 'number' } : backend));
    const open = backends.filter(({ port, value }) => nested && port === 'templated' && (templatedPorts === 'manual' || (templatedPorts === 'choose' && !isNumber(value))));
    const [undecided] = open;
    if (undecided) {
      const values = { ports: [...new Set(open.map(({ value }) => String(value)))].join(', '), to: move.apiVersion };
      return context.manual('templated-port', { at: [...undecided.path, 'servicePort'], values, once: true, release: '--option ingress-v1.templatedPorts=number' });
    }

    const digits = nested ? backends.filter((backend) => backend.port === 'digits') : [];
    const types = nested ? spec.untyped.map((path) => typeOf(path, context)) : [];
    const kept = spec.untyped.filter((_, index) => pathType === 'Prefix' && types[index] === 'ImplementationSpecific');
    const prefix = types.includes('Prefix');
    const change: Change = {
      at: ['apiVersion'],
      values: { from: apiVersion, to: move.apiVersion, ports: listOf(digits.map((backend) => backend.value)), paths: listOf(kept.map(({ value }) => value)) },
      notes: [...(digits.length > 0 ? ['digits'] : []), ...(kept.length > 0 ? ['not-prefix'] : []), ...(move.toAnotherGroup ? ['prune'] : [])],
      safety: prefix ? 'review' : 'safe',
      ...move.versions,
    };
    context.change(prefix ? 'moved-prefix' : 'moved', change, (edit) => {
      edit.set(['apiVersion'], move.apiVersion);
      if (!nested) return;
      spec.untyped.forEach(({ path }, index) => edit.set([...path, 'pathType'], types[index] ?? '', { after: 'path' }));
      const isName = ({ port, value }: Backend): boolean =>
        port === 'name' || (port === 'templated' && (templatedPorts === 'name' || (templatedPorts === 'choose' && !context.when(isNumber(value) ?? ''))));
      for (const backend of backends) nestBackend(backend, isName(backend), edit);
      if (getIn(written, ['spec', 'backend']) !== undefined) edit.rename(['spec', 'backend'], 'defaultBackend');
    });
  },
});

/** The path type for a path that has none. Prefix compares whole segments, so it is not for patterns. */
function typeOf({ value }: UntypedPath, { options }: Context): string {
  const prefix = options['pathType'] === 'Prefix' && !(value instanceof Hole) && isPlainPath(value) && !/[*()[\]{}^$|?+\\]/.test(value);
  return prefix ? 'Prefix' : 'ImplementationSpecific';
}

/** `{serviceName, servicePort}` becomes `{service: {name, port}}`. */
function nestBackend({ path, port, named, value }: Backend, isName: boolean, edit: Recorder): void {
  const service = [...path, 'service'];
  if (!named && !port) return;
  edit.set(service, {}, 'first');
  if (named) edit.move([...path, 'serviceName'], [...service, 'name']);
  if (!port) return;
  edit.set([...service, 'port'], {});
  if (port === 'digits') edit.set([...path, 'servicePort'], Number(value));
  edit.move([...path, 'servicePort'], [...service, 'port', isName ? 'name' : 'number']);
}

/** Asks whether what one action prints reads as a number; undefined where a port is not all of one action. */
function isNumber(port: Backend['value']): string | undefined {
  const [, pipeline] = /^\{\{-?\s*((?:(?!\}\}|\{\{)[^])*?)\s*-?\}\}$/.exec(String(port)) ?? [];
  if (pipeline === undefined || /^(?:template|if|with|range|else|end)\b|:=|^\/\*/.test(pipeline)) return undefined;
  return `regexMatch "^[0-9]+$" (toString ${/^\S+$/.test(pipeline) ? pipeline : `(${pipeline})`})`;
}

function listOf(values: readonly Backend['value'][]): string {
  return values.map((value) => JSON.stringify(String(value))).join(', ');
}
