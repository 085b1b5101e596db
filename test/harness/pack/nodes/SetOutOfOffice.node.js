'use strict';

const { stepNode } = require('../step-node.js');

module.exports.SetOutOfOffice = stepNode('setOutOfOffice', 'setOutOfOffice');
