'use strict';

const { stepNode } = require('../step-node.js');

module.exports.WipeDevices = stepNode('wipeDevices', 'wipeDevices');
