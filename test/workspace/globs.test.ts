import test from 'ava';
import { globMatcher, treeMatcher } from '../../src/workspace/globs.js';

test('a glob without a slash is matched against the name, one with a slash against the path', (t) => {
  const matches = globMatcher(['*.md', 'docs/*.txt']);
  t.true(matches('README.md'));
  t.true(matches('a/b/README.md'));
  t.true(matches('docs/a.txt'));
  t.false(matches('x/docs/a.txt'));
  t.false(matches('docs/x/a.txt'));
});

test('names with a leading dot and with a newline are matched', (t) => {
  t.true(globMatcher(['**/*.yaml'])('.github/a\nb/.c.yaml'));
  t.true(globMatcher(['a?b'])('a\nb'));
});

test('a leading exclamation mark turns a glob around', (t) => {
  const matches = globMatcher(['!apps/**']);
  t.false(matches('apps/a.yaml'));
  t.true(matches('charts/a.yaml'));
  t.false(matches('/repository/apps/a.yaml', 'apps/a.yaml'), 'whichever spelling it is about');
  t.true(globMatcher(['!(a).yaml'])('b.yaml'));
  t.false(globMatcher(['!(a).yaml'])('a.yaml'));
});

test('in a tree, a glob that matches a directory stands for all that is in it', (t) => {
  const matches = treeMatcher(['vendor', 'clusters/prod', 'charts/*/']);
  for (const path of ['vendor/a.yaml', 'x/vendor/y/a.yaml', 'clusters/prod/a/b.yaml', 'charts/a/b.yaml']) t.true(matches(path), path);
  for (const path of ['vendors/a.yaml', 'x/clusters/prod/a.yaml', 'clusters/production/a.yaml']) t.false(matches(path), path);
});

test('in a tree, a glob with a negation is matched against the whole path only', (t) => {
  t.false(treeMatcher(['!(*.prod.yaml)'])('apps/a.prod.yaml'));
  t.true(treeMatcher(['clusters/!(prod)/**'])('clusters/dev/a/b.yaml'));
  t.false(treeMatcher(['clusters/!(prod)/**'])('clusters/prod/a/b.yaml'));
});

test('no glob matches nothing', (t) => {
  t.false(globMatcher([])('a'));
  t.false(treeMatcher([])('a/b'));
});
