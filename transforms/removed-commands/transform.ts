import { atLeast, defineTransform, podTemplateKinds, type Context, type Manifest, type Version } from '../../src/transform.js';
import { commandPlaces, invocationOf, type CommandPlace, type Invocation } from './commands.js';

/** Flags of `kubectl run`, by the first release that no longer knows them. Source: kubernetes/kubernetes#99732, #108820. */
const runFlags: readonly { readonly removed: Version; readonly names: readonly string[]; readonly advice: string }[] = [
  {
    removed: '1.21',
    names: ['generator', 'replicas', 'service-generator', 'service-overrides', 'schedule'],
    advice: 'It creates a single pod since 1.18: use “kubectl create deployment”, “create cronjob” or “expose”, or apply a manifest.',
  },
  { removed: '1.24', names: ['serviceaccount', 'hostport', 'requests', 'limits'], advice: 'Use --overrides, or apply a manifest.' },
];

/** A call that a release of its program no longer knows. */
interface RemovedCall {
  readonly program: string;
  readonly words: readonly string[];
  readonly advice: string;
}

/** Source: CHANGELOG-1.21 (kubernetes/kubernetes#97706, #97627, #97583). */
const removedCalls: readonly RemovedCall[] = [
  { program: 'kubectl', words: ['alpha', 'debug'], advice: 'Call “kubectl debug”, which is there since 1.20.' },
  { program: 'kubeadm', words: ['alpha', 'certs'], advice: 'Call “kubeadm certs”, which is there since 1.20.' },
  { program: 'kubeadm', words: ['alpha', 'selfhosting'], advice: 'Nothing takes its place.' },
];

export default defineTransform({
  meta: {
    id: 'removed-commands',
    title: 'Command lines that kubectl, kubeadm or the API server no longer take',
    description:
      'Jobs, hooks and scripts in ConfigMaps call kubectl and kubeadm, whose 1.21 dropped some commands and flags, and ask the API ' +
      'server for `?export=true`, which it answers with an error. Shell text is not understood as a shell would: only what plainly ' +
      'is such a call is pointed out, and command lines are not repeated in what is said.',
    kinds: [...podTemplateKinds, { group: '', kind: 'ConfigMap' }],
    triggers: [
      ...[...runFlags.flatMap(({ names }) => names), 'export', 'load_restrictor'].map((flag) => `--${flag}`),
      ...['debug', 'certs', 'selfhosting', 'kubeconfig'].map((command) => `alpha ${command}`),
      '- alpha',
      '"alpha"',
      "'alpha'",
      ', alpha',
      'export=true',
      'export=1',
    ],
    safety: 'report',
    messages: {
      'run-flags':
        'kubectl {removed} no longer knows {flags} of “kubectl run” and exits with an error. {advice}',
      'run-flags-as-written': 'kubectl {release}, which the image has as written, takes {flags} of “kubectl run”; kubectl {removed} exits with an error. Change the command as you change the image.',
      'run-flags-deprecated': 'Deprecated since kubectl 1.21, without effect in 1.23 and gone in {removed}: {flags} of “kubectl run”. {advice}',
      'removed-call': '{program} 1.21 no longer knows “{call}” and exits with an error. {advice}',
      'removed-call-as-written': '{program} {release}, which the image has as written, knows “{call}”; {program} 1.21 does not. {advice}',
      'kubeconfig-user': '“kubeadm alpha kubeconfig user” is deprecated since kubeadm 1.21. Call “kubeadm kubeconfig user”.',
      'get-export': 'Newer kubectl has no --export, and older kubectl asks the API server for an export, which Kubernetes {to} answers with error 400. Use “-o yaml” without it, and take out what belongs to the cluster.',
      'export-parameter': 'Kubernetes {to} answers a request with the parameter export with error 400. Take the parameter out, and strip what belongs to the cluster from the answer.',
      'load-restrictor': 'kustomize 4, the version in kubectl 1.21, has no flag --load_restrictor any more. With kustomize 4, write --load-restrictor, with the values LoadRestrictionsNone and LoadRestrictionsRootOnly.',
    },
    references: [
      'https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.21.md',
      'https://github.com/kubernetes/kubernetes/pull/99732',
      'https://github.com/kubernetes/kubernetes/pull/98312',
    ],
  },
  run(manifest, context) {
    if (!atLeast(context.target.to, '1.21')) return;
    for (const place of commandPlaces(manifest)) {
      for (const command of place.commands) {
        const call = invocationOf(command);
        if (call) judge(call, place, context);
      }
      judgeText(place, manifest, context);
    }
  },
});

function judge(call: Invocation, { path: at, release }: CommandPlace, context: Context): void {
  const { program, words, flags } = call;
  const { to } = context.target;
  const older = release !== undefined && !atLeast(release, '1.21');
  const values = { program, to, release: release ?? '' };
  const removed = removedCalls.find((row) => row.program === program && row.words.every((word, index) => words[index] === word));
  if (removed) {
    const remark = { at, values: { ...values, call: [program, ...removed.words].join(' '), advice: removed.advice } };
    if (older && program === 'kubectl') context.info('removed-call-as-written', { ...remark, impact: 'later' });
    else context.manual('removed-call', { ...remark, impact: 'breaks' });
  }
  if (program === 'kubeadm' && words.slice(0, 3).join(' ') === 'alpha kubeconfig user') context.info('kubeconfig-user', { at, impact: 'later' });
  if (program === 'kustomize' && words[0] === 'build' && flags.includes('load_restrictor')) context.info('load-restrictor', { at, impact: 'later' });
  if (program !== 'kubectl') return;
  if (words[0] === 'get' && flags.includes('export')) context.manual('get-export', { at, values, impact: 'breaks' });
  if (words[0] !== 'run') return;
  for (const { removed: gone, names, advice } of runFlags) {
    const used = names.filter((name) => flags.includes(name)).map((name) => `--${name}`);
    const remark = { at, values: { ...values, removed: gone, advice, flags: used.join(', ') } };
    if (used.length === 0) continue;
    if (!atLeast(to, gone)) context.info('run-flags-deprecated', { ...remark, impact: 'later' });
    else if (release !== undefined && !atLeast(release, gone)) context.info('run-flags-as-written', { ...remark, impact: 'later' });
    else context.manual('run-flags', { ...remark, impact: 'breaks' });
  }
}

/** What is told by the text itself: an address of the API, and the options that Argo CD passes to kustomize. */
function judgeText({ path: at, text }: CommandPlace, { kind }: Manifest, context: Context): void {
  if (/\/apis?\/(?:[a-z0-9.-]+\/)?v\d\w*\/[^\s"'`]{0,500}[?&]export=(?:true|1|t|T|TRUE|True)\b/.test(text)) {
    context.manual('export-parameter', { at, values: { to: context.target.to }, impact: 'breaks' });
  }
  if (kind === 'ConfigMap' && String(at.at(-1)).startsWith('kustomize.buildOptions') && /(?:^|\s)--load_restrictor(?![\w-])/.test(text)) {
    context.info('load-restrictor', { at, impact: 'later' });
  }
}
