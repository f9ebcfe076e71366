import { defineTransform, getIn, isObject, lifecycleOf } from '../../src/transform.js';
import { versionMove } from '../_shared/version-move.js';

const group = 'flowcontrol.apiserver.k8s.io';
const limited = ['spec', 'limited'] as const;
const assured = 'assuredConcurrencyShares';
const nominal = 'nominalConcurrencyShares';

/** How v1beta3 says that a zero is meant; v1 refuses it. */
const zeroIsMeant = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares';

/** What every version before v1 takes a zero for. */
const defaultShares = 30;

export default defineTransform({
  meta: {
    id: 'priority-level-configuration',
    title: 'PriorityLevelConfiguration to the version that the target serves',
    description:
      'Up to v1beta2 the shares of a limited priority level are called `assuredConcurrencyShares`, from v1beta3 on ' +
      '`nominalConcurrencyShares`. Before v1 a zero stands for the default of 30; in v1 it means zero, so 30 is written out.',
    kinds: [{ group, kind: 'PriorityLevelConfiguration', versions: ['v1alpha1', 'v1beta1', 'v1beta2', 'v1beta3'] }],
    triggers: ['v1alpha1', 'v1beta1', 'v1beta2', 'v1beta3'].map((version) => `${group}/${version}`),
    safety: 'safe',
    introduced: '1.20',
    keps: [1040],
    messages: {
      moved: 'PriorityLevelConfiguration moves from {from} to {to}.',
      'moved-shares': 'PriorityLevelConfiguration moves from {from} to {to}; assuredConcurrencyShares is called nominalConcurrencyShares there.',
      'zero-shares': 'The shares are written as 30, the default that 0 stands for up to v1beta3; v1 would take 0 as it is.',
      'meant-zero': 'The shares stay 0, as the annotation flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares asks; v1 needs no annotation for it and refuses it.',
      'unread-shares': '{from} does not read {field}; decide whether it is meant, and write it as {known} or remove it first.',
    },
    references: [
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#flowcontrol-resources-v132',
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#flowcontrol-resources-v129',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/1040-priority-and-fairness',
    ],
  },
  run(manifest, context) {
    const row = lifecycleOf(manifest.group, manifest.version, manifest.kind);
    const move = row && versionMove(row, context);
    if (move === undefined) return;
    const values = { from: manifest.apiVersion, to: move.apiVersion };
    const hasNominal = (version: string): boolean => version === 'v1beta3' || version === 'v1';
    const [known, unread] = hasNominal(manifest.version) ? [nominal, assured] : [assured, nominal];
    if (getIn(manifest.data, [...limited, unread]) !== undefined) {
      return context.manual('unread-shares', { at: [...limited, unread], values: { ...values, field: unread, known } });
    }

    const shares = getIn(manifest.data, [...limited, known]);
    const renames = shares !== undefined && known === assured && hasNominal(move.goal.version);
    const annotations = getIn(manifest.data, ['metadata', 'annotations']);
    const dropsMark = move.goal.version === 'v1' && isObject(annotations) && zeroIsMeant in annotations;
    const meansZero = dropsMark && manifest.version === 'v1beta3';
    const writesDefault = move.goal.version === 'v1' && shares === 0 && !meansZero;
    const notes = [...(writesDefault ? ['zero-shares'] : []), ...(meansZero && shares === 0 ? ['meant-zero'] : [])];
    context.change(renames ? 'moved-shares' : 'moved', { at: ['apiVersion'], values, notes, ...move.versions }, (edit) => {
      edit.set(['apiVersion'], move.apiVersion);
      if (dropsMark) edit.remove(['metadata', 'annotations', ...(Object.keys(annotations).length > 1 ? [zeroIsMeant] : [])]);
      if (renames) edit.rename([...limited, assured], nominal);
      if (writesDefault) edit.set([...limited, renames ? nominal : known], defaultShares);
    });
  },
});
