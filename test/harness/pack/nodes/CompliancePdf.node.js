'use strict';

const { stepNode } = require('../step-node.js');

module.exports.CompliancePdf = stepNode('compliancePdf', 'compliancePdf');
