/** What of a pod PodSecurityPolicies and the Pod Security Standards look at; one container. */
export interface Pod {
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly volumes: readonly string[];
  readonly sysctls: readonly string[];
  readonly hostPort?: number;
  readonly privileged?: boolean;
  readonly add: readonly string[];
  readonly drop: readonly string[];
  readonly procMount: string;
  readonly allowPrivilegeEscalation?: boolean;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seLinux?: { readonly type?: string; readonly user?: string };
  /** Empty where none is set. */
  readonly seccomp: string;
  readonly appArmor: string;
  readonly probeHost?: boolean;
}
