'use strict';

const { stepNode } = require('../step-node.js');

module.exports.RemoveFromTeamsAndGroups = stepNode('removeFromTeamsAndGroups', 'removeFromTeams');
