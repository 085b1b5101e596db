'use strict';

const { stepNode } = require('../step-node.js');

module.exports.ForwardEmail = stepNode('forwardEmail', 'forwardEmail');
