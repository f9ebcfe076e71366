import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import test from 'ava';
import type { Locator, Page } from 'playwright-core';
import { html } from '../../../src/reporters/html/page.js';
import { reportOf } from '../../../src/model/report.js';
import { empty, file, finding, sample } from '../sample-report.js';
import { browserTest, open } from './browser.js';
import { chromiumPath, stopBrowser } from './chromium.js';
import { largePage, realPage } from './reports.js';

test.after.always(stopBrowser);

test('Chromium is there to look at the page with', (t) => {
  if (chromiumPath !== undefined) {
    t.pass();
  } else if (env['CI']) {
    t.fail('No Chromium was found: install it, or name it with CHROMIUM=/path/to/chromium.');
  } else {
    t.log('SKIPPED: no Chromium was found, so nothing has looked at the HTML report. Install it, or name it with CHROMIUM=/path/to/chromium.');
    t.pass();
  }
});

const rows = (page: Page): Locator => page.locator('#list .row');
const count = async (page: Page): Promise<string> => (await page.locator('#count').textContent()) ?? '';

/** Types into the search box, and waits for what the count begins with. */
async function search(page: Page, text: string, expected: string): Promise<void> {
  await page.locator('#search').fill(text);
  await page.locator('#count', { hasText: expected }).waitFor();
}

browserTest('the page opens without a request and without a complaint', async (t) => {
  for (const page of [realPage(), html(sample), html(empty)]) {
    const { page: opened, requests, complaints } = await open(t, page);
    await opened.locator('#count').waitFor();
    t.deepEqual(requests, []);
    t.deepEqual(complaints, []);
  }
});

browserTest('the policy forbids what the page does not need', async (t) => {
  const { page, requests, complaints } = await open(t, realPage());
  const outcome = await page.evaluate(async () => {
    const script = document.createElement('script');
    const refused: string[] = [];
    try {
      script.textContent = 'window.hacked = true';
    } catch {
      refused.push('script text');
    }
    document.body.append(script);
    try {
      document.body.innerHTML = '<b>x</b>';
    } catch {
      refused.push('markup');
    }
    await fetch('https://example.com/').catch(() => refused.push('fetch'));
    return { refused, hacked: 'hacked' in window };
  });
  t.deepEqual(outcome, { refused: ['script text', 'markup', 'fetch'], hacked: false });
  t.deepEqual(requests, []);
  t.true(complaints.length > 0);
});

browserTest('search finds words in any order, and says when nothing fits', async (t) => {
  const { page } = await open(t, realPage());
  const all = await rows(page).count();
  t.true(all > 10);
  await search(page, 'CHECKOUT payments-not-there', '0 of');
  t.regex((await page.locator('#list').textContent()) ?? '', /No finding fits/);
  await search(page, 'range 8000', '2 of');
  t.is(await rows(page).count(), 2);
  await page.keyboard.press('Escape');
  await page.locator('#clear').waitFor({ state: 'hidden' });
  t.is(await rows(page).count(), all);
});

browserTest('filters narrow the findings, and each says what it would show', async (t) => {
  const { page } = await open(t, realPage());
  const held = page.locator('#facet-status label', { hasText: 'Held back' });
  t.is(await held.locator('.count').textContent(), '2');
  await held.click();
  t.regex(await count(page), /^2 of /);
  t.deepEqual(await rows(page).locator('.pill').allTextContents(), ['Held back', 'Held back']);
  t.is(await page.locator('#facet-kind label', { hasText: 'NetworkPolicy' }).locator('.count').textContent(), '2');
  t.is(await page.locator('#facet-kind label', { hasText: 'PodDisruptionBudget' }).locator('.count').textContent(), '0');
  await page.locator('#facet-status label', { hasText: 'Refused' }).click();
  t.regex(await count(page), /^3 of /);
  await page.locator('#clear').click();
  t.notRegex(await count(page), /of/);
});

browserTest('a filter of many values can be searched', async (t) => {
  const { page } = await open(t, largePage(500));
  t.is(await page.locator('#facet-file label').count(), 8);
  await page.locator('#facet-file .narrow').fill('service-17');
  t.is(await page.locator('#facet-file label').count(), 1);
  await page.locator('#facet-file label').click();
  t.regex(await count(page), /^20 of 500 /);
});

