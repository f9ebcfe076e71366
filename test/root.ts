import { fileURLToPath } from 'node:url';

/** The repository's root; tests run from `dist/test`. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
