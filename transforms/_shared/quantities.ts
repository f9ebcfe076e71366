/**
 * Reads a resource quantity (`100Mi`, `1.5G`, `500m`, `1e3`) as a number of its base unit; undefined for
 * what Kubernetes refuses.
 *
 * Source: `ParseQuantity` in k8s.io/apimachinery/pkg/api/resource.
 */
export function readQuantity(written: unknown): number | undefined {
  if (typeof written !== 'string' && typeof written !== 'number') return undefined;
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?\d+))?$/.exec(String(written));
  if (!match) return undefined;
  const [, digits, binary, decimal, exponent] = match;
  const base = Number(digits);
  if (binary !== undefined) return base * 1024 ** ('KMGTPE'.indexOf(binary.charAt(0)) + 1);
  if (decimal !== undefined) return base * 10 ** ({ n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }[decimal] ?? 0);
  return exponent === undefined ? base : base * 10 ** Number(exponent);
}