browserTest('suppressed findings are shown when they are asked for', async (t) => {
  const { page } = await open(t, realPage());
  t.is(await page.locator('#list .status-suppressed').count(), 0);
  await page.locator('#facet-status label', { hasText: 'Suppressed' }).click();
  await rows(page).first().locator('.row-head').click();
  t.regex((await rows(page).first().textContent()) ?? '', /By a comment: moved next month/);
});

browserTest('bars and sums show the findings they stand for', async (t) => {
  const { page } = await open(t, realPage());
  await page.locator('.tile.status-held').click();
  t.regex(await count(page), /^2 of /);
  await page.locator('.plot button', { hasText: 'NetworkPolic' }).click();
  t.deepEqual([...new Set(await rows(page).locator('.object').allTextContents())], ['NetworkPolicy shop/web', 'NetworkPolicy shop/api']);
});

browserTest('findings are grouped and sorted as is asked for', async (t) => {
  const { page } = await open(t, realPage());
  const groups = async (): Promise<string[]> => page.locator('#list .group-head .value').allTextContents();
  await page.locator('#group').selectOption('status');
  t.deepEqual(await groups(), ['Needs a decision', 'Refused', 'Held back', 'Fixed', 'Worth knowing']);
  await page.locator('#group').selectOption('none');
  t.deepEqual(await groups(), []);
  await page.locator('#sort').selectOption('file');
  const files = (await rows(page).locator('.file').allTextContents()).map((place) => place.replace(/:\d+$/, ''));
  t.deepEqual(files, files.toSorted());
  await page.locator('#group').selectOption('status');
  const [before, head] = [await rows(page).count(), page.locator('#list .group-head').first()];
  await head.click();
  t.is(await head.getAttribute('aria-expanded'), 'false');
  t.true((await rows(page).count()) < before);
  await head.click();
  t.is(await rows(page).count(), before);
});

browserTest('a finding opens with all that is known of it, and its flag can be copied', async (t) => {
  const { page } = await open(t, realPage(), { permissions: ['clipboard-read', 'clipboard-write'] });
  await search(page, 'range 8000', '2 of');
  const row = rows(page).first();
  await row.locator('.row-head').click();
  const text = (await row.textContent()) ?? '';
  for (const part of ['off by default in Kubernetes 1.21', 'NetworkPolicy shop/web', 'spec.ingress[0].ports', 'apps/policy.yaml:120:9', 'NetworkPolicyEndPort', 'To release it']) t.true(text.includes(part), part);
  t.is(await row.locator('a').getAttribute('rel'), 'noopener noreferrer');
  await row.locator('.copy').last().click();
  await row.locator('.copy', { hasText: 'Copied' }).waitFor();
  t.is(await page.evaluate(() => navigator.clipboard.readText()), '--feature-gates NetworkPolicyEndPort=true');
  await row.locator('.row-head').click();
  t.false(await row.locator('.details').isVisible());
});

browserTest('a fixed finding shows its change, side by side and in its structure', async (t) => {
  const { page, complaints } = await open(t, realPage());
  await search(page, 'ingress extensions networking', 'of');
  const row = rows(page).first();
  await row.locator('.row-head').click();
  const table = row.locator('.diff');
  const removed = await table.locator('del').allTextContents();
  const added = await table.locator('ins').allTextContents();
  t.true(removed.includes('apiVersion: extensions/v1beta1'));
  t.true(added.includes('apiVersion: networking.k8s.io/v1'));
  t.is(await table.locator('tr', { hasText: 'extensions/v1beta1' }).locator('.number').first().textContent(), '18');
  await row.locator('.switch button', { hasText: 'Structure' }).click();
  const structure = row.locator('.structure');
  t.regex((await structure.textContent()) ?? '', /apiVersion"extensions\/v1beta1""networking\.k8s\.io\/v1"/);
  t.true((await structure.locator('.jsondiffpatch-added').count()) > 0);
  t.deepEqual(complaints, []);
});

browserTest('the list of changed objects can be searched and unfolded, without a credential', async (t) => {
  const { page } = await open(t, realPage());
  t.is(await page.locator('#change-list .row').count(), 3);
  await page.locator('#find-change').fill('budget');
  const row = page.locator('#change-list .row');
  t.is(await row.count(), 1);
  t.is(await page.locator('#change-count').textContent(), '1 of 3 objects');
  await row.locator('.row-head').click();
  const lines = await row.locator('.diff tr').count();
  await row.locator('.fold button').last().click();
  t.true((await row.locator('.diff tr').count()) > lines);
  await page.locator('#find-change').fill('cronjob');
  await row.locator('.row-head').click();
  while ((await row.locator('.fold button').count()) > 0) await row.locator('.fold button').first().click();
  t.regex((await row.textContent()) ?? '', /DB_PASSWORD/);
  t.notRegex((await row.textContent()) ?? '', /hunter2/);
});

