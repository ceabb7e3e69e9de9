// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
module.exports = require('@rancher/shell/babel.config.js');
