import type { Finding, StaleSuppression } from '../model/finding.js';
import type { Bucket } from '../model/plan.js';
import type { FileReport, Report } from '../model/report.js';
import { severityOf } from '../model/severity.js';
import { bucketName } from './counts.js';
import { objectName, positionOf } from './group.js';
import { isOutstanding } from './open-findings.js';
import { printable } from './printable.js';
import { sentencesOf } from './sentences.js';
import { describeStale } from './text.js';
import { xmlDocument, type XmlElement } from './xml.js';
import { notUnderstood } from './unread-embeddings.js';

/** Buckets of files that were not looked into. */
const leftAlone: readonly Bucket[] = ['template', 'patch', 'encrypted'];

type Result = 'passed' | 'failure' | 'error' | 'skipped';

interface TestCase {
  readonly name: string;
  readonly result: Result;
  /** One line; of failures and errors. */
  readonly message?: string;
  readonly type?: string;
  /** What there is to read. */
  readonly text?: string;
}

interface TestSuite {
  readonly name: string;
  readonly cases: readonly TestCase[];
  readonly output?: string;
}

/**
 * The report as JUnit XML, for the test results of a CI server: a suite a file, a test case a finding.
 * A test case fails where `--check` would; it is skipped where a finding is suppressed or a file left
 * alone, and passes where there is nothing to do. Files without Kubernetes objects are left out.
 *
 * Of the dialects it keeps to what the schema of Jenkins allows, which GitLab, Azure DevOps and others
 * read too: no attributes beside name, class and time, the reason of a skipped test case as text.
 */
export function junit(report: Report): string {
  const suites = [
    ...report.unread.map(({ path, reason }) => unreadSuite(path, reason)),
    ...report.files.flatMap((file) => fileSuite(file, report)),
    ...configurationSuite(report),
  ];
  const all = suites.flatMap(({ cases }) => cases);
  return xmlDocument({
    name: 'testsuites',
    attributes: { name: `${report.tool.name}: Kubernetes ${report.target.to}`, tests: all.length, failures: number(all, 'failure'), errors: number(all, 'error'), time: 0 },
    content: suites.map(suiteElement),
  });
}

function fileSuite(file: FileReport, { staleSuppressions }: Report): TestSuite[] {
  const stale = staleSuppressions.filter(({ path }) => path === file.path);
  const cases = numbered([...file.findings.map((finding) => findingCase(finding, file)), ...file.suppressed.map(({ finding, reason }) => ({ name: caseName(finding), result: 'skipped' as const, text: printable(reason) }))]);
  if (file.bucket === 'not-kubernetes' && cases.length === 0 && stale.length === 0) return [];
  const name = printable(file.path);
  const ofFile = fileCase(file);
  const unread = notUnderstood({ files: [file] }).map(({ at, reason }) => unreadCase(`${at}: ${reason}`));
  return [{ name, cases: [...(ofFile === undefined ? [] : [ofFile]), ...numbered([...unread]), ...cases], ...(stale.length === 0 ? {} : { output: staleText(stale) }) }];
}

/** The test case of the file itself; none where its findings say enough. */
function fileCase(file: FileReport): TestCase | undefined {
  if (file.bucket === 'unreadable') return unreadCase(file.reason ?? bucketName(file.bucket));
  if (leftAlone.includes(file.bucket)) return { name: 'is looked into', result: 'skipped', text: printable(file.reason ?? bucketName(file.bucket)) };
  return file.findings.some((finding) => isOutstanding(finding, file)) ? undefined : { name: 'is up to date', result: 'passed' };
}

function findingCase(finding: Finding, file: FileReport): TestCase {
  const sentences = sentencesOf(finding, file);
  const text = [`${printable(file.path)}:${positionOf(finding)}`, ...sentences, ...(finding.help === '' ? [] : [printable(finding.help)])].join('\n');
  const name = caseName(finding);
  if (!isOutstanding(finding, file)) return { name, result: 'passed', text };
  return { name, result: 'failure', message: sentences[0], type: severityOf(finding), text };
}

/** Test results are compared by name: it holds nothing that moves with the lines of a file. */
function caseName(finding: Finding): string {
  return printable(`${objectName(finding)}: ${finding.transform} ${finding.messageId}`);
}

/** Tells test cases of the same name apart. */
function numbered(cases: readonly TestCase[]): TestCase[] {
  const seen = new Map<string, number>();
  return cases.map((testCase) => {
    const ordinal = (seen.get(testCase.name) ?? 0) + 1;
    seen.set(testCase.name, ordinal);
    return ordinal === 1 ? testCase : { ...testCase, name: `${testCase.name} (${ordinal})` };
  });
}

function unreadSuite(path: string, reason: string): TestSuite {
  return { name: printable(path), cases: [unreadCase(reason)] };
}

function unreadCase(reason: string): TestCase {
  const message = printable(reason);
  return { name: 'can be read', result: 'error', message, type: 'unreadable', text: message };
}

/** What the configuration suppresses without effect; comments stand with their files. */
function configurationSuite({ files, staleSuppressions }: Report): TestSuite[] {
  const paths = new Set(files.map(({ path }) => path));
  const stale = staleSuppressions.filter(({ path }) => path === undefined || !paths.has(path));
  return stale.length === 0 ? [] : [{ name: 'configuration', cases: [{ name: 'is read', result: 'passed' }], output: staleText(stale) }];
}

function staleText(stale: readonly StaleSuppression[]): string {
  return stale.map(describeStale).join('\n');
}

function suiteElement({ name, cases, output }: TestSuite): XmlElement {
  return {
    name: 'testsuite',
    attributes: { name, tests: cases.length, failures: number(cases, 'failure'), errors: number(cases, 'error'), skipped: number(cases, 'skipped'), time: 0 },
    content: [...cases.map((testCase) => caseElement(testCase, name)), ...(output === undefined ? [] : [{ name: 'system-out', content: output }])],
  };
}

function caseElement({ name, result, message, type, text }: TestCase, classname: string): XmlElement {
  const attributes = { name, classname, time: 0 };
  if (text === undefined) return { name: 'testcase', attributes };
  const child = result === 'passed' ? 'system-out' : result;
  return { name: 'testcase', attributes, content: [{ name: child, attributes: { message, type }, content: text }] };
}

function number(cases: readonly TestCase[], result: Result): number {
  return cases.filter((testCase) => testCase.result === result).length;
}
