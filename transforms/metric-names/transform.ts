import { atLeast, defineTransform, getIn, type Context, type Manifest } from '../../src/transform.js';
import { textsIn, type Text } from '../_shared/texts.js';
import { metricChanges, type MetricChange } from './metrics.js';

const requests = 'apiserver_request_total';
const statsPath = '/stats/container';

export default defineTransform({
  meta: {
    id: 'metric-names',
    title: 'Alerts and dashboards that use metrics that go',
    description:
      'An alert on a metric that is not there any more does not fail, it just never fires, and a panel stays empty. Looks for metrics ' +
      'that 1.21 and the releases after it drop or rename, in rules and monitors of the Prometheus operator, in dashboards, and in ' +
      'ConfigMaps that hold such things as text; and for scrapers of the kubelet’s cAdvisor JSON, which 1.21 no longer serves.',
    kinds: [
      ...['PrometheusRule', 'ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig'].map((kind) => ({ group: 'monitoring.coreos.com', kind })),
      ...['VMRule', 'VMServiceScrape', 'VMPodScrape'].map((kind) => ({ group: 'operator.victoriametrics.com', kind })),
      { group: 'integreatly.org', kind: 'GrafanaDashboard' },
      { group: 'grafana.integreatly.org', kind: 'GrafanaDashboard' },
      { group: '', kind: 'ConfigMap' },
    ],
    triggers: [...metricChanges.map(({ name }) => name), requests, statsPath],
    safety: 'report',
    keps: [1209, 2129],
    messages: {
      gone: 'The metric {metric} is not exposed any more since Kubernetes {hidden}: rules on it never fire, and panels stay empty. Use {instead}.',
      going: 'The metric {metric} is deprecated since Kubernetes {deprecated}, and not exposed from {hidden} on. Before that upgrade, use {instead}.',
      'content-type':
        'apiserver_request_total has no label contentType since Kubernetes 1.21: a selector on it matches nothing, and grouping by it has no effect. Take the label out.',
      'cadvisor-json':
        'The kubelet of Kubernetes {to} no longer serves cAdvisor’s JSON, of which /stats/container is a part. Scrape /metrics/cadvisor, or read /stats/summary, which both stay.',
    },
    references: [
      'https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.21.md',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-instrumentation/1209-metrics-stability',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/2129-remove-cadvisor-json-metrics',
      'https://github.com/kubernetes/kubernetes/pull/99788',
    ],
  },
  run(manifest, context) {
    const texts = ['spec', 'data'].flatMap((key) => textsIn(manifest.data[key], [key])).filter(({ path }) => !isDropped(path, manifest));
    for (const metric of metricChanges) judge(metric, texts, context);
    const { to } = context.target;
    if (!atLeast(to, '1.21')) return;
    const labelled = texts.find(({ text }) => usesContentType(text));
    if (labelled) context.manual('content-type', { at: labelled.path, impact: 'breaks' });
    const scraped = texts.find(({ text }) => /(?:^|["'\s=(}]|:\d{2,5}|\/proxy)\/stats\/container(?=[/"'\s?]|$)/m.test(text));
    if (scraped) context.manual('cadvisor-json', { at: scraped.path, values: { to }, impact: 'breaks' });
  },
});

/** Once an object and metric, at its first place. */
function judge({ name, histogram, deprecated, hidden, instead }: MetricChange, texts: readonly Text[], context: Context): void {
  const { to } = context.target;
  if (!atLeast(to, deprecated)) return;
  // A name in a recording rule is joined to others by colons and is another series.
  const pattern = new RegExp(`(?<![\\w:])${name}${histogram ? '(?:_bucket|_sum|_count)?' : ''}(?![\\w]|:\\w)`, 'g');
  const found = texts.find(({ text }) => text.includes(name) && [...text.matchAll(pattern)].some(({ index }) => !isInDropRule(text, index)));
  if (!found) return;
  const remark = { at: found.path, values: { to, metric: name, deprecated, hidden, instead } };
  if (atLeast(to, hidden)) context.manual('gone', { ...remark, impact: 'breaks' });
  else context.info('going', { ...remark, impact: 'later' });
}

/** Inside the same expression, which is on one line. */
function usesContentType(text: string): boolean {
  if (!text.includes('contentType') || !text.includes(requests)) return false;
  return /(?<![\w:])apiserver_request_total(?!\w)(?:(?!expr)[^\n]){0,300}?\bcontentType\b|\bcontentType\b(?:(?!expr)[^\n]){0,100}?(?<![\w:])apiserver_request_total(?!\w)/.test(text);
}

/** A relabelling that drops a metric does not miss it. */
function isDropped(path: Text['path'], { data }: Manifest): boolean {
  const index = path.findIndex((key) => key === 'metricRelabelings' || key === 'metricRelabelConfigs' || key === 'metric_relabel_configs');
  if (index < 0) return false;
  return String(getIn(data, [...path.slice(0, index + 2), 'action'])).toLowerCase() === 'drop';
}

/** The same where the configuration of Prometheus is text: the list item around the place has the action `drop`. */
function isInDropRule(text: string, index: number): boolean {
  const lines = text.slice(Math.max(0, index - 2000), index + 2000).split('\n');
  let line = text.slice(Math.max(0, index - 2000), index).split('\n').length - 1;
  if (!/\bregex:/.test(lines[line] ?? '')) return false;
  while (line > 0 && !/^\s*-\s/.test(lines[line] ?? '')) line -= 1;
  let end = line + 1;
  while (end < lines.length && !/^\s*-\s/.test(lines[end] ?? '')) end += 1;
  return lines.slice(line, end).some((text) => /\baction:\s*["']?drop\b/i.test(text));
}
