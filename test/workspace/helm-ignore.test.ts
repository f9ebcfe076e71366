import test from 'ava';
import { helmIgnore } from '../../src/workspace/helm-ignore.js';
import { temporaryTree } from './temporary-tree.js';

/** What the rules leave out of a chart, and what they do not; as helm.sh/helm/v3/pkg/ignore does. */
const cases: Readonly<Record<string, readonly [string, readonly string[], readonly string[]]>> = {
  'a name at any depth': ['*.orig\n.git\n', ['a.orig', 'templates/a.orig', '.git/config'], ['a.origin', 'templates/a.yaml']],
  'the root': ['/a.yaml\n', ['a.yaml'], ['templates/a.yaml']],
  'a path': ['templates/*.old\n', ['templates/a.old'], ['a.old', 'templates/sub/a.old', 'charts/x/templates/a.old']],
  'directories and all below them': ['drafts/\n', ['drafts/a.yaml', 'templates/drafts/a/b.yaml'], ['drafts', 'a/drafts.yaml']],
  'a question mark, a set and a leading dot': ['a?[0-9].yaml\n.?*\n', ['ab1.yaml', 'templates/.x/a.yaml'], ['ab.yaml', 'a/b1.yaml']],
  'braces and bangs inside mean themselves': ['a.{b,c}\n', ['a.{b,c}'], ['a.b']],
  'all but what follows a bang': ['!*.yaml\n', ['README.md', 'templates/a.yaml'], ['a.yaml']],
  'comments, blanks and line breaks of Windows': ['# *.yaml\r\n\r\n  *.bak  \r\n', ['a.bak'], ['a.yaml']],
  'nothing where Helm refuses the rules': ['*.bak\ntemplates/**\n', [], ['a.bak', 'templates/a.yaml']],
};

for (const [name, [rules, left, kept]] of Object.entries(cases)) {
  test(`leaves out of a chart: ${name}`, (t) => {
    const isIgnored = helmIgnore(temporaryTree(t, { '.helmignore': rules }));
    t.deepEqual([...left, ...kept].filter((path) => isIgnored(path)), left);
  });
}

test('without rules nothing is left out', (t) => {
  t.false(helmIgnore(temporaryTree(t))('a.yaml'));
});
