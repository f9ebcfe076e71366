import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { temporaryTree } from '../../workspace/temporary-tree.js';
import { chromiumPath, startBrowser } from './chromium.js';

/** A page that has been opened, and what it did beyond being shown. */
export interface Opened {
  readonly page: Page;
  /** Addresses that were asked for, but for the file itself. */
  readonly requests: readonly string[];
  /** Errors, and what was written to the console. */
  readonly complaints: readonly string[];
}

/** Opens a text as an HTML file. */
export async function open(t: ExecutionContext, html: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const file = join(temporaryTree(t), 'report.html');
  writeFileSync(file, html);
  const context = await (await startBrowser()).newContext({ viewport: { width: 1400, height: 900 }, ...options });
  t.teardown(async () => context.close());
  const page = await context.newPage();
  const [requests, complaints]: [string[], string[]] = [[], []];
  const address = pathToFileURL(file).href;
  await context.route('**', async (route) => {
    const url = route.request().url();
    if (url !== address) requests.push(url);
    await (url === address ? route.continue() : route.abort());
  });
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(address);
  return { page, requests, complaints };
}

/** A test that needs the browser. Without one it is counted as skipped, except in CI, where it fails. */
export const browserTest = chromiumPath !== undefined || env['CI'] ? test.serial : test.serial.skip;
