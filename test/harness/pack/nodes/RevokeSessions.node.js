'use strict';

const { stepNode } = require('../step-node.js');

module.exports.RevokeSessions = stepNode('revokeSessions', 'revokeSessions');
