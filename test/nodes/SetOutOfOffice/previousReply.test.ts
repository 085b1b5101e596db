import { describe, expect, it } from 'vitest';
import { previousIn } from '../../../nodes/SetOutOfOffice/automaticReplies';
import { areOurs, previousOf } from '../../../nodes/SetOutOfOffice/previousReply';

const settings = (status: string, internal: string, external: string) => ({
	automaticRepliesSetting: {
		...{ status, internalReplyMessage: internal, externalReplyMessage: external },
	},
});

describe('what a record says of the replies before', () => {
	it.each([
		[settings('disabled', '', ''), { status: 'disabled', internal: '', external: '', lost: null }],
		[
			settings('disabled', '<p>Back on Monday</p>', '<p>Back on Monday</p>'),
			{ status: 'disabled', internal: 'Back on Monday', external: 'Back on Monday', lost: null },
		],
		[
			settings('alwaysEnabled', '<p>In</p>', ''),
			{ status: 'alwaysEnabled', internal: 'In', external: '' },
		],
		[
			settings('alwaysEnabled', '<p>In: see x</p>', '<p>Out</p>'),
			{ status: 'alwaysEnabled', internal: 'In: see x', external: 'Out' },
		],
	])('%j is put back', (before, expected) => {
		expect(previousOf(previousIn(before))).toMatchObject(expected);
	});

	it.each([
		[previousIn(settings('scheduled', '<p>Away</p>', '<p>Away</p>')), 'for a time'],
		[previousIn(settings('alwaysEnabled', 'a Outside: b', 'c')), 'is not on record'],
		[null, 'is not on record'],
		['', 'is not on record'],
	])('%j is turned off, and named', (before, says) => {
		const previous = previousOf(before);
		expect(previous.status).toBe('disabled');
		expect(previous.lost).toContain(says);
	});

	it('are ours only while the mailbox says just what was set', () => {
		const ours = settings('alwaysEnabled', '<html><p>Gone.<br>Write to B</p></html>', '<p>Out</p>');
		expect(areOurs(ours, 'Inside: Gone.\nWrite to B Outside: Out')).toBe(true);
		expect(areOurs(ours, 'Inside: Gone. Outside: Out')).toBe(false);
		expect(areOurs(ours, null)).toBe(false);
	});
});
