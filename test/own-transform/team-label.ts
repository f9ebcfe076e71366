import { defineTransform, getIn } from 'k8s-upgrade/transform';

const owner = ['metadata', 'labels', 'example.com/owner'];

export default defineTransform({
  meta: {
    id: 'team-label',
    title: 'Label example.com/owner to example.com/team',
    description: 'The label has a new name; selectors are not followed.',
    kinds: [{ group: '*', kind: '*' }],
    triggers: ['example.com/owner'],
    safety: 'safe',
    messages: {
      renamed: 'The label example.com/owner: {value} becomes example.com/team.',
      both: 'The object has both labels; keep the one that is meant.',
    },
    references: ['https://example.com/handbook/labels'],
  },
  run(manifest, context) {
    const value = getIn(manifest.data, owner);
    if (value === undefined) return;
    if (getIn(manifest.data, [...owner.slice(0, -1), 'example.com/team']) !== undefined) return context.manual('both', { at: owner });
    context.change('renamed', { at: owner, values: { value: String(value) } }, (edit) => edit.rename(owner, 'example.com/team'));
  },
});
