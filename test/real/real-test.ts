import test from 'ava';
import { missingPrograms } from './programs.js';

if (missingPrograms !== undefined) process.stderr.write(`SKIPPED: tests with Helm and kubectl: ${missingPrograms}\n`);

/** AVA's `test` for what runs Helm or kubectl: skipped, and said so, where they cannot be run. */
export const realTest = missingPrograms === undefined ? test : test.skip;

/** The same for what does not work yet: it fails as soon as it works, and then becomes a {@link realTest}. */
export const failingRealTest = missingPrograms === undefined ? test.failing : test.failing.skip;
