import { isCidr } from '../_shared/ip-addresses.js';

const truths = ['1', 't', 'T', 'TRUE', 'true', 'True'];
const falsehoods = ['0', 'f', 'F', 'FALSE', 'false', 'False'];

/** A boolean in one of the spellings of Go's `strconv.ParseBool`; undefined for any other text. */
export function readBoolean(text: string): boolean | undefined {
  if (truths.includes(text)) return true;
  return falsehoods.includes(text) ? false : undefined;
}

/** What `…/external-traffic` says in the words of `spec.externalTrafficPolicy`. Source: release notes of 1.7. */
export function readTrafficPolicy(text: string): 'Local' | 'Cluster' | undefined {
  if (text === 'OnlyLocal') return 'Local';
  return text === 'Global' ? 'Cluster' : undefined;
}

/** A port that is written in decimal digits. */
export function readPort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/**
 * CIDRs joined by commas, blanks around them ignored; empty where nothing is written, undefined where
 * one is no CIDR. Source: `GetLoadBalancerSourceRanges` in pkg/api/v1/service.
 */
export function readSourceRanges(text: string): string[] | undefined {
  if (text.trim() === '') return [];
  const ranges = text.split(',').map((range) => range.trim());
  return ranges.every(isCidr) ? [...new Set(ranges)] : undefined;
}
