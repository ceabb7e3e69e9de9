// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
const shell = require('./.shell/pkg/vue.config')(__dirname);

const { chainWebpack, configureWebpack } = shell;

module.exports = {
  ...shell,
  productionSourceMap: false,
  configureWebpack(config) {
    configureWebpack(config);
    // Nothing here needs Node's modules, and their stand-ins would be most of the bundle.
    config.plugins = config.plugins.filter((plugin) => plugin.constructor.name !== 'NodePolyfillPlugin');
  },
  chainWebpack(config) {
    chainWebpack?.(config);
    config.plugins.delete('webpack-bundle-analyzer');
    if (process.env.FAST) {
      config.plugins.delete('fork-ts-checker');
    }
  },
};
