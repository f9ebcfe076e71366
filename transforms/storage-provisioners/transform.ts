import { atLeast, defineTransform, getIn, isList, isObject, podTemplateKinds, podTemplates, type Context, type JsonObject, type Manifest, type Path } from '../../src/transform.js';
import { plugins, type Plugin } from './plugins.js';

const vsphere = 'kubernetes.io/vsphere-volume';
/** Who is to provision a claim, as the controller wrote it. */
const provisionerAnnotations = ['volume.kubernetes.io/storage-provisioner', 'volume.beta.kubernetes.io/storage-provisioner'];

export default defineTransform({
  meta: {
    id: 'storage-provisioners',
    title: 'Volumes of in-tree plugins that move to CSI drivers',
    description:
      'Kubernetes hands the volumes of its own plugins over to CSI drivers, release by release: those of Cinder in 1.21, those of Azure ' +
      'Files in 1.24. Manifests stay as they are, but the driver has to be installed before. Also points out what in-tree plugins no ' +
      'longer take: `diskformat` of vSphere, and claims with a `dataSource`.',
    kinds: [
      { group: '', kind: 'PersistentVolume' },
      { group: '', kind: 'PersistentVolumeClaim' },
      { group: 'storage.k8s.io', kind: 'StorageClass' },
      ...podTemplateKinds,
    ],
    triggers: ['cinder', 'azureFile', 'kubernetes.io/azure-file', 'diskformat', 'diskFormat', 'dataSource'],
    safety: 'report',
    keps: [625, 1885],
    featureGates: ['CSIMigration', 'CSIMigrationOpenStack', 'CSIMigrationAzureFile'],
    messages: {
      'needs-driver':
        'Kubernetes {to} hands the volumes of {plugin} to the CSI driver {driver}, because the feature gate {gate} is on, as it is by default since {since}. Where the driver is not installed they cannot be provisioned, attached or mounted: install it before the upgrade. The manifest stays as it is.',
      deprecated:
        'The in-tree plugin {plugin} is deprecated since Kubernetes 1.21, and {since} hands its volumes to the CSI driver {driver} by default. Install the driver before that upgrade; use it directly for new volumes.',
      'disk-format': 'The parameter diskformat is deprecated since Kubernetes 1.21 and supported up to 1.24; the CSI driver of vSphere does not know it. New volumes are thin without it. Delete it in a new StorageClass, since parameters of an existing one cannot change.',
      'data-source':
        'The claim has a dataSource, and {provisioner} is to provision it. Only CSI drivers can; from Kubernetes 1.21 on the claim stays pending, where older releases gave it an empty volume. Use a StorageClass of a CSI driver, or delete the dataSource.',
    },
    references: [
      'https://kubernetes.io/docs/concepts/storage/volumes/#csi-migration',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-storage/625-csi-migration',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-storage/1885-csi-migration-azurefile',
      'https://github.com/kubernetes/kubernetes/pull/98538',
      'https://github.com/kubernetes/kubernetes/pull/98546',
    ],
  },
  run(manifest, context) {
    for (const plugin of plugins) {
      const at = placeOf(plugin, manifest);
      if (at) judge(plugin, at, context);
    }
    if (manifest.kind === 'StorageClass') judgeParameters(manifest, context);
    if (manifest.kind === 'PersistentVolumeClaim') judgeDataSource(manifest, context);
  },
});

/** Where an object uses a plugin first: the same is not said twice of one object. */
function placeOf({ field, provisioner }: Plugin, manifest: Manifest): Path | undefined {
  const { kind, data } = manifest;
  if (kind === 'StorageClass') return data['provisioner'] === provisioner ? ['provisioner'] : undefined;
  if (kind === 'PersistentVolume') return isObject(getIn(data, ['spec', field])) ? ['spec', field] : undefined;
  for (const { path, spec } of podTemplates(manifest)) {
    const volumes = spec?.['volumes'];
    const index = isList(volumes) ? volumes.findIndex((volume) => isObject(volume) && isObject(volume[field])) : -1;
    if (index >= 0) return [...path, 'spec', 'volumes', index, field];
  }
  return undefined;
}

function judge(plugin: Plugin, at: Path, context: Context): void {
  const { to, from, featureGates } = context.target;
  const { gate, provisioner, driver, since, locked, deprecated } = plugin;
  const values = { to, plugin: provisioner, driver, since, gate };
  if (isMigrated(plugin, context)) {
    if (from !== undefined && atLeast(from, since)) return;
    const release = atLeast(to, locked) || Object.hasOwn(featureGates, gate) ? {} : { release: `--feature-gates ${gate}=false` };
    context.manual('needs-driver', { at, values, impact: 'breaks', gate, ...release });
  } else if (deprecated !== undefined && atLeast(to, deprecated) && !atLeast(to, since)) {
    context.info('deprecated', { at, values, impact: 'later', gate });
  }
}

function isMigrated({ gate }: Plugin, context: Context): boolean {
  return context.gate('CSIMigration') && context.gate(gate);
}

/** The plugin reads the names of its parameters in any case. */
function judgeParameters({ data }: Manifest, context: Context): void {
  const { provisioner, parameters } = data;
  const { to } = context.target;
  if (provisioner !== vsphere || !isObject(parameters) || !atLeast(to, '1.21')) return;
  const name = Object.keys(parameters).find((key) => key.toLowerCase() === 'diskformat');
  if (name !== undefined) context.info('disk-format', { at: ['parameters', name], impact: atLeast(to, '1.25') ? 'ignored' : 'later' });
}

/** Who provisions a claim is written on claims that come out of a cluster only. */
function judgeDataSource({ data }: Manifest, context: Context): void {
  const { to, from } = context.target;
  if (!atLeast(to, '1.21') || (from !== undefined && atLeast(from, '1.21')) || !isObject(getIn(data, ['spec', 'dataSource']))) return;
  const provisioner = provisionerOf(data);
  if (provisioner === undefined || !provisioner.startsWith('kubernetes.io/')) return;
  const plugin = plugins.find((candidate) => candidate.provisioner === provisioner);
  if (plugin && isMigrated(plugin, context)) return;
  context.manual('data-source', { at: ['spec', 'dataSource'], values: { provisioner }, impact: 'breaks' });
}

function provisionerOf(data: JsonObject): string | undefined {
  const found = provisionerAnnotations.map((annotation) => getIn(data, ['metadata', 'annotations', annotation])).find((value) => typeof value === 'string');
  return typeof found === 'string' ? found : undefined;
}
