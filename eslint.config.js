import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'transforms/_template/', 'test/own-transform/'] },
  ...tseslint.configs.strict,
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },
  {
    // Only the script of the HTML report runs in a browser.
    files: ['src/**', 'transforms/**'],
    ignores: ['src/reporters/html/client/**'],
    rules: { 'no-restricted-globals': ['error', 'document', 'event', 'fetch', 'history', 'localStorage', 'location', 'name', 'navigator', 'self', 'window'] },
  },
);
