// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
// The shell as an application, for development and for the browser tests. FAST leaves out what only a release needs;
// SHELL_ONLY builds a shell that does not contain this extension, so that it is loaded as Rancher loads it.
const shell = require('@rancher/shell/vue.config')(__dirname, { excludes: process.env.SHELL_ONLY ? ['granary'] : [] });

const { configureWebpack, chainWebpack } = shell;

module.exports = {
  ...shell,
  productionSourceMap: false,
  configureWebpack(config) {
    configureWebpack(config);
    if (process.env.FAST) {
      config.devtool = false;
      config.optimization.minimize = process.env.FAST !== 'nomin';
    }
  },
  chainWebpack(config) {
    chainWebpack?.(config);
    if (process.env.FAST) {
      config.plugins.delete('fork-ts-checker');
    }
  },
};
