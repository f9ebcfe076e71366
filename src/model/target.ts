import type { Wave } from './finding.js';
import type { Version } from './version.js';

/** A network plugin as the user states it: `calico`, `cilium@1.14`. */
export interface NetworkPlugin {
  readonly name: string;
  readonly version?: Version;
}

/** The cluster that the manifests must work on, as stated by the user. Plain data. */
export interface Target {
  readonly to: Version;
  /** The oldest version that must still accept the files. */
  readonly from?: Version;
  /** Feature gates as stated, `AllAlpha` and `AllBeta` included. */
  readonly featureGates: Readonly<Record<string, boolean>>;
  readonly networkPlugin?: NetworkPlugin;
  /** Names or `prefix*` patterns, as in the kubelet's `allowedUnsafeSysctls`. */
  readonly allowedUnsafeSysctls: readonly string[];
  /** Apply only changes of this wave; the others are held. */
  readonly wave?: Wave;
}
