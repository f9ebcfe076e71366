/**
 * What a transform is written with: the public entry `k8s-upgrade/transform`. It holds types and
 * pure helpers only; a transform sees no text, no file and no network.
 */
export { defineTransform } from './model/transform.js';
export type {
  Change,
  Context,
  Hold,
  KindMatch,
  OptionDefinition,
  OptionValue,
  Remark,
  Transform,
  TransformMeta,
} from './model/transform.js';
export type { Manifest, ObjectIdentity } from './model/manifest.js';
export { groupOf, versionOf } from './model/manifest.js';
export type { Operation, Place, Recorder } from './model/operation.js';
export type { Finding, FindingStatus, Impact, Safety, Wave } from './model/finding.js';
export type { NetworkPlugin, Target } from './model/target.js';
export { type JsonObject, type JsonPrimitive, type JsonValue, deepEqual, Hole, isList, isObject, isSet, isText } from './model/json.js';
export { asWritten, isOpen } from './model/open.js';
export { formatPath, getIn, type Path } from './model/path.js';
export { atLeast, compareVersions, parseVersion, previousVersion, type Version } from './model/version.js';
export { podTemplates, podTemplateKinds, type PodTemplate } from './model/pod-template.js';
export { dottedSysctlName, isAllowedUnsafeSysctl, isSafeSysctl, isSysctlName, safeSysctls, sysctlNamespace } from './catalogue/sysctls.js';
export { honoursEndPort, networkPlugins, type NetworkPluginFacts } from './catalogue/network-plugins.js';
export { apiLifecycles } from './catalogue/api-lifecycle-data.js';
export { isServed, lifecycleOf, preferredVersion, type ApiLifecycle, type ApiName, type ExtraLifecycles } from './catalogue/api-lifecycle.js';
export { gateDefault, gateInfo, isGateKnownAt, checkFeatureGates, parseFeatureGates, type FeatureGate, type GateState } from './catalogue/feature-gates.js';
export { newestKnownVersion, oldestTarget, targetVersions } from './catalogue/releases.js';
