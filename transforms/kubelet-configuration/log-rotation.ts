import type { Context, Manifest } from '../../src/transform.js';
import { readQuantity } from '../_shared/quantities.js';

/** KEP-2411. Source: `NewContainerLogManager` in pkg/kubelet/logs; a negative size turns rotation off. */
export function judgeLogRotation({ data }: Manifest, context: Context): void {
  const files = data['containerLogMaxFiles'];
  const size = data['containerLogMaxSize'];
  if (typeof files === 'number' && files <= 1) {
    context.manual('log-files', { at: ['containerLogMaxFiles'], values: { value: files }, impact: 'breaks' });
  }
  // Empty text is what is not set: the kubelet takes its default.
  if (size === undefined || size === null || size === '') return;
  if (typeof size !== 'string' || readQuantity(size) === undefined) context.manual('log-size', { at: ['containerLogMaxSize'], impact: 'breaks' });
}
