/**
 * Ways in which a manifest stands inside another text.
 *
 * - `config-map`: a text in the `data` of a ConfigMap.
 * - `custom-resource`: an object or a text in a field of a custom resource that holds manifests.
 * - `markdown`: a fenced code block of a Markdown file.
 */
export const embeddingKinds = ['config-map', 'custom-resource', 'markdown'] as const;
export type EmbeddingKind = (typeof embeddingKinds)[number];

/** Where an object stands that is not an object of its file. */
export interface Embedding {
  readonly kind: EmbeddingKind;
  /** The object around it: `ConfigMap kube-system/addons`; absent in Markdown. */
  readonly object?: string;
  /** Where in that object: `data["pdb.yaml"]`; absent in Markdown. */
  readonly path?: string;
}

/** An embedded text that seems to hold manifests and could not be planned. Line and column are the file's. */
export interface UnreadEmbedding {
  /** `unreadable` where it cannot be understood; the others are as for files. */
  readonly bucket: 'unreadable' | 'template' | 'patch' | 'encrypted';
  readonly line: number;
  readonly column: number;
  readonly embedded: Embedding;
  readonly reason: string;
}

/** As people refer to it: `ConfigMap kube-system/addons, data["pdb.yaml"]`. */
export function describeEmbedding({ object, path }: Embedding): string {
  return object === undefined ? 'a fenced code block' : `${object}, ${path ?? ''}`;
}

/** Whether a file is one of Markdown, by its name. */
export function isMarkdownName(path: string): boolean {
  return /\.(?:md|markdown|mdown|mkdn?)$/i.test(path);
}
