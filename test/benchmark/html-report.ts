/** How large the HTML report is, and how long a browser takes to open and use it: `npm run benchmark`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromiumPath, startBrowser, stopBrowser } from '../reporters/html/chromium.js';
import { largePage } from '../reporters/html/reports.js';

/** Milliseconds until a page shows its findings, and until a search has changed what is shown. */
async function measure(number: number): Promise<void> {
  const started = performance.now();
  const html = largePage(number);
  const made = performance.now() - started;
  const directory = mkdtempSync(join(tmpdir(), 'k8s-upgrade-'));
  try {
    const file = join(directory, 'report.html');
    writeFileSync(file, html);
    const page = await (await startBrowser()).newPage();
    await page.goto(pathToFileURL(file).href);
    const times = await page.evaluate(async () => {
      const painted = async (): Promise<void> => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      await painted();
      const opened = performance.now();
      const search = document.getElementById('search') as HTMLInputElement;
      search.value = 'web-4';
      const before = performance.now();
      search.dispatchEvent(new Event('input'));
      await painted();
      const searched = performance.now() - before;
      search.value = '';
      search.dispatchEvent(new Event('input'));
      let slowest = 0;
      for (let last = performance.now(), top = 0; top < 40_000; top += 400) {
        scrollTo({ top, behavior: 'instant' });
        await painted();
        slowest = Math.max(slowest, performance.now() - last);
        last = performance.now();
      }
      return { opened, searched, slowest };
    });
    const shown = Object.entries(times).map(([name, time]) => `${name} ${time.toFixed(0)} ms`);
    process.stdout.write(`HTML report of ${number} findings: ${(html.length / 1e6).toFixed(1)} MB, made in ${made.toFixed(0)} ms; ${shown.join(', ')} (slowest frame of scrolling)\n`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (chromiumPath === undefined) {
  process.stdout.write('HTML report: not measured, since no Chromium was found.\n');
} else {
  for (const number of [500, 5_000, 20_000]) await measure(number);
  await stopBrowser();
}