browserTest('the page can be used without a mouse', async (t) => {
  const { page } = await open(t, realPage());
  const focused = async (property: 'id' | 'className'): Promise<string> => page.evaluate((name) => document.activeElement?.[name] ?? '', property);
  await page.keyboard.press('Tab');
  t.is(await focused('className'), 'skip');
  t.not(await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle), 'none');
  await page.keyboard.press('/');
  t.is(await focused('id'), 'search');
  await page.keyboard.type('a/b');
  t.is(await page.locator('#search').inputValue(), 'a/b');
  await page.keyboard.press('Escape');
  t.is(await page.locator('#search').inputValue(), '');
  await page.keyboard.press('ArrowDown');
  t.is(await focused('className'), 'group-head');
  await page.keyboard.press('ArrowDown');
  t.is(await focused('className'), 'row-head');
  const head = page.locator('#list .row-head').first();
  await page.keyboard.press('Enter');
  t.is(await head.getAttribute('aria-expanded'), 'true');
  await page.keyboard.press('Space');
  t.is(await head.getAttribute('aria-expanded'), 'false');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  t.true(await head.evaluate((element) => element === document.activeElement));
  // Every control that can be seen has a name.
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll('button, input, select, a')].filter((control) => {
      const labels = control instanceof HTMLInputElement || control instanceof HTMLSelectElement ? [...(control.labels ?? [])] : [];
      return !(control.getAttribute('aria-label') ?? (control.textContent.trim() || labels.map((label) => label.textContent).join('')));
    }).map((control) => control.outerHTML),
  );
  t.deepEqual(nameless, []);
});

browserTest('the switch turns the colours over, with and without storage', async (t) => {
  for (const storage of [true, false]) {
    const { page, complaints } = await open(t, realPage(), { colorScheme: 'light' });
    if (!storage) {
      await page.addInitScript(() => Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('denied', 'SecurityError'); } }));
      await page.reload();
    }
    const background = async (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await page.locator('#theme').click();
    t.is(await page.locator('#theme').textContent(), 'Colours: dark');
    const dark = await background();
    t.not(dark, light);
    if (storage) {
      await page.reload();
      t.is(await background(), dark);
    }
    await page.locator('#theme').click();
    t.is(await page.locator('#theme').textContent(), 'Colours: light');
    await page.emulateMedia({ colorScheme: 'dark' });
    t.is(await background(), light);
    t.deepEqual(complaints, []);
  }
});

/** The least contrast of text on the page that can be seen, as WCAG measures it, and where it is. */
async function leastContrast(page: Page): Promise<{ readonly ratio: number; readonly where: string }> {
  return page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
    const blend = (colours: readonly string[]): number[] => {
      context.clearRect(0, 0, 1, 1);
      for (const colour of colours) {
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
      }
      return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    };
    const luminance = (rgb: readonly number[]): number => {
      const [r = 0, g = 0, b = 0] = rgb.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const backgrounds = (element: Element | null): string[] => (element === null ? [] : [...backgrounds(element.parentElement), getComputedStyle(element).backgroundColor]);
    let least = { ratio: 21, where: '' };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      if (element === null || node.textContent?.trim() === '' || !element.checkVisibility() || element.closest(':disabled, .unseen, .skip, script') !== null) continue;
      const behind = backgrounds(element);
      const [text, ground] = [luminance(blend([...behind, getComputedStyle(element).color])), luminance(blend(behind))];
      const ratio = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
      if (ratio < least.ratio) least = { ratio, where: `${element.className || element.tagName}: ${node.textContent?.slice(0, 40) ?? ''}` };
    }
    return least;
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  browserTest(`all text can be read: ${colorScheme}`, async (t) => {
    const { page } = await open(t, realPage(), { colorScheme });
    await search(page, 'ingress', 'of');
    for (const head of await page.locator('#list .row-head').all()) await head.click();
    for (const head of await page.locator('#change-list .row-head').all()) await head.click();
    await page.locator('#change-list .switch button', { hasText: 'Structure' }).last().click();
    await page.locator('#files summary').first().click();
    const { ratio, where } = await leastContrast(page);
    t.true(ratio >= 4.5, `${ratio.toFixed(2)} : 1 at ${where}`);
    const directory = env['SCREENSHOTS'] ?? join(tmpdir(), 'k8s-upgrade-screenshots');
    mkdirSync(directory, { recursive: true });
    await page.locator('#search').fill('');
    await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
    // What is out of sight is not drawn, so the window is made as high as the page.
    await page.setViewportSize({ width: 1400, height: 4200 });
    await page.screenshot({ path: join(directory, `report-${colorScheme}.png`) });
    t.log(`A picture is in ${directory}.`);
  });
}

