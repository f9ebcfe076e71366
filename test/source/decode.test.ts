import test from 'ava';
import fc from 'fast-check';
import { decode, encode } from '../../src/source/decode.js';

test('what can be decoded is encoded to the same bytes', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('utf-8' as const, 'utf-16le' as const, 'utf-16be' as const), fc.boolean(), (text, encoding, mark) => {
      const bytes = encode(encoding === 'utf-8' && !mark ? text : `\uFEFF${text}`, encoding);
      const decoded = decode(bytes);
      if (decoded.ok) t.deepEqual(Buffer.from(encode(decoded.text, decoded.encoding)), Buffer.from(bytes));
      else t.is(decoded.reason, 'a binary file');
    }),
  );
});

test('binary files and broken text are told apart', (t) => {
  t.like(decode(Buffer.from([0x61, 0, 0x62])), { ok: false, reason: 'a binary file' });
  t.like(decode(Buffer.from([0x61, 0xc3, 0x28])), { ok: false, reason: 'not valid UTF-8' });
  t.like(decode(Buffer.from([0xff, 0xfe, 0x00])), { ok: false });
  t.like(decode(Buffer.from([])), { ok: true, text: '' });
});
