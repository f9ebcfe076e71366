import { stderr } from 'node:process';
import { printable } from '../reporters/printable.js';
import { isContinuousIntegration } from './terminal.js';

/** In milliseconds: what the eye can follow, and no more. */
const redrawInterval = 80;

/** What is shown on standard error while files are read. */
export interface Progress {
  update(progress: { readonly done: number; readonly total: number; readonly path: string }): void;
  /** Takes the line away. */
  stop(): void;
}

const silent: Progress = { update: () => undefined, stop: () => undefined };

/** A spinner; nothing where standard error is no terminal, in CI, and with `--quiet`. */
export async function startProgress(quiet: boolean): Promise<Progress> {
  if (quiet || stderr.isTTY !== true || isContinuousIntegration()) return silent;
  const { default: ora } = await import('ora');
  const spinner = ora({ text: 'Looking for files', stream: stderr, discardStdin: false }).start();
  let drawn = 0;
  return {
    update({ done, total, path }) {
      const now = Date.now();
      if (now - drawn < redrawInterval) return;
      drawn = now;
      const text = `${done} of ${total} files  ${printable(path)}`;
      spinner.text = text.slice(0, Math.max(20, stderr.columns - 4));
      // Planning keeps the event loop busy, so the spinner does not turn by itself.
      spinner.render();
    },
    stop: () => spinner.stop(),
  };
}
