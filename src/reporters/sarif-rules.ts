import type { ReportingDescriptor } from 'sarif';
import type { Report, Rule } from '../model/report.js';
import { compareSeverities, type Severity } from '../model/severity.js';

/** GitHub shows no more of a description. Source: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support */
const longestDescription = 1024;

/** GitHub takes no more of a name. */
const longestName = 255;

/** GitHub shows no more tags of a rule, and refuses a file with more than twenty. */
const mostTags = 10;

const problemSeverities: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'recommendation' };

/** What is known of the rules that speak; a transform that the report says nothing of is known by its id. */
export function rulesOf(report: Report): Rule[] {
  const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
  for (const { findings, suppressed } of report.files) {
    for (const { transform: id } of [...findings, ...suppressed.map(({ finding }) => finding)]) {
      if (!rules.has(id)) rules.set(id, { id, title: id, description: '', safety: 'report', help: '', keps: [], featureGates: [], references: [] });
    }
  }
  return [...rules.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * A rule as code-scanning services show it.
 *
 * @param severities of the rule's results: a rule says nothing of how bad what it finds is, so the worst counts
 */
export function ruleDescriptor(rule: Rule, severities: readonly Severity[]): ReportingDescriptor {
  const { id, title, description, safety, help, keps, featureGates } = rule;
  const name = pascalCase(id).slice(0, longestName);
  const worst = severities.toSorted(compareSeverities)[0] ?? 'note';
  return {
    id,
    ...(name.toLowerCase() === id.toLowerCase() ? {} : { name }),
    shortDescription: { text: abbreviated(title || id) },
    fullDescription: { text: abbreviated(description || title || id) },
    help: helpOf(rule),
    ...(isAddress(help) ? { helpUri: help } : {}),
    defaultConfiguration: { level: worst },
    properties: {
      tags: [...new Set(['kubernetes', safety, ...keps.map((kep) => `KEP-${kep}`), ...featureGates])].slice(0, mostTags),
      // Only what is safe is known to mean the same for every cluster.
      precision: safety === 'safe' ? 'very-high' : 'high',
      'problem.severity': problemSeverities[worst],
    },
  };
}

function helpOf({ id, title, description, references }: Rule): { text: string; markdown: string } {
  const explain = `k8s-upgrade explain ${id}`;
  const sources = references.map((reference) => (isAddress(reference) ? `- <${reference}>` : `- ${reference}`));
  return {
    text: [description || title || id, ...(references.length === 0 ? [] : ['Sources:', ...references]), `More: ${explain}`].join('\n'),
    markdown: [`# ${title || id}`, ...(description === '' ? [] : [description]), ...(sources.length === 0 ? [] : ['## Sources', sources.join('\n')]), `More, with an example: \`${explain}\``].join('\n\n'),
  };
}

function isAddress(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}

/** `PodDisruptionBudgetV1` for `pod-disruption-budget-v1`. */
export function pascalCase(id: string): string {
  return id.split(/[^\p{L}\p{N}]+/u).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
}

function abbreviated(text: string): string {
  return text.length <= longestDescription ? text : `${text.slice(0, longestDescription - 1)}…`;
}
