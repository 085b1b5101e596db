'use strict';

const { stepNode } = require('../step-node.js');

module.exports.RemoveAdminRoles = stepNode('removeAdminRoles', 'removeAdminRoles');
