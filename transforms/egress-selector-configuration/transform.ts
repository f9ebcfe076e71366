import { defineTransform, getIn, isList, isObject, type JsonObject, type JsonValue, type Path, type Recorder } from '../../src/transform.js';

/** How 1.17 named the ways to connect, and their names since 1.18. */
const protocols: Readonly<Record<string, string>> = { 'http-connect': 'HTTPConnect', direct: 'Direct' };
const tlsKeys = ['caBundle', 'clientKey', 'clientCert'];

export default defineTransform({
  meta: {
    id: 'egress-selector-configuration',
    title: 'EgressSelectorConfiguration v1alpha1 to v1beta1',
    description:
      'Kubernetes 1.18 gave the connections of an egress selector another shape, in `v1alpha1` as well as in the new `v1beta1`: ' +
      '`type` became `proxyProtocol`, and `httpConnect` became `transport.tcp` with a `tlsConfig`.',
    kinds: [{ group: 'apiserver.k8s.io', kind: 'EgressSelectorConfiguration' }],
    triggers: ['EgressSelectorConfiguration'],
    safety: 'safe',
    introduced: '1.18',
    keps: [1281],
    messages: {
      moved: 'EgressSelectorConfiguration moves from apiserver.k8s.io/v1alpha1 to v1beta1, which has the same fields.',
      reshaped:
        'EgressSelectorConfiguration moves from apiserver.k8s.io/v1alpha1 to v1beta1; connections are written as Kubernetes reads them since 1.18, with proxyProtocol and transport.',
      'unknown-type': 'The connection type “{type}” is none that Kubernetes 1.17 knew (http-connect, direct); write proxyProtocol and transport by hand.',
      malformed: 'The connection is neither of the form that Kubernetes 1.17 read nor of the one read since; write proxyProtocol and transport by hand.',
    },
    references: [
      'https://kubernetes.io/docs/tasks/extend-kubernetes/setup-konnectivity/',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/1281-network-proxy',
      'https://github.com/kubernetes/apiserver/blob/master/pkg/apis/apiserver/v1beta1/types.go',
    ],
  },
  run({ version, data }, context) {
    if (version !== 'v1alpha1') return;
    const { egressSelections } = data;
    if (!isList(egressSelections)) return context.manual('malformed', { at: Object.hasOwn(data, 'egressSelections') ? ['egressSelections'] : ['kind'] });
    const connections = egressSelections.map((selection, index) => ({
      path: ['egressSelections', index, 'connection'],
      shape: shapeOf(isObject(selection) ? selection['connection'] : undefined),
    }));
    for (const { path, shape } of connections) {
      if (typeof shape !== 'string') return context.manual('unknown-type', { at: [...path, 'type'], values: { type: shape.type } });
      if (shape === 'malformed') return context.manual('malformed', { at: path });
    }
    const old = connections.filter(({ shape }) => shape === 'old');
    context.change(old.length > 0 ? 'reshaped' : 'moved', { at: ['apiVersion'] }, (edit) => {
      edit.set(['apiVersion'], 'apiserver.k8s.io/v1beta1');
      for (const { path } of old) reshape(edit, path, data);
    });
  },
});

/** Of one form alone; a connection of both is left to a person. */
function shapeOf(connection: JsonValue | undefined): 'old' | 'new' | 'malformed' | { readonly type: string } {
  if (!isObject(connection)) return 'malformed';
  const { type, httpConnect = null, proxyProtocol, transport = null } = connection;
  if (type === undefined) {
    const known = typeof proxyProtocol === 'string' && httpConnect === null && (transport === null || isObject(transport));
    return known ? 'new' : 'malformed';
  }
  if (typeof type !== 'string' || proxyProtocol !== undefined || transport !== null) return 'malformed';
  if (!Object.hasOwn(protocols, type)) return { type };
  if (type === 'direct') return httpConnect === null ? 'old' : 'malformed';
  return isObject(httpConnect) && typeof httpConnect['url'] === 'string' ? 'old' : 'malformed';
}

function reshape(edit: Recorder, path: Path, data: JsonObject): void {
  const { type, httpConnect } = getIn(data, path) as JsonObject;
  edit.set([...path, 'type'], protocols[String(type)] ?? '');
  edit.rename([...path, 'type'], 'proxyProtocol');
  if (httpConnect === null) edit.remove([...path, 'httpConnect']);
  if (!isObject(httpConnect)) return;
  // The block stays where it is, comments and all; what it holds moves further in.
  const transport = [...path, 'transport'];
  edit.rename([...path, 'httpConnect'], 'transport');
  edit.set([...transport, 'tcp'], {}, 'first');
  const tls = Object.keys(httpConnect).filter((key) => tlsKeys.includes(key));
  for (const key of Object.keys(httpConnect).filter((key) => !tls.includes(key))) edit.move([...transport, key], [...transport, 'tcp', key]);
  if (tls.length > 0) edit.set([...transport, 'tcp', 'tlsConfig'], {});
  for (const key of tls) edit.move([...transport, key], [...transport, 'tcp', 'tlsConfig', key]);
}
