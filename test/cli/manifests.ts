/** A budget that moves to `policy/v1` and keeps its meaning. */
export const outdated = budget('web', '{matchLabels: {app: web}}');

/** A budget whose meaning changes with the version, which is said in a note. */
export const noted = budget('checkout', '{}');

/** A budget about which a person has to decide. */
export const undecided = budget('any', '{matchExpressions: [{key: pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match, operator: Exists}]}');

/** What the first one becomes. */
export const current = outdated.replace('v1beta1', 'v1');

export const unreadable = 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nspec: [\n';

export const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n';

function budget(name: string, selector: string): string {
  return `apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata:\n  name: ${name}\nspec:\n  maxUnavailable: 1\n  selector: ${selector}\n`;
}

/** Many outdated budgets in one file. */
export function manyBudgets(number: number): string {
  return Array.from({ length: number }, (_, index) => budget(`web-${index}`, '{matchLabels: {app: web}}')).join('---\n');
}
