import { getIn, type JsonObject, type JsonValue, type Manifest } from '../../src/transform.js';
import { hintsAnnotations, type Replacement } from './replacement.js';

/** Another way of routing that a Service asks for beside `topologyKeys`. */
export interface Present {
  /** As written, for the reader. */
  readonly text: string;
  /** Whether it asks for what the replacement asks for. */
  readonly same: boolean;
}

/**
 * The routing that a Service already asks for, seen from what is to be written.
 *
 * Source: KEP-2086, KEP-2433 and KEP-4444 on which of them takes precedence.
 */
export function presentIn(spec: JsonObject, manifest: Manifest, { message, path, value }: Replacement): Present | undefined {
  const internal = spec['internalTrafficPolicy'] ?? undefined;
  const distribution = spec['trafficDistribution'] ?? undefined;
  const hints = hintsOf(manifest);
  if (message === 'local') {
    if (hints) return { text: hints.text, same: false };
    if (distribution !== undefined) return { text: `trafficDistribution: ${text(distribution)}`, same: false };
    return internal === undefined ? undefined : { text: `internalTrafficPolicy: ${text(internal)}`, same: internal === value };
  }
  // Cluster is the default, and Local overrides what the replacement says.
  if (internal !== undefined && internal !== 'Cluster') return { text: `internalTrafficPolicy: ${text(internal)}`, same: false };
  // The annotation takes precedence over the field.
  if (hints) return { text: hints.text, same: hints.on && value !== 'PreferSameNode' };
  if (distribution === undefined) return undefined;
  const alias = distribution === 'PreferClose' && value === 'PreferSameZone';
  return { text: `trafficDistribution: ${text(distribution)}`, same: path.at(-1) === 'trafficDistribution' && (distribution === value || alias) };
}

/** The annotation for hints, in either or both of its names; `on` where each asks for hints. */
export function hintsOf(manifest: Manifest): { readonly text: string; readonly on: boolean } | undefined {
  const written = hintsAnnotations.flatMap((name) => {
    const value = getIn(manifest.data, ['metadata', 'annotations', name]);
    return value === undefined ? [] : [{ name, value }];
  });
  if (written.length === 0) return undefined;
  return {
    text: written.map(({ name, value }) => `${name}: ${text(value)}`).join(', '),
    on: written.every(({ value }) => value === 'auto' || value === 'Auto'),
  };
}

function text(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
