import type { StepKey } from '../../step/vocabulary';

/** A control that an offboarding has something to do with. */
export interface Control {
	readonly framework: string;
	readonly control: string;
	/** What it asks for, in our words. */
	readonly about: string;
	/** What it would rest on: steps, who asked and when, or the record itself. */
	readonly rest:
		| 'record'
		| 'authority'
		| {
				readonly steps: readonly StepKey[];
				/** Why it is supported in part at most; left out where it can be supported as a whole. */
				readonly atMost?: string;
		  };
}

const LOCK_OUT: readonly StepKey[] = ['disableAccount', 'resetPassword', 'revokeSessions'];
const CREDENTIALS: readonly StepKey[] = [...LOCK_OUT, 'removeMfaMethods'];
const RIGHTS: readonly StepKey[] = ['removeAdminRoles', 'removeFromTeams'];

const M365 = 'Microsoft 365 only.';
const SOC2 = 'SOC 2';
const ISO = 'ISO 27001:2022';
const HIPAA = 'HIPAA';
const GDPR = 'GDPR';

/** The control map. It says what a run can support, never that anything complies. */
export const CONTROLS: readonly Control[] = [
	{
		framework: SOC2,
		control: 'CC6.1',
		about: 'Logical access is restricted',
		rest: { steps: CREDENTIALS },
	},
	{
		framework: SOC2,
		control: 'CC6.2',
		about: 'Credentials are withdrawn',
		rest: { steps: CREDENTIALS },
	},
	{ framework: SOC2, control: 'CC6.3', about: 'Rights are removed', rest: { steps: RIGHTS } },
	{
		framework: SOC2,
		control: 'CC6.5',
		about: 'Data leaves devices before protection ends',
		rest: { steps: ['wipeDevices'] },
	},
	{
		framework: ISO,
		control: 'A.5.11',
		about: 'Assets are returned',
		rest: { steps: ['wipeDevices'], atMost: 'That anything was handed back is not recorded.' },
	},
	{
		framework: ISO,
		control: 'A.5.18',
		about: 'Access rights are removed',
		rest: { steps: [...CREDENTIALS, ...RIGHTS] },
	},
	{
		framework: ISO,
		control: 'A.6.5',
		about: 'What holds after employment ends',
		rest: 'authority',
	},
	{
		framework: ISO,
		control: 'A.8.2',
		about: 'Privileged rights are managed',
		rest: { steps: ['removeAdminRoles'] },
	},
	{
		framework: ISO,
		control: 'A.8.3',
		about: 'Access to information is restricted',
		rest: { steps: ['disableAccount', 'revokeSessions', 'removeFromTeams'] },
	},
	{
		framework: HIPAA,
		control: '164.308(a)(3)(ii)(C)',
		about: 'Access ends with employment',
		rest: { steps: [...LOCK_OUT, ...RIGHTS], atMost: M365 },
	},
	{
		framework: HIPAA,
		control: '164.310(d)(1)',
		about: 'Devices and media are controlled',
		rest: { steps: ['wipeDevices'], atMost: M365 },
	},
	{
		framework: GDPR,
		control: 'Art. 5(1)(f)',
		about: 'Integrity and confidentiality',
		rest: { steps: [...LOCK_OUT, 'removeFromTeams'] },
	},
	{ framework: GDPR, control: 'Art. 5(2)', about: 'Accountability', rest: 'record' },
	{
		framework: GDPR,
		control: 'Art. 32',
		about: 'Security of processing',
		rest: { steps: [...CREDENTIALS, 'removeAdminRoles'] },
	},
];
