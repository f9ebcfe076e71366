/** A quantity of Kubernetes as a fraction: `numerator / denominator`. */
export interface Quantity {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const suffixes: Readonly<Record<string, readonly [base: bigint, exponent: number]>> = {
  n: [10n, -9], u: [10n, -6], m: [10n, -3], '': [10n, 0], k: [10n, 3], M: [10n, 6], G: [10n, 9], T: [10n, 12], P: [10n, 15], E: [10n, 18],
  Ki: [2n, 10], Mi: [2n, 20], Gi: [2n, 30], Ti: [2n, 40], Pi: [2n, 50], Ei: [2n, 60],
};

/**
 * Reads a quantity as `resource.ParseQuantity` of apimachinery does: a decimal number with a binary or
 * decimal suffix, or with an exponent. Undefined for what it refuses and for exponents of more than two
 * digits, which no quantity needs.
 */
export function parseQuantity(text: string): Quantity | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2})|([numkMGTPE]|[KMGTPE]i)?)$/.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', exponent, suffix = ''] = match;
  if (whole + fraction === '' || text.length > 100) return undefined;
  const [base, power] = exponent === undefined ? (suffixes[suffix] ?? [10n, 0]) : [10n, Number(exponent)];
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  const scale = base ** BigInt(Math.abs(power));
  const tenths = 10n ** BigInt(fraction.length);
  return power < 0 ? { numerator: digits, denominator: tenths * scale } : { numerator: digits * scale, denominator: tenths };
}

/** As a whole number, fractions rounded away from zero: `Quantity.Value` of apimachinery. */
export function wholeValue({ numerator, denominator }: Quantity): bigint {
  const quotient = numerator / denominator;
  if (numerator % denominator === 0n) return quotient;
  return numerator < 0n ? quotient - 1n : quotient + 1n;
}

/**
 * Reads a resource quantity (`100Mi`, `1.5G`, `500m`, `1e3`) as a number of its base unit; undefined for
 * what Kubernetes refuses.
 */
export function readQuantity(written: unknown): number | undefined {
  if (typeof written !== 'string' && typeof written !== 'number') return undefined;
  const quantity = parseQuantity(String(written));
  return quantity && Number(quantity.numerator) / Number(quantity.denominator);
}
