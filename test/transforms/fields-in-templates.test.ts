import test from 'ava';
import { settingsFrom } from '../../src/authoring/fixture.js';
import { planFile } from '../../src/engine/plan-file.js';
import type { JsonObject, Transform } from '../../src/transform.js';
import droppedFields from '../../transforms/dropped-fields/transform.js';
import jobTtl from '../../transforms/job-ttl/transform.js';
import podDeletionCost from '../../transforms/pod-deletion-cost/transform.js';
import serviceAccountToken from '../../transforms/service-account-token/transform.js';

/** The messages that a Helm template raises, with their places. */
function saidOf(transform: Transform, text: string, target: JsonObject = {}): string[] {
  const { file } = planFile({ path: 'templates/a.yaml', bytes: Buffer.from(text), role: 'helm-template' }, settingsFrom(transform, { target }));
  return file.findings.map(({ messageId, path }) => `${messageId} ${path}`);
}

test('a value that a template fills in is not guessed', (t) => {
  const job = `apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .Release.Name }}
spec:
  suspend: {{ .Values.suspend }}
  ttlSecondsAfterFinished: {{ .Values.ttl }}
  template:
    metadata:
      annotations:
        controller.kubernetes.io/pod-deletion-cost: {{ .Values.cost | quote }}
    spec:
      containers:
        - name: job
          image: {{ .Values.image }}
`;
  t.deepEqual(saidOf(droppedFields, job), []);
  t.deepEqual(saidOf(droppedFields, job, { to: '1.20' }), ['dropped spec.ttlSecondsAfterFinished']);
  t.deepEqual(saidOf(podDeletionCost, job), []);
  t.deepEqual(saidOf(jobTtl, job), ['deletes spec.ttlSecondsAfterFinished']);
});

test('a field that is dropped whatever the template prints is reported', (t) => {
  const service = `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  type: {{ .Values.service.type }}
  {{- with .Values.service.loadBalancerClass }}
  loadBalancerClass: {{ . }}
  {{- end }}
  ports: [{port: 80}]
`;
  t.deepEqual(saidOf(droppedFields, service), ['dropped spec.loadBalancerClass']);
});

test('a command around a filled-in value is read as it is written, and not repeated', (t) => {
  const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  template:
    spec:
      containers:
        - name: watcher
          image: {{ .Values.image }}
          args: [sh, -c, "watch --url {{ .Values.url }} --token $(cat /var/run/secrets/kubernetes.io/serviceaccount/token)"]
`;
  t.deepEqual(saidOf(serviceAccountToken, deployment), ['read-at-start spec.template.spec.containers[0].args']);
});
