import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env } from 'node:process';
import { chromium, type Browser } from 'playwright-core';

/** Chromium as Linux distributions and Chrome's own packages name it. */
const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The browser of the machine; `CHROMIUM` names another one. */
export const chromiumPath: string | undefined = [
  ...(env['CHROMIUM'] === undefined ? [] : [env['CHROMIUM']]),
  ...(env['PATH'] ?? '').split(delimiter).flatMap((directory) => names.map((name) => join(directory, name))),
].find((path) => existsSync(path));

/** Everything that would ask the network for something on the browser's own account is off. */
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

let browser: Promise<Browser> | undefined;

/** Starts the browser, with an empty profile of its own. */
export async function startBrowser(): Promise<Browser> {
  browser ??= chromium.launch({ args: flags, ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }) });
  return browser;
}

export async function stopBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}
