import { stdout } from 'node:process';
import { transforms } from '../../transforms/index.js';
import { apiLifecycles } from '../catalogue/api-lifecycle-data.js';
import { enhancementNumber, enhancements, findEnhancements } from '../catalogue/enhancements.js';
import { featureGates } from '../catalogue/feature-gate-data.js';
import { nearestName } from '../catalogue/nearest-name.js';
import { KnownError } from '../model/known-error.js';
import type { Version } from '../model/version.js';
import { checkTarget, defaultTarget } from '../planning/settings.js';
import { painter } from '../reporters/paint.js';
import type { CommandArguments } from './command.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { apiPage, apiVersionOf, findApis } from './explain/api.js';
import { enhancementPage } from './explain/enhancement.js';
import { featureGatePage } from './explain/feature-gate.js';
import type { Layout, Page } from './explain/page.js';
import { transformPage } from './explain/transform.js';
import { isSet, targetOf } from './flags.js';
import { print } from './output.js';
import { usesColour, widthOf } from './terminal.js';

const hint = '"k8s-upgrade list" shows the transforms; --enhancements, --gates and --apis list what else can be explained.';

/**
 * `k8s-upgrade explain NAME`: what a transform does and why, or what is known of an enhancement, an
 * upgrade note, a feature gate or an API. A name that stands for several things gets all their pages.
 *
 * @throws {KnownError} for an unknown name, with the nearest known one
 */
export async function explain({ operands, values }: CommandArguments): Promise<ExitStatus> {
  const name = operands.join(' ').trim();
  if (name === '') throw new KnownError('explain takes the name of what to explain.', { hint });
  const target = { ...defaultTarget, ...targetOf(values) };
  checkTarget(target);
  const pages = pagesOf(name, target.to);
  if (pages.length === 0) throw unknownName(name);
  const colour = usesColour(stdout, isSet(values, 'no-color'));
  const layout: Layout = { paint: painter(colour), colour, width: widthOf(stdout) };
  await print(stdout, `${pages.map((page) => page(layout).join('\n')).join(`\n\n${rule(layout)}\n\n`)}\n`);
  return exitStatus.done;
}

/** Every page about a name: transforms first, then enhancements, gates and APIs; none for an unknown one. */
export function pagesOf(name: string, to: Version): Page[] {
  const entries = findEnhancements(name);
  const number = enhancementNumber(name);
  const asked = name.toLowerCase();
  // A transform may go by an enhancement of another release.
  const isAsked = ({ id, keps = [] }: { readonly id: string; readonly keps?: readonly number[] }): boolean =>
    id === asked || (entries.length === 0 && number !== undefined && keps.includes(number));
  const [api, ...moreApis] = findApis(name, apiLifecycles);
  return [
    ...transforms.filter(({ meta }) => isAsked(meta)).map(({ meta }) => transformPage(meta)),
    ...entries.map((entry) => enhancementPage(entry, transforms, to)),
    ...featureGates.filter((gate) => gate.name.toLowerCase() === asked).map((gate) => featureGatePage(gate, transforms, to)),
    ...(api === undefined ? [] : [apiPage([api, ...moreApis], transforms, to)]),
  ];
}

function unknownName(name: string): KnownError {
  const ids = [...transforms.map(({ meta }) => meta.id), ...enhancements.flatMap(({ id }) => id ?? [])];
  const apis = [...new Set(apiLifecycles.flatMap((row) => [apiVersionOf(row), `${apiVersionOf(row)} ${row.kind}`]))];
  const others = [...featureGates.map((gate) => gate.name), ...apiLifecycles.map(({ kind }) => kind)];
  // What is written like an id or like a version is more likely meant as one.
  const likely = name.includes('/') ? apis : name.includes('-') ? ids : [];
  // Numbers that are near to each other have nothing in common.
  const nearest = enhancementNumber(name) === undefined ? (nearestName(name, likely) ?? nearestName(name, [...ids, ...others, ...apis])) : undefined;
  return new KnownError(`Nothing is known about ${JSON.stringify(name)}.`, { hint: nearest === undefined ? hint : `Did you mean ${nearest}?` });
}

function rule({ paint, width = 80 }: Layout): string {
  return paint('dim', '─'.repeat(Math.min(width, 80)));
}
