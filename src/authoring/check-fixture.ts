import { deepStrictEqual, equal, ok } from 'node:assert/strict';
import { applyEdits } from '../edit/apply.js';
import { planFile } from '../engine/plan-file.js';
import type { ChartFacts } from '../engine/file-input.js';
import { integerValues } from '../engine/template/integer-values.js';
import { indexHelpers, readHelpers } from '../source/template/helpers.js';
import type { FilePlan } from '../model/plan.js';
import type { Transform } from '../model/transform.js';
import type { ExpectedFinding, Fixture } from './fixture.js';
import { variantsOf } from './variants.js';

/**
 * Checks everything that a fixture promises, and throws an `AssertionError` at the first difference:
 *
 * - the exact bytes of `after`, made by the edits and nothing else;
 * - the findings, with positions;
 * - a second run that changes nothing;
 * - the input bytes left alone;
 * - the same outcome with other line breaks and, but for templates and values, in a multi-document file, in a
 *   `List`, and as JSON.
 */
export function checkFixture(transform: Transform, fixture: Fixture): void {
  const kept = Uint8Array.from(fixture.before);
  const planned = run(fixture, fixture.before);
  const found = findingsOf(planned, transform).map((finding, index) => (fixture.findings[index]?.impact === undefined ? withoutImpact(finding) : finding));
  deepStrictEqual(found, fixture.findings.map(withoutDefaults), `${fixture.name}: findings`);
  equal(afterOf(planned, fixture.before), text(fixture.after), `${fixture.name}: the text afterwards`);
  equal(planned.patch !== undefined, fixture.changes, `${fixture.name}: whether it changes`);
  deepStrictEqual(Uint8Array.from(fixture.before), kept, `${fixture.name}: the input bytes`);
  if (planned.patch) {
    equal(applyEdits(planned.patch.before, planned.patch.edits), planned.patch.after, `${fixture.name}: the edits`);
    checkSecondRun(fixture, fixture.after);
  }
  for (const variant of variantsOf(fixture)) {
    const result = run(fixture, variant.before);
    variant.check(afterOf(result, variant.before), text(fixture.after));
    const outcomes = findingsOf(result, transform).map(({ status, message }) => `${status} ${message}`);
    const expected = fixture.findings.map(({ status, message }) => `${status} ${message}`);
    deepStrictEqual(outcomes.sort(), expected.sort(), `${fixture.name}, ${variant.name}: findings`);
    if (result.patch) checkSecondRun(fixture, Buffer.from(result.patch.after));
  }
}

function checkSecondRun(fixture: Fixture, bytes: Uint8Array): void {
  const second = run(fixture, bytes);
  equal(second.patch?.after, undefined, `${fixture.name}: a second run changes something`);
  deepStrictEqual(second.findings.filter((finding) => finding.status === 'fixed'), [], `${fixture.name}: findings of a second run`);
}

function run(fixture: Fixture, bytes: Uint8Array): FilePlan {
  const role = fixture.template ? 'helm-template' : fixture.values ? 'helm-values' : 'manifest';
  const chart = fixture.template ? { chart: chartOf(fixture, text(bytes)) } : {};
  return planFile({ path: fixture.file, bytes, role, ...chart }, fixture.settings).file;
}

/** A chart of one template. */
function chartOf({ chartValues }: Fixture, template: string): ChartFacts {
  const helpers = indexHelpers(readHelpers('template', template));
  return { directory: '.', helpers, integers: (target) => integerValues([template], target, helpers), values: chartValues };
}

function afterOf(planned: FilePlan, before: Uint8Array): string {
  ok(planned.bucket !== 'unreadable', planned.reason);
  return planned.patch?.after ?? text(before);
}

function text(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** Findings in the form of `findings.yaml`. */
export function findingsOf(planned: FilePlan, transform: Transform): ExpectedFinding[] {
  return planned.findings.map((finding) =>
    withoutDefaults({
      transform: finding.transform,
      status: finding.status,
      message: finding.messageId,
      notes: finding.notes.map((note) => idOfNote(note, transform)),
      path: finding.path,
      line: finding.line,
      column: finding.column,
      ...(finding.release === undefined ? {} : { release: finding.release }),
      ...(finding.gate === undefined ? {} : { gate: finding.gate }),
      impact: finding.impact,
    }),
  );
}

function withoutDefaults(finding: ExpectedFinding): ExpectedFinding {
  const { transform, status, message, notes, path, line, column, release, gate, impact } = finding;
  return {
    transform,
    status,
    message,
    notes,
    path,
    line,
    column,
    ...(release === undefined ? {} : { release }),
    ...(gate === undefined ? {} : { gate }),
    ...(impact === undefined ? {} : { impact }),
  };
}

function withoutImpact({ impact: _impact, ...finding }: ExpectedFinding): ExpectedFinding {
  return finding;
}

/** The id of the message a note was made from, or the note itself where the engine wrote it. */
function idOfNote(note: string, { meta }: Transform): string {
  const found = Object.entries(meta.messages).find(([, message]) => patternOf(message).test(note));
  return found ? found[0] : note;
}

function patternOf(message: string): RegExp {
  const parts = message.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`);
}

/** The ids of all messages and notes that a transform's fixtures raise. */
export function raisedMessages(findings: readonly Pick<ExpectedFinding, 'message' | 'notes'>[]): Set<string> {
  return new Set(findings.flatMap(({ message, notes }) => [message, ...notes]));
}

