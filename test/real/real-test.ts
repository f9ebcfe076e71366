import test from 'ava';
import { missingPrograms } from './programs.js';

if (missingPrograms !== undefined) process.stderr.write(`SKIPPED: tests with Helm and kubectl: ${missingPrograms}\n`);

/** AVA's `test` for what runs Helm or kubectl: skipped, and said so, where they cannot be run. */
export const realTest = missingPrograms === undefined ? test : test.skip;