browserTest('nothing is wider than the window, however narrow that is', async (t) => {
  for (const width of [1400, 900, 360]) {
    const { page } = await open(t, realPage(), { viewport: { width, height: 800 } });
    await page.locator('#change-list .row-head').first().click();
    await page.locator('#list .row-head').first().click();
    t.is(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, `${width} pixels`);
  }
});

browserTest('five thousand findings: rows are made as they are needed, and the last can be reached', async (t) => {
  const { page, complaints } = await open(t, largePage(5000));
  t.is(await count(page), '5,000 findings');
  t.true((await rows(page).count()) < 500);
  await page.locator('#group').selectOption('none');
  await page.locator('#sort').selectOption('file');
  await page.evaluate(() => document.querySelector('#list > :last-child')?.scrollIntoView({ block: 'end', behavior: 'instant' }));
  const last = page.locator('#list > :last-child .row').last();
  await last.locator('.row-head').click();
  t.true(await last.locator('.diff').isVisible());
  await search(page, 'web-4321', '1 of 5,000');
  t.deepEqual(complaints, []);
});

browserTest('everything is there to be printed', async (t) => {
  const { page } = await open(t, largePage(1000));
  t.true((await rows(page).count()) < 500);
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  t.is(await rows(page).count(), 1000);
  t.false(await page.locator('#facets').isVisible());
});

browserTest('hostile text is shown as it is and does nothing', async (t) => {
  const hostile = '</script><script>alert(1)</script><img src=x onerror=alert(2)>"\'`&lt;\u202e\u0000\ud800${x}';
  const long = `${hostile} ${'very long '.repeat(100_000)}`;
  const bad = finding({ message: long, notes: [long], name: hostile, namespace: hostile, kind: hostile, apiVersion: hostile, path: hostile, release: hostile, gate: hostile, excerpt: long, help: 'javascript:alert(3)', status: 'manual' });
  const report = reportOf(
    { target: { to: '1.21', featureGates: { [hostile]: true }, allowedUnsafeSysctls: [hostile] }, files: [file(hostile, 'changed', { reason: hostile, findings: [bad, { ...bad, transform: hostile }], suppressed: [{ finding: bad, reason: hostile, by: 'comment' }] })], staleSuppressions: [{ text: hostile, problem: 'malformed' }] },
    { name: hostile, version: hostile },
    { unread: [{ path: hostile, reason: hostile }] },
  );
  const version = (text: string): { readonly line: number; readonly text: string; readonly data: Readonly<Record<string, string>> } => ({ line: 1, text, data: { [hostile]: text.slice(0, 200) } });
  const page = html({ ...report, rollout: [{ when: 'before', title: hostile, details: [hostile], commands: [hostile], places: [{ path: hostile, line: 1, object: hostile }] }] }, { changes: [{ path: hostile, kind: hostile, namespace: hostile, name: hostile, before: version(hostile), after: version(`${long}\n${hostile}`) }] });
  const { page: opened, requests, complaints } = await open(t, page);
  for (const head of await opened.locator('.row-head').all()) await head.click();
  for (const button of await opened.locator('.switch button', { hasText: 'Structure' }).all()) await button.click();
  for (const summary of await opened.locator('summary').all()) await summary.click();
  t.is(await opened.locator('script').count(), 3);
  t.is(await opened.locator('img').count(), 0);
  t.is(await opened.locator('a[href^="javascript"]').count(), 0);
  t.true((await opened.locator('body').textContent())?.includes('<img src=x onerror=alert(2)>'));
  t.false((await opened.locator('main').innerText()).includes('\u202e'));
  const more = opened.locator('.note .link').first();
  await more.click();
  t.true(((await opened.locator('.note').first().textContent()) ?? '').length > 1_000_000);
  t.deepEqual([requests, complaints], [[], []]);
});
