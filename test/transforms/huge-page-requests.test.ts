import test from 'ava';
import fc from 'fast-check';
import { parseQuantity, wholeValue } from '../../transforms/_shared/quantities.js';

const value = (text: string): string | undefined => {
  const quantity = parseQuantity(text);
  return quantity && wholeValue(quantity).toString();
};

test('quantities are read as apimachinery reads them', (t) => {
  const cases: Readonly<Record<string, string>> = {
    '0': '0', '2Mi': '2097152', '1Gi': '1073741824', '1.5Gi': '1610612736', '.5Ki': '512', '1.': '1', '+3k': '3000', '-1M': '-1000000',
    '1e3': '1000', '1E3': '1000', '12e-1': '2', '1E': '1000000000000000000', '1Ei': '1152921504606846976', '1500m': '2', '1n': '1', '-1500m': '-2', '64e3': '64000',
  };
  for (const [text, expected] of Object.entries(cases)) t.is(value(text), expected, text);
  for (const text of ['', '.', 'Mi', '2mi', '2 Mi', '2K', '1e', '1e3Mi', '0x10', '1_000', '2MiB', '--1', '1e999999999', '1'.repeat(101)]) t.is(value(text), undefined, text);
});

test('a whole number of pages divides by their size, and one byte more does not', (t) => {
  fc.assert(
    fc.property(fc.constantFrom('Ki', 'Mi', 'Gi', 'k', 'M', 'G', ''), fc.integer({ min: 2, max: 1024 }), fc.bigInt({ min: 0n, max: 10n ** 12n }), (unit, size, pages) => {
      const page = BigInt(value(`${size}${unit}`) ?? '');
      const amount = BigInt(value(`${pages * BigInt(size)}${unit}`) ?? '');
      const more = BigInt(value(String(amount + 1n)) ?? '');
      return amount === pages * page && amount % page === 0n && more % page !== 0n;
    }),
  );
  t.pass();
});
