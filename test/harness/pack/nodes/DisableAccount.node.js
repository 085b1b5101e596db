'use strict';

const { stepNode } = require('../step-node.js');

module.exports.DisableAccount = stepNode('disableAccount', 'disableAccount');
