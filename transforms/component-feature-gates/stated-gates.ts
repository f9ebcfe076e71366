import { isObject, parseFeatureGates, type JsonObject, type Manifest, type Path, type Recorder, type Version } from '../../src/transform.js';
import { componentFlags, isOnlyArgument, removeFlag, setFlagValue, valueOf, type Flag } from '../_shared/component-flags.js';

/** A feature gate as a file states it, and how it is edited there. */
export interface StatedGate {
  readonly name: string;
  readonly value: boolean;
  readonly path: Path;
  remove(edit: Recorder): void;
  rename(edit: Recorder, name: string): void;
}

/** The gates of one flag or of one `featureGates` mapping. */
export interface GateList {
  readonly path: Path;
  readonly gates: readonly StatedGate[];
  /** Whether the program may have gates of its own, as cloud providers' have. */
  readonly open?: boolean;
  /** The release that the file says it runs. */
  readonly release?: Version | undefined;
  /** What cannot be read: text that is filled in elsewhere, or a mistake. */
  readonly problem?: { readonly id: 'placeholder' | 'unreadable'; readonly text: string };
}

/** Every list of gates in an object, the last in the file first, so that paths stay true as flags go. */
export function gateListsOf(manifest: Manifest): GateList[] {
  if (manifest.group.endsWith('.config.k8s.io')) return configuredGates(manifest.data);
  return componentFlags(manifest)
    .flatMap(({ component, flags, release }) =>
      flags
        .filter(({ name }) => name === 'feature-gates')
        .map((flag) => ({ ...gatesOfFlag(flag, release, manifest.data), open: component === 'cloud-controller-manager' })),
    )
    .reverse();
}

/** `featureGates` of KubeletConfiguration and KubeProxyConfiguration: names and booleans. */
function configuredGates({ featureGates: written }: JsonObject): GateList[] {
  const path = ['featureGates'];
  if (written === undefined || written === null) return [];
  if (!isObject(written)) return [{ path, gates: [], problem: { id: 'unreadable', text: 'featureGates is not a mapping.' } }];
  const wrong = Object.keys(written).find((name) => typeof written[name] !== 'boolean');
  if (wrong !== undefined) {
    return [{ path: [...path, wrong], gates: [], problem: { id: 'unreadable', text: `The value of ${wrong} is neither true nor false.` } }];
  }
  // Edits are recorded one after another; the last gate to go takes the mapping with it.
  const left = new Set(Object.keys(written));
  return [
    {
      path,
      gates: Object.entries(written).map(([name, value]) => ({
        name,
        value: value === true,
        path: [...path, name],
        remove(edit) {
          left.delete(name);
          edit.remove(left.size === 0 ? path : [...path, name]);
        },
        rename(edit, to) {
          edit.rename([...path, name], to);
        },
      })),
    },
  ];
}

/** `--feature-gates=A=true,B=false`; what stays is left as it is spelled. */
function gatesOfFlag(flag: Flag, release: Version | undefined, data: JsonObject): GateList {
  const { path } = flag;
  const text = valueOf(flag);
  if (text === undefined) return { path, release, gates: [], problem: { id: 'unreadable', text: 'The flag has no value.' } };
  if (/[${}<>]/.test(text)) return { path, release, gates: [], problem: { id: 'placeholder', text } };

  const elements: (string | undefined)[] = text.split(',');
  const write = (edit: Recorder): void => {
    const left = elements.filter((element) => element !== undefined);
    if (left.some((element) => element.trim() !== '') || isOnlyArgument(flag, data)) setFlagValue(edit, flag, left.join(','));
    else removeFlag(edit, flag, data);
  };
  const gates: StatedGate[] = [];
  for (const [index, element = ''] of elements.entries()) {
    const read = parseFeatureGates(element);
    if (typeof read === 'string') return { path, release, gates: [], problem: { id: 'unreadable', text: read } };
    for (const [name, value] of Object.entries(read)) {
      gates.push({
        name,
        value,
        path,
        remove(edit) {
          elements[index] = undefined;
          write(edit);
        },
        rename(edit, to) {
          elements[index] = element.replace(name, to);
          write(edit);
        },
      });
    }
  }
  return { path, release, gates };
}
