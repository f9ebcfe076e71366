/** The scripts of this repository: `npm run docs`, `npm run docs:check`, `npm run new-transform -- ID`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transforms } from '../../transforms/index.js';
import { KnownError } from '../model/known-error.js';
import { generatedTexts } from './docs.js';
import { newTransform } from './new-transform.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

function docs(check: boolean): void {
  for (const { file, text } of generatedTexts(transforms)) {
    const path = join(root, file);
    const current = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const wanted = text(current);
    if (current === wanted) continue;
    if (check) throw new KnownError(`${file} is not up to date.`, { hint: 'Run "npm run docs" and commit the result.' });
    writeFileSync(path, wanted);
    process.stdout.write(`${file} written\n`);
  }
}

const [task, argument = ''] = process.argv.slice(2);
try {
  if (task === 'docs') docs(argument === '--check');
  else if (task === 'new-transform') process.stdout.write(`${newTransform(root, argument)} made: edit it, then run "npm test"\n`);
  else throw new KnownError(`There is no task ${JSON.stringify(task ?? '')}.`, { hint: 'Tasks are docs [--check] and new-transform ID.' });
} catch (error) {
  if (!(error instanceof KnownError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint === undefined ? '' : `Hint: ${error.hint}\n`}`);
  process.exitCode = 2;
}
