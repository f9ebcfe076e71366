import { describeEmbedding } from '../model/embedding.js';
import type { Bucket } from '../model/plan.js';
import type { Report } from '../model/report.js';

/** Embedded texts that were left alone: `a.yaml:30:13 (ConfigMap shop/a, data["b.yaml"])`, and why. */
export function unreadEmbeddings({ files }: Report): { readonly place: string; readonly reason: string; readonly bucket: Bucket }[] {
  return files.flatMap(({ path, unreadEmbedded = [] }) =>
    unreadEmbedded.map(({ line, column, bucket, embedded, reason }) => ({ place: `${path}:${line}:${column} (${describeEmbedding(embedded)})`, reason, bucket })),
  );
}
