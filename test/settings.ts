import type { FileSettings } from '../src/model/settings.js';
import { transforms } from '../transforms/index.js';

/** What a file is planned with where nothing is stated: all transforms, for 1.21. */
export function testSettings(more: Partial<FileSettings> = {}): FileSettings {
  return {
    target: { to: '1.21', featureGates: {}, allowedUnsafeSysctls: [] },
    transforms,
    idle: new Set(),
    accept: new Set(),
    options: {},
    apis: [],
    ignore: [],
    ...more,
  };
}
