import fc from 'fast-check';
import { findingStatuses, impacts, waves, type Finding } from '../../src/model/finding.js';
import { buckets } from '../../src/model/plan.js';
import type { Report } from '../../src/model/report.js';
import { file, finding, reportOfFiles } from './sample-report.js';

/** Texts that are out to break a format, whole or in parts. */
export const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.array(
    fc.constantFrom('\u0000', '\u001b[31m', '\r\n', '\n', '\t', ' ', '\ud800', '\udfff', '\ufffe', '\uffff', '\u2028', '\u202e', ']]>', '<!--', '-->', '<a b="c">', '&amp;', '&#0;', '"', "'", '\\', '%0A', '%', '::error::x', '::stop-commands::x', ',', ':', '=', '[a](javascript:b)', '](', '{0}', '{', '`', '$(id)', '../', '/', '//', 'C:', 'file://', '<stdin>', '?', '#', 'ä', '😀', 'a'),
    { maxLength: 8 },
  ).map((parts) => parts.join('')),
);

const position = { line: fc.integer({ min: 1, max: 2_000_000 }), column: fc.integer({ min: 1, max: 2_000_000 }) };

const hostileFinding: fc.Arbitrary<Finding> = fc
  .record(
    {
      ...position,
      transform: hostileText.filter((text) => text !== ''),
      messageId: hostileText,
      status: fc.constantFrom(...findingStatuses),
      impact: fc.constantFrom(...impacts),
      wave: fc.constantFrom(...waves),
      message: hostileText.filter((text) => text !== ''),
      notes: fc.array(hostileText, { maxLength: 2 }),
      help: hostileText,
      path: hostileText,
      apiVersion: hostileText,
      kind: hostileText,
      namespace: hostileText,
      name: hostileText,
      release: hostileText,
      gate: hostileText,
      excerpt: hostileText,
    },
    { requiredKeys: ['line', 'column', 'status'] },
  )
  .map((changed) => finding(changed));

const hostileFile = fc
  .record({
    path: hostileText.filter((text) => text !== ''),
    bucket: fc.constantFrom(...buckets),
    reason: hostileText,
    findings: fc.array(hostileFinding, { maxLength: 4 }),
    suppressed: fc.array(fc.record({ finding: hostileFinding, reason: hostileText, by: fc.constantFrom('comment' as const, 'configuration' as const) }), { maxLength: 2 }),
    staleSuppressions: fc.array(
      fc.record({ ...position, path: hostileText, text: hostileText, problem: fc.constantFrom('matches nothing' as const, 'malformed' as const) }, { requiredKeys: ['text', 'problem'] }),
      { maxLength: 2 },
    ),
  })
  .map(({ path, bucket, ...more }) => file(path, bucket, more));

/** Reports with such texts wherever one can stand; no file is in them twice. */
export const hostileReport: fc.Arbitrary<Report> = fc
  .record({
    files: fc.uniqueArray(hostileFile, { maxLength: 4, selector: ({ path }) => path }),
    outcomes: fc.array(fc.option(fc.record({ outcome: fc.constantFrom('written' as const, 'not-written' as const), reason: hostileText })), { minLength: 4, maxLength: 4 }),
    unread: fc.array(fc.record({ path: hostileText.filter((text) => text !== ''), reason: hostileText }), { maxLength: 2 }),
  })
  .map(({ files, outcomes, unread }) => ({
    ...reportOfFiles(files, new Map(files.flatMap(({ path }, index) => (outcomes[index] ? [[path, outcomes[index]]] : [])))),
    unread,
  }));
