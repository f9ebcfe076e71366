import { atLeast, type Context, type Hold, type Path, type Version } from '../../src/transform.js';

/** The form that takes the place of `topologyKeys`. */
export interface Replacement {
  /** The id of the message that announces it. */
  readonly message: 'local' | 'hints' | 'distribution';
  /** Where it is written: a field of the spec, or an annotation. */
  readonly path: Path;
  readonly value: string;
  /** The first release that reads it without a gate being stated. */
  readonly introduced: Version;
  readonly notes: readonly string[];
  readonly hold?: Hold;
}

/** Both names of the annotation; where both are written they have to agree. */
export const hintsAnnotations = ['service.kubernetes.io/topology-aware-hints', 'service.kubernetes.io/topology-mode'] as const;

/**
 * What the target has for a routing order, or the id of the message that tells why it has nothing.
 *
 * Source: KEP-2086 (internalTrafficPolicy), KEP-2433 (hints), KEP-4444 and KEP-3015
 * (trafficDistribution); k8s.io/api/core/v1 of the releases named here.
 */
export function replacementFor(order: string, context: Context): Replacement | string {
  const { to } = context.target;
  const sameNode = sameZoneOrNodeServed(context) ? distribution('PreferSameNode', '1.34', order, to) : undefined;
  switch (order) {
    case 'node':
      return local(context);
    case 'node any':
      return sameNode ?? 'node-preference';
    case 'node zone':
    case 'node zone any':
      return sameNode ?? zonal(order, context);
    case 'zone':
    case 'zone any':
      return zonal(order, context);
    case '':
      return 'never-matches';
    default:
      return order.includes('region') ? 'region' : 'unusual-order';
  }
}

function local({ target: { to }, gate }: Context): Replacement {
  const name = 'ServiceInternalTrafficPolicy';
  const hold = {
    because: `The feature gate ${name} is off at the target: the API server drops the field, and traffic goes to every node.`,
    release: `--feature-gates ${name}=true`,
    gate: name,
  };
  return {
    message: 'local',
    path: ['spec', 'internalTrafficPolicy'],
    value: 'Local',
    introduced: releaseFor('1.22', to),
    notes: ['local-fails'],
    ...(gate(name) ? {} : { hold }),
  };
}

/** Routing by zone: `trafficDistribution` where the target serves it, hints before. */
function zonal(order: string, context: Context): Replacement {
  const { to, from } = context.target;
  if (atLeast(to, '1.30') && context.gate('ServiceTrafficDistribution')) {
    return sameZoneOrNodeServed(context) ? distribution('PreferSameZone', '1.34', order, to) : distribution('PreferClose', '1.31', order, to);
  }
  // The spelling that the oldest cluster reads is read by every later one.
  const oldest = from !== undefined && atLeast(from, '1.21') ? from : to;
  const gateOn = context.gate('TopologyAwareHints');
  return {
    message: 'hints',
    path: ['metadata', 'annotations', hintsAnnotations[atLeast(oldest, '1.27') ? 1 : 0]],
    value: atLeast(oldest, '1.22') ? 'Auto' : 'auto',
    introduced: '1.21',
    notes: [
      'hints-fall-back',
      ...(order.startsWith('node') ? ['node-lost'] : []),
      ...(gateOn ? (to === '1.21' ? ['hints-known-issue'] : []) : ['hints-inert']),
    ],
  };
}

function distribution(value: string, onByDefault: Version, order: string, to: Version): Replacement {
  return {
    message: 'distribution',
    path: ['spec', 'trafficDistribution'],
    value,
    introduced: releaseFor(onByDefault, to),
    notes: [
      'distribution-by-hints',
      ...(order.endsWith('any') ? [] : ['falls-back']),
      ...(order.startsWith('node') && value !== 'PreferSameNode' ? ['node-lost'] : []),
      ...(order === 'node any' ? ['zone-before-any'] : []),
    ],
  };
}

function sameZoneOrNodeServed({ target: { to }, gate }: Context): boolean {
  return atLeast(to, '1.33') && gate('ServiceTrafficDistribution') && gate('PreferSameTrafficDistribution');
}

/** Where the target has a form earlier than by default, its gate was stated, for the target only. */
function releaseFor(onByDefault: Version, to: Version): Version {
  return atLeast(to, onByDefault) ? onByDefault : to;
}
