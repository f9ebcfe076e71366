import type { Finding, SuppressedFinding } from '../../model/finding.js';
import type { PlannedWorld } from './worlds.js';

/** What the worlds of a template have to say; each thing once. */
export function findingsOf(worlds: readonly PlannedWorld[]): { readonly findings: readonly Finding[]; readonly suppressed: readonly SuppressedFinding[] } {
  const findings = new Map<string, Finding>();
  const suppressed = new Map<string, SuppressedFinding>();
  const regular = worlds.some(({ idleLoop }) => !idleLoop) ? worlds.filter(({ idleLoop }) => !idleLoop) : worlds;
  const planned = [...new Map(regular.flatMap(({ documents }) => documents.flatMap(({ plan, start }) => (plan ? [[plan, start] as const] : []))))];
  // What no version accepts is news only where the template never prints anything better.
  const sound = new Set(planned.flatMap(([{ malformed }, start]) => (malformed ? [] : [start])));
  for (const [plan, start] of planned) {
    if (plan.malformed && sound.has(start)) continue;
    for (const finding of plan.findings) {
      const key = plan.once.has(finding) ? `${start} ${keyOf({ ...finding, line: 0, column: 0, path: '' })}` : keyOf(finding);
      const known = findings.get(key);
      if (!known || finding.line < known.line) findings.set(key, finding);
    }
    for (const silenced of plan.suppressed) if (!suppressed.has(keyOf(silenced.finding))) suppressed.set(keyOf(silenced.finding), silenced);
  }
  return { findings: withoutEchoes([...findings.values()]), suppressed: [...suppressed.values()] };
}

/** Where one text says that a person has to decide, that is why the others cannot be changed. */
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const objectOf = ({ transform, kind, name }: Finding): string => JSON.stringify([transform, kind, name]);
  const asked = new Set(findings.filter(({ status }) => status === 'manual').map(objectOf));
  return findings.filter((finding) => finding.refusal !== 'template' || !asked.has(objectOf(finding)));
}

/** Findings of one key say the same. What could not be made in one way is said once, whatever the ways are. */
function keyOf({ transform, messageId, status, line, column, path, kind, name, refusal }: Finding): string {
  return JSON.stringify(refusal === 'template' ? [transform, kind, name] : [transform, messageId, status, line, column, path, kind, name]);
}
