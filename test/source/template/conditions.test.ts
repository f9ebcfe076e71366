import test from 'ava';
import { blockTree } from '../../../src/source/template/blocks.js';
import { decide } from '../../../src/source/template/conditions.js';
import { collectHelpers, HelperReader, indexHelpers, resolveHelper, type Helpers } from '../../../src/source/template/helpers.js';
import { tokenizeTemplate } from '../../../src/source/template/tokenize.js';
import { templateTarget } from './target.js';

function helpersOf(source: string): Helpers {
  const tokenized = tokenizeTemplate(source);
  const treed = tokenized.ok ? blockTree(source, tokenized.tokens) : undefined;
  if (!treed?.ok) throw new Error('not well-formed');
  return indexHelpers(collectHelpers('_helpers.tpl', source, treed.tree));
}

const decided = (condition: string, version: '1.21' | '1.25' = '1.21', helpers = ''): boolean | undefined =>
  decide(condition, new HelperReader(helpersOf(helpers), templateTarget(version)).scopes([]));

test('what the target serves', (t) => {
  t.true(decided('.Capabilities.APIVersions.Has "policy/v1"'));
  t.true(decided('$.Capabilities.APIVersions.Has "policy/v1/PodDisruptionBudget"'));
  t.false(decided('.Capabilities.APIVersions.Has "policy/v1/PodSecurityPolicy"'));
  t.false(decided('.Capabilities.APIVersions.Has "policy/v1beta1"', '1.25'));
  t.false(decided('"policy/v1" | .Capabilities.APIVersions.Has | not'));
  t.true(decided('has "policy/v1" .Capabilities.APIVersions'));
  t.is(decided('.Capabilities.APIVersions.Has "monitoring.coreos.com/v1"'), undefined);
  t.is(decided('.Values.Capabilities.APIVersions.Has "policy/v1"'), undefined);
});

test('the version of the cluster', (t) => {
  t.false(decided('semverCompare "<1.14-0" .Capabilities.KubeVersion.GitVersion'));
  t.true(decided('semverCompare "^1.9-0" .Capabilities.KubeVersion.Version'));
  t.true(decided('ge .Capabilities.KubeVersion.Minor "19"'));
  // Strings compare by their characters.
  t.false(decided('ge .Capabilities.KubeVersion.Minor "9"'));
  t.true(decided('semverCompare ">=1.19-0" (default .Capabilities.KubeVersion.Version .Values.kubeVersion)'));
  t.true(decided('semverCompare ">=1.19-0" (.Values.kubeVersion | default .Capabilities.KubeVersion.Version)'));
});

test('what the minor version alone does not say stays open', (t) => {
  // A vendor's v1.21.5-gke.100 is a pre-release, which `>=1.14` does not take.
  t.is(decided('semverCompare ">=1.14" .Capabilities.KubeVersion.Version'), undefined);
  t.is(decided('semverCompare ">=1.21.3-0" .Capabilities.KubeVersion.Version'), undefined);
  t.is(decided('eq .Capabilities.KubeVersion.Minor "21"'), undefined);
  t.is(decided('ge (int .Capabilities.KubeVersion.Minor) 19'), undefined);
  t.is(decided('.Values.enabled'), undefined);
  t.is(decided('semverCompare ">=1.14-0" .Values.image.tag'), undefined);
});

test('and, or, not', (t) => {
  const yes = '(.Capabilities.APIVersions.Has "policy/v1")';
  t.is(decided(`and .Values.a ${yes}`), undefined);
  t.false(decided(`and .Values.a (not ${yes})`));
  t.true(decided(`or .Values.a ${yes}`));
  t.is(decided(`or .Values.a (not ${yes})`), undefined);
});

test('helpers that print one literal', (t) => {
  const helpers = `
{{- define "pdb" -}}
{{- if .Capabilities.APIVersions.Has "policy/v1" -}}
policy/v1
{{- else -}}
policy/v1beta1
{{- end -}}
{{- end -}}
{{- define "kubeVersion" -}}
{{- if .Values.global }}{{ .Values.global.kubeVersion }}{{ else }}{{- default .Capabilities.KubeVersion.Version .Values.kubeVersion -}}{{ end -}}
{{- end -}}
{{- define "ingress" -}}
{{- if semverCompare "<1.14-0" (include "kubeVersion" .) -}}
{{- print "extensions/v1beta1" -}}
{{- else if semverCompare "<1.22-0" (include "kubeVersion" .) -}}
{{- print "networking.k8s.io/v1beta1" -}}
{{- else -}}
{{- printf "%s" "networking.k8s.io/v1" -}}
{{- end -}}
{{- end -}}
{{- define "alias" }}{{ template "ingress" . }}{{ end -}}
{{- define "values" }}{{ .Values.apiVersion }}{{ end -}}
{{- define "self" }}{{ include "self" . }}{{ end -}}
{{- define "twice" }}a{{ end -}}
{{- define "twice" }}b{{ end -}}`;
  const all = helpersOf(helpers);
  const printed = (name: string, version: '1.21' | '1.25' = '1.21'): string | undefined => {
    const literal = resolveHelper(name, all, templateTarget(version));
    if (literal) t.is(helpers.slice(literal.span.start, literal.span.end), literal.text);
    return literal?.text;
  };
  t.is(printed('pdb'), 'policy/v1');
  t.is(printed('ingress'), 'networking.k8s.io/v1beta1');
  t.is(printed('ingress', '1.25'), 'networking.k8s.io/v1');
  t.is(printed('alias'), 'networking.k8s.io/v1beta1');
  for (const name of ['values', 'self', 'twice', 'kubeVersion', 'none']) t.is(printed(name), undefined, name);
  t.true(decided('eq (include "ingress" .) "networking.k8s.io/v1"', '1.25', helpers));
  t.false(decided('eq (include "ingress" .) "networking.k8s.io/v1"', '1.21', helpers));
  t.is(decided('eq (include "values" .) "networking.k8s.io/v1"', '1.21', helpers), undefined);
});
