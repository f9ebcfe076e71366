import test from 'ava';
import fc from 'fast-check';
import { redactData, redacted, redactText } from '../../src/model/redaction.js';
import { redactDocument } from '../../src/source/redact.js';

const secretWord = 'Zebra9Quartz7';

const shown: readonly string[] = [
  'secretName: tls-web',
  'serviceAccountName: web',
  'automountServiceAccountToken: true',
  'tokenPath: /var/run/token',
  '--token-auth-file=/etc/tokens.csv',
  'password: $(DB_PASSWORD)',
  'password: {{ .Values.password }}',
  'secretKeyRef:',
  '--token-ttl 24h --auth --insecure',
  'cp --token /etc/token .',
  'https://example.com:8443/path@home',
  'The key of the ConfigMap is missing: write it.',
];

for (const text of shown) test(`is no credential: ${text}`, (t) => t.is(redactText(text), text));

const hidden: readonly string[] = [
  `password: ${secretWord}`,
  `DB_PASSWORD=${secretWord}`,
  `"apiKey": "${secretWord}"`,
  `--token=${secretWord}`,
  `args: [--verbose, --token=${secretWord}]`,
  `command: server --db-password=${secretWord}`,
  `client_secret = '${secretWord}'`,
  `Authorization: Bearer ${secretWord}`,
  `command: server --db-password ${secretWord} --port 80`,
  `["--token", "${secretWord}"]`,
  `postgres://shop:${secretWord}@db/shop`,
  `-----BEGIN RSA PRIVATE KEY-----\n${secretWord}\n-----END RSA PRIVATE KEY-----`,
  `eyJhbGciOiJIUzI1NiJ9.${secretWord}.c2ln`,
  `ghp_${secretWord}${secretWord}`,
];

for (const text of hidden) {
  test(`is a credential: ${text.slice(0, 30)}`, (t) => {
    const result = redactText(text);
    t.false(result.includes(secretWord), result);
    t.true(result.includes(redacted));
    t.is(result.split('\n').length, text.split('\n').length);
  });
}

const secret = `apiVersion: v1
kind: Secret
metadata:
  name: db # the shop's
data:
  user: ${secretWord}
  number: 12345
  block: |
    ${secretWord}
     more ${secretWord}
stringData: {"a": "${secretWord}", b: ${secretWord}} # kept
type: Opaque
`;

test('the values of a Secret are hidden, its lines and names stay', (t) => {
  const result = redactDocument(secret);
  t.false(result.includes(secretWord), result);
  t.false(result.includes('12345'));
  t.true(result.includes("name: db # the shop's"));
  t.true(result.includes('# kept'));
  t.is(result.split('\n').length, secret.split('\n').length);
});

test('a Secret that cannot be parsed is hidden all the same', (t) => {
  const result = redactDocument(`${secret}  broken: {{ x }}: [\n`);
  t.false(result.includes(secretWord), result);
  t.true(result.includes('kind: Secret'));
});

test('a Secret in a List, and environment variables', (t) => {
  const data = {
    kind: 'List',
    items: [
      { kind: 'Secret', data: { a: secretWord }, metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"a":"${secretWord}"}}` } } },
      { kind: 'Pod', spec: { containers: [{ env: [{ name: 'DB_PASSWORD', value: secretWord }, { name: 'MODE', value: 'fast' }], args: [`--api-key=${secretWord}`, '--v=2'] }] } },
    ],
  };
  const text = JSON.stringify(redactData(data));
  t.false(text.includes(secretWord), text);
  t.true(text.includes('"fast"') && text.includes('--v=2'));
});

test('what follows a flag in a list of arguments', (t) => {
  const text = `kind: Pod\nspec:\n  containers:\n  - args:\n    - --api-key\n    - ${secretWord}\n    - --port\n    - "8080"\n    - --token\n    - --verbose\n`;
  const result = redactDocument(text);
  t.false(result.includes(secretWord), result);
  t.true(result.includes('"8080"') && result.includes('--verbose'));
  t.false(JSON.stringify(redactData({ args: ['--api-key', secretWord] })).includes(secretWord));
});

test('whatever a Secret holds is hidden, in every layout', (t) => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/);
  const value = fc.string({ maxLength: 12 }).map((text) => `${secretWord}${text}`);
  fc.assert(
    fc.property(fc.dictionary(name, value, { minKeys: 1, maxKeys: 4 }), fc.boolean(), fc.integer({ min: 0, max: 4 }), (data, list, indent) => {
      const object = { apiVersion: 'v1', kind: 'Secret', data };
      const text = JSON.stringify(list ? { kind: 'List', apiVersion: 'v1', items: [object] } : object, undefined, indent);
      t.false(redactDocument(text).includes(secretWord));
    }),
    { numRuns: 500 },
  );
});
