import test from 'ava';
import { describeError } from '../../src/cli/errors.js';
import { KnownError } from '../../src/model/known-error.js';

test('what the user can settle is a sentence and a hint', (t) => {
  t.is(describeError(new KnownError('It is not there.', { hint: 'Look elsewhere.' }), false), 'Error: It is not there.\nHint: Look elsewhere.\n');
  t.is(describeError(new KnownError('It is not there.'), false), 'Error: It is not there.\n');
  t.is(describeError(new KnownError('a:1:1: one\nb:2:2: two'), false), 'Error:\n  a:1:1: one\n  b:2:2: two\n');
  t.true(describeError(new KnownError('It is not there.'), true).startsWith('\u001b[31mError:\u001b[39m It'));
});

test('anything else says where to report it, with the stack', (t) => {
  const text = describeError(new TypeError('x is not a function'), false);
  t.regex(text, /^Unexpected error: this is a mistake in k8s-upgrade, not in your files\.\nPlease report it to \S/);
  t.regex(text, /\nk8s-upgrade \d+\.\d+\.\d+\S*, Node\.js v\d/);
  t.regex(text, /\nTypeError: x is not a function\n {4}at /);
  t.regex(describeError('thrown', false), /\nthrown\n$/);
});

test('errors show no control characters of a file', (t) => {
  t.is(describeError(new KnownError('a\u001b[2J', { hint: 'b\u202e' }), false), 'Error: a\\u{1b}[2J\nHint: b\\u{202e}\n');
});
