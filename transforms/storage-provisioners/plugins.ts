import type { Version } from '../../src/transform.js';

/** A volume plugin of Kubernetes whose volumes a CSI driver takes over. */
export interface Plugin {
  /** The name of the volume source in pods and PersistentVolumes. */
  readonly field: string;
  readonly provisioner: string;
  readonly driver: string;
  /** The gate of the migration. */
  readonly gate: string;
  /** Since when the gate is on by default. */
  readonly since: Version;
  /** Since when the gate cannot be turned off any more. */
  readonly locked: Version;
  /** The release that said that the plugin goes, where that is news at targets before `since`. */
  readonly deprecated?: Version;
}

/** Sources: CHANGELOG-1.21 (kubernetes/kubernetes#98538, #96293); KEP-625, KEP-1885. */
export const plugins: readonly Plugin[] = [
  { field: 'cinder', provisioner: 'kubernetes.io/cinder', driver: 'cinder.csi.openstack.org', gate: 'CSIMigrationOpenStack', since: '1.21', locked: '1.24' },
  { field: 'azureFile', provisioner: 'kubernetes.io/azure-file', driver: 'file.csi.azure.com', gate: 'CSIMigrationAzureFile', since: '1.24', locked: '1.27', deprecated: '1.21' },
];
