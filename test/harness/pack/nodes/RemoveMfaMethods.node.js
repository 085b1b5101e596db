'use strict';

const { stepNode } = require('../step-node.js');

module.exports.RemoveMfaMethods = stepNode('removeMfaMethods', 'removeMfaMethods');
