import { describeEmbedding } from '../model/embedding.js';
import type { Bucket } from '../model/plan.js';
import type { Report } from '../model/report.js';

/** An embedded text that was left alone. */
export interface UnreadEmbeddedText {
  /** The file. */
  readonly path: string;
  /** In the file: `30:13 (ConfigMap shop/a, data["b.yaml"])`. */
  readonly at: string;
  readonly reason: string;
  readonly bucket: Bucket;
}

/** Embedded texts that were left alone, in the order of the files. */
export function unreadEmbeddings({ files }: Pick<Report, 'files'>): UnreadEmbeddedText[] {
  return files.flatMap(({ path, unreadEmbedded = [] }) =>
    unreadEmbedded.map(({ line, column, bucket, embedded, reason }) => ({ path, at: `${line}:${column} (${describeEmbedding(embedded)})`, reason, bucket })),
  );
}

/** Those of them that could not be understood. */
export function notUnderstood(report: Pick<Report, 'files'>): UnreadEmbeddedText[] {
  return unreadEmbeddings(report).filter(({ bucket }) => bucket === 'unreadable');
}
