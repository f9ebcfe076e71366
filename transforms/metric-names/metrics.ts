import type { Version } from '../../src/transform.js';

/** A metric of a component that is gone or going. */
export interface MetricChange {
  /** As it is exposed, without what a histogram adds. */
  readonly name: string;
  /** Its series end in `_bucket`, `_sum` and `_count`. */
  readonly histogram?: true;
  /** The release that says that it goes. */
  readonly deprecated: Version;
  /** The first release that does not expose it, unless it is told to show hidden metrics. */
  readonly hidden: Version;
  /** What to use, as a part of a sentence. */
  readonly instead: string;
  /** Where the row was looked up. */
  readonly source: string;
}

/**
 * A deprecated metric that is not stable is hidden one release later: `shouldHide` in
 * k8s.io/component-base/metrics.
 */
export const metricChanges: readonly MetricChange[] = [
  {
    name: 'etcd_object_counts',
    deprecated: '1.21',
    hidden: '1.23',
    instead: 'apiserver_storage_objects, which is there since 1.21',
    source: 'CHANGELOG-1.21; kubernetes/kubernetes#99785, #100082 (the name); `DeprecatedVersion` 1.22.0 in k8s.io/apiserver/pkg/storage/etcd3/metrics',
  },
  {
    name: 'scheduler_binding_duration_seconds',
    histogram: true,
    deprecated: '1.20',
    hidden: '1.21',
    instead: 'scheduler_framework_extension_point_duration_seconds with extension_point="Bind"',
    source: 'CHANGELOG-1.20 (kubernetes/kubernetes#95001), CHANGELOG-1.21 (#96447)',
  },
  {
    name: 'scheduler_scheduling_algorithm_preemption_evaluation_seconds',
    histogram: true,
    deprecated: '1.20',
    hidden: '1.21',
    instead: 'scheduler_framework_extension_point_duration_seconds with extension_point="PostFilter"',
    source: 'CHANGELOG-1.20 (kubernetes/kubernetes#95001), CHANGELOG-1.21 (#96447)',
  },
  {
    name: 'storage_operation_errors_total',
    deprecated: '1.21',
    hidden: '1.22',
    instead: 'storage_operation_duration_seconds_count with status="fail-unknown", a label that is there since 1.21',
    source: 'CHANGELOG-1.21 (kubernetes/kubernetes#99045)',
  },
  {
    name: 'storage_operation_status_count',
    deprecated: '1.21',
    hidden: '1.22',
    instead: 'storage_operation_duration_seconds_count, which has the label status since 1.21',
    source: 'CHANGELOG-1.21 (kubernetes/kubernetes#99045)',
  },
];
