import test from 'ava';
import { planFile } from '../../src/engine/plan-file.js';
import { settingsFrom } from '../../src/authoring/fixture.js';
import metricNames from '../../transforms/metric-names/transform.js';
import removedCommands from '../../transforms/removed-commands/transform.js';
import type { Transform } from '../../src/transform.js';

/** The messages that a Helm template raises, with their places. */
function saidOf(transform: Transform, text: string): string[] {
  const { file } = planFile({ path: 'templates/a.yaml', bytes: Buffer.from(text), role: 'helm-template' }, settingsFrom(transform, {}));
  return file.findings.map(({ messageId, path }) => `${messageId} ${path}`);
}

test('a dashboard whose text a template fills in is searched as it is written', (t) => {
  const dashboard = `{{- if .Values.dashboards }}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-scheduler
data:
  scheduler.json: |-
    {"expr": "rate(scheduler_binding_duration_seconds_count[5m])", "legendFormat": "{{\`{{instance}}\`}}"}
{{- end }}
`;
  t.deepEqual(saidOf(metricNames, dashboard), ['gone data["scheduler.json"]']);
  t.deepEqual(saidOf(metricNames, dashboard.replace('scheduler_binding', 'shop_scheduler_binding')), []);
});

test('so is a script', (t) => {
  const job = `apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .Release.Name }}-smoke
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: smoke
          image: {{ .Values.image }}
          command:
            - sh
            - -c
            - kubectl -n {{ .Release.Namespace }} run smoke --image={{ .Values.smoke }} --generator=run-pod/v1
`;
  t.deepEqual(saidOf(removedCommands, job), ['run-flags spec.template.spec.containers[0].command[2]']);
  t.deepEqual(saidOf(removedCommands, job.replace('kubectl', 'helm')), []);
});
