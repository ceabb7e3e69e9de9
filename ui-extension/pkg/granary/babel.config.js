// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
module.exports = require('./.shell/pkg/babel.config.js');
