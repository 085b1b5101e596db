'use strict';

const { stepNode } = require('../step-node.js');

module.exports.ResetPassword = stepNode('resetPassword', 'resetPassword');
