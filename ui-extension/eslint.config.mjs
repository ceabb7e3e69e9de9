// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import shell from '@rancher/shell/eslint.config.base.mjs';

export default [
  ...shell,
  { ignores: ['pkg/*/types/crds.ts', 'pkg/*/types/inventory.ts', 'pkg/*/.shell/', 'dist-*/'] },
  {
    files: ['**/*.ts', '**/*.vue'],
    rules: {
      'max-len': ['warn', { code: 120 }],
      'no-undef': 'off',
      'no-unused-vars': 'off',
      '@typescript-eslint/no-unused-vars': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      'key-spacing': 'off',
      'object-curly-newline': 'off',
      'object-property-newline': 'off',
      'padding-line-between-statements': 'off',
      'vue/multi-word-component-names': 'off',
      'no-void': 'off',
      'no-template-curly-in-string': 'off',
      'promise/param-names': 'off',
      'implicit-arrow-linebreak': 'off',
      'multiline-ternary': 'off',
    },
  },
  {
    files: ['**/*.vue'],
    rules: { 'max-lines': ['error', 250] },
  },
];
